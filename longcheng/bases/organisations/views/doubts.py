"""What is said to be wrong in the register of organisations, for those who decide it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from longcheng.bases.organisations.doubts import DOUBTS
from longcheng.bases.organisations.registers import DECIDE
from longcheng.core.access.doors import requires
from longcheng.core.lists.page import open_list


@requires(DECIDE)
@require_GET
def doubts(request: HttpRequest) -> HttpResponse:
    """The list; each one is decided on the page that all public registers share."""
    return render(request, "portal/wrong/list.html", {"list": open_list(request, DOUBTS)})
