"""The registrar's desk: the list of organisations, one of them with its acts, and the forms."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.geography.queries import full_name
from longcheng.bases.organisations.actions.filing import APPOINT, FILE, LICENSE, VACANT
from longcheng.bases.organisations.agencies import agencies_for
from longcheng.bases.organisations.desk.filing import filed
from longcheng.bases.organisations.desk.forms import NEW, UNDO, form_named, forms_for
from longcheng.bases.organisations.desk.told import moments_of
from longcheng.bases.organisations.fitness import expiry
from longcheng.bases.organisations.industries import industry_of
from longcheng.bases.organisations.licence_kinds import licence_title
from longcheng.bases.organisations.lists import ORGANISATIONS_LIST
from longcheng.bases.organisations.models import Licence, Organisation
from longcheng.bases.organisations.registers import ORGANISATIONS
from longcheng.core.access.doors import requires, requires_sign_in, signed_in_account
from longcheng.core.access.permissions import may, require
from longcheng.core.lists.page import open_list

LICENCES_SHOWN = 100


@requires(FILE)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The organisations of one's area."""
    return render(request, "organisations/desk/desk.html", {"list": open_list(request, ORGANISATIONS_LIST)})


@requires(FILE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    context = {"back": reverse("organisations:desk")}
    return filed(request, signed_in_account(request), None, NEW, context=context, then=acts_href)


@requires_sign_in
@require_GET
def acts(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation as its officers see it: what can be filed, who acts for it, every act that was filed.

    Open to whoever may file or license something about it. Raises Denied for everybody else.
    """
    officer = signed_in_account(request)
    one = get_object_or_404(Organisation, pk=organisation_id)
    forms = [form for form in forms_for(one) if may(officer, form.permission, area_code=one.division_code)]
    if not forms:
        require(officer, FILE, area_code=one.division_code)
    context = about(one) | {
        "forms": forms,
        "moments": moments_of(ORGANISATIONS, one.pk),
        "may_file": may(officer, FILE, area_code=one.division_code),
        "may_license": may(officer, LICENSE, area_code=one.division_code),
        "undo": UNDO.kind,
    }
    if may(officer, APPOINT, area_code=one.division_code):
        context["agencies"] = agencies_for(one.pk)
    return render(request, "organisations/desk/acts.html", context)


@requires_sign_in
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, organisation_id: int, kind: str) -> HttpResponse:
    """One form for each kind of act; the act itself asks for the right and the place."""
    form = form_named(kind)
    if form is None:
        raise Http404
    officer = signed_in_account(request)
    one = get_object_or_404(Organisation, pk=organisation_id)
    # A branch and a move are filed at either place: these acts ask by themselves.
    elsewhere = form.kind in {"branch", "move"}
    require(officer, form.permission, area_code=None if elsewhere else one.division_code)
    context = about(one) | {"back": acts_href(one)}
    return filed(request, officer, one, form, context=context, then=lambda _made: acts_href(one))


def acts_href(one: Organisation) -> str:
    return reverse("organisations:acts", args=[one.pk])


def about(one: Organisation) -> dict[str, Any]:
    """What every page of an organisation at the desk says of it; all of it is public."""
    industry, today = industry_of(one.industry), timezone.localdate()
    rows = Licence.objects.filter(organisation_id=one.pk).order_by("-pk")[:LICENCES_SHOWN]
    return {
        "organisation": one,
        "place": full_name(one.division_code) if one.division_code else "",
        "industry": f"{one.industry} {industry.title}" if industry else one.industry,
        "licences": [(row, licence_title(row.kind), expiry(row, today=today)) for row in rows],
        "vacant_since": one.properties.get(VACANT, ""),
        "head": Organisation.objects.filter(pk=one.branch_of_id or 0).first(),
        "successor": Organisation.objects.filter(pk=one.successor_id or 0).first(),
    }
