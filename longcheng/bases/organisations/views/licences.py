"""The licensing officer's desk: the list of licences, one of them as it stands this second, and its acts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.geography.queries import full_name
from longcheng.bases.organisations.actions.filing import LICENSE
from longcheng.bases.organisations.desk.filing import filed
from longcheng.bases.organisations.desk.licence_forms import UNDO_LICENCE, licence_form_named, licence_forms_for
from longcheng.bases.organisations.desk.told import moments_of
from longcheng.bases.organisations.fitness import expiry
from longcheng.bases.organisations.licence_kinds import licence_kind, licence_title
from longcheng.bases.organisations.licensing import require_licence
from longcheng.bases.organisations.lists import LICENCES_LIST
from longcheng.bases.organisations.models import Licence, Organisation
from longcheng.bases.organisations.registers import LICENCES
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.lists.page import open_list


@requires(LICENSE)
@require_GET
def licences(request: HttpRequest) -> HttpResponse:
    """The licences that one's authority answers for; the page changes the second one of their holders does."""
    return render(request, "organisations/desk/licences.html", {"list": open_list(request, LICENCES_LIST)})


@requires(LICENSE)
@require_GET
def licence(request: HttpRequest, licence_id: int) -> HttpResponse:
    """One licence with its holder, its history and what can be filed about it."""
    one = get_object_or_404(Licence, pk=licence_id)
    require_licence(signed_in_account(request), issuer=one.issuer, area_code=one.division_code)
    context = about(one) | {
        "forms": licence_forms_for(one),
        "moments": moments_of(LICENCES, one.pk),
        "undo": UNDO_LICENCE.kind,
    }
    return render(request, "organisations/desk/licence.html", context)


@requires(LICENSE)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, licence_id: int, licence_act: str) -> HttpResponse:
    """One form for each kind of act about a licence."""
    form = licence_form_named(licence_act)
    if form is None:
        raise Http404
    officer = signed_in_account(request)
    one = get_object_or_404(Licence, pk=licence_id)
    require_licence(officer, issuer=one.issuer, area_code=one.division_code)
    back = reverse("organisations:licence", args=[one.pk])
    return filed(request, officer, one, form, context=about(one) | {"back": back}, then=lambda _made: back)


def about(one: Licence) -> dict[str, Any]:
    """What every page of a licence says of it; all of it is public."""
    known = licence_kind(one.kind)
    return {
        "licence": one,
        "licence_title": licence_title(one.kind),
        "law": known.law if known else "",
        "expiry": expiry(one, today=timezone.localdate()),
        "holder": Organisation.objects.filter(pk=one.organisation_id or 0).first(),
        "place": full_name(one.division_code) if one.division_code else "",
    }
