"""Giving an address and ending one: forms of those who keep the map of an area."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.bases.geography.actions.addresses import EDIT, end_address, enter_address
from longcheng.bases.geography.address_models import StreetKind
from longcheng.bases.geography.address_pages.page import address_href, division_names, whole_line
from longcheng.bases.geography.addresses.city_names import city_names
from longcheng.bases.geography.addresses.parsing import parse
from longcheng.bases.geography.models import Address, Division, DivisionLevel
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, holdings, require
from longcheng.core.declaration.unfit import Unfit

FIELDS = ("division_code", "street", "street_kind", "gate", "building", "stair", "room", "lon", "lat")
COMMUNITIES_LISTED, REASON_MAX = 1_200, 500


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an address; `?text=` fills the fields from a text."""
    keeper = signed_in_account(request)
    form = _begun(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = {name: request.POST.get(name, "").replace("\0", "").strip()[:120] for name in FIELDS}
        values, errors = _read(form)
        if not errors:
            try:
                entered = enter_address(keeper, **values)
            except Unfit as unfit:
                errors = unfit.defects
            except Denied as denied:
                errors = {"division_code": str(denied)}
            else:
                messages.success(request, _("The address has got the number %(n)s.") % {"n": entered.pk})
                return redirect(address_href(entered.pk))
    context = {
        "form": form,
        "errors": errors,
        "kinds": StreetKind.choices,
        "communities": _communities(keeper),
    }
    return render(request, "geography/addresses/new.html", context, status=422 if errors else 200)


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, address_id: int) -> HttpResponse:
    """End an address with all that is part of it, after the keeper has read what that is."""
    keeper = signed_in_account(request)
    address = Address.objects.filter(pk=address_id).first() if address_id < 2**63 else None
    if address is None:
        raise Http404
    require(keeper, EDIT, area_code=address.division_code)
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:REASON_MAX]
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            end_address(keeper, address_id=address.pk, reason=reason)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("The address has ended. Its number is never given again."))
            return redirect(address_href(address.pk))
    context = {
        "address": address,
        "line": whole_line(address, division_names(address.division_code)),
        "parts": Address.objects.filter(parent_id=address.pk).count(),
        "reason": reason,
        "errors": errors,
    }
    return render(request, "geography/addresses/end.html", context, status=422 if errors else 200)


def _begun(request: HttpRequest) -> dict[str, str]:
    """The form filled from what somebody looked for in vain."""
    parsed = parse(request.GET.get("text", ""), divisions=city_names())
    code = parsed.codes[0] if len(parsed.codes) == 1 else ""
    return {
        "division_code": code if len(code) == DivisionLevel.COMMUNITY else "",
        "street": parsed.street,
        "street_kind": "",
        "gate": parsed.gate,
        "building": parsed.building,
        "stair": parsed.stair,
        "room": parsed.room,
        "lon": "",
        "lat": "",
    }


def _read(form: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of the action, and what could not be read."""
    values: dict[str, Any] = {name: form[name] for name in FIELDS if name not in {"lon", "lat"}}
    errors = {}
    for name in ("lon", "lat"):
        try:
            values[name] = float(form[name]) if form[name] else None
        except ValueError:
            errors[name] = _("Write degrees with a point, such as 119.97.")
    if not form["division_code"]:
        errors["division_code"] = _("Choose the community that it lies in.")
    if form["street_kind"] and form["street_kind"] not in StreetKind.values:
        errors["street_kind"] = _("Choose one of the list.")
    return values, errors


def _communities(keeper: Account) -> list[tuple[str, str]]:
    """The communities of the keeper's areas, with their towns."""
    areas = [held.area_code for held in holdings(keeper, EDIT)]
    names = dict(Division.objects.filter(level=DivisionLevel.TOWN).values_list("code", "name"))
    rows = Division.objects.filter(level=DivisionLevel.COMMUNITY).values_list("code", "name")
    return [
        (code, f"{names.get(code[:9], '')} · {name}")
        for code, name in rows
        if any(code.startswith(area) for area in areas)
    ][:COMMUNITIES_LISTED]
