"""The staff's list of what is said to be wrong on the map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from longcheng.bases.geography.lists import DOUBTS
from longcheng.bases.geography.registers import DECIDE
from longcheng.core.access.doors import requires
from longcheng.core.lists.page import open_list


@requires(DECIDE)
@require_safe
def doubts(request: HttpRequest) -> HttpResponse:
    """What waits, the one that is owed next first; each opens the page on which it is decided."""
    return render(request, "geography/doubts.html", {"list": open_list(request, DOUBTS)})
