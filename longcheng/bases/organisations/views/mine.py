"""For which organisations one may act: as what, until when, what they are licensed for, who else may; and ending it."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.organisations.actions.appointments import end_own, settle_mandates
from longcheng.bases.organisations.agencies import Agency, agencies_for, agencies_of
from longcheng.bases.organisations.desk.told import moments_of
from longcheng.bases.organisations.models import AppointmentRole, Organisation
from longcheng.bases.organisations.registers import ORGANISATIONS
from longcheng.bases.organisations.views.desk import about
from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.access.models import Account


@requires_sign_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations for which one acts. What was entered before the account was matched begins here."""
    account = signed_in_account(request)
    settle_mandates(account)
    return render(request, "organisations/mine/list.html", {"agencies": agencies_of(account)})


@requires_sign_in
@require_GET
def one_of_mine(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation for those who act for it, and for nobody else."""
    account = signed_in_account(request)
    one, own = own_organisation(account, organisation_id)
    context = about(one) | {
        "own": own,
        "others": [each for each in agencies_for(one.pk, reader=account) if not each.is_own],
        # Which officer filed an act is told to the staff alone.
        "moments": [replace(moment, who="") for moment in moments_of(ORGANISATIONS, one.pk)],
    }
    return render(request, "organisations/mine/one.html", context)


@requires_sign_in
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Ask once, then stop acting for it; it is over with the press."""
    account = signed_in_account(request)
    one, own = own_organisation(account, organisation_id)
    if request.method == "POST":
        end_own(account, organisation_id=one.pk)
        messages.success(request, _("You no longer act for %(name)s.") % {"name": one.name})
        return redirect("organisations:mine")
    is_representative = any(each.appointment.role == AppointmentRole.REPRESENTATIVE for each in own)
    context = {"organisation": one, "own": own, "is_representative": is_representative}
    return render(request, "organisations/mine/end.html", context)


def own_organisation(account: Account, organisation_id: int) -> tuple[Organisation, list[Agency]]:
    """The organisation and one's own agencies for it. Raises Http404 for who does not act for it."""
    own = [each for each in agencies_of(account) if each.appointment.organisation_id == organisation_id]
    one = own[0].organisation if own else None
    if one is None:
        raise Http404
    return one, own
