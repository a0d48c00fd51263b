"""My page: who I am, what waits for me, and everything of mine with a way on to its own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.messages.queries import unread_count
from longcheng.portal.me.glance import Glance


@requires_sign_in
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Everything at a glance. The register's record itself opens by a press, since each look at it is written down."""
    account = signed_in_account(request)
    unread = unread_count(account)  # the frame's mark shows the same number, and need not count again
    return render(request, "portal/me/page.html", {"me": Glance(account, unread=unread), "unread": unread})
