"""Programs I have let in: what each may read, and the way to end it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.openid.actions.sign_ins import end_consent
from longcheng.core.openid.queries import consents_of
from longcheng.portal.openid.telling import told_by

PER_PAGE = 20


@requires_sign_in
@require_GET
def let_in(request: HttpRequest) -> HttpResponse:
    """Every program that may still read something, newest first."""
    account = signed_in_account(request)
    page = Paginator(consents_of(account), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(consent, told_by(account, program=consent.program, scopes=consent.scopes)) for consent in page.object_list]
    return render(request, "portal/openid/let_in.html", {"page": page, "rows": rows})


@requires_sign_in
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Ask once more, then void every token of the program for this person."""
    account = signed_in_account(request)
    consent = get_object_or_404(consents_of(account), pk=consent_id)
    if request.method == "POST":
        end_consent(account, consent)
        messages.success(
            request,
            _("“%(name)s” is let in no longer. It can read nothing of you from now on.")
            % {"name": consent.program.name},
        )
        return redirect("openid:let-in")
    return render(request, "portal/openid/end.html", {"consent": consent})
