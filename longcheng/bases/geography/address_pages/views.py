"""Finding an address, its page, its history, and where one stands: public, for nobody's data stand on them."""

from typing import Any
from urllib.parse import urlencode

import segno
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from longcheng.bases.geography.actions.addresses import EDIT
from longcheng.bases.geography.address_pages.page import about, address_href, as_on, moments, read_day
from longcheng.bases.geography.addresses.parsing import TEXT_MAX
from longcheng.bases.geography.addresses.reversing import whereabouts
from longcheng.bases.geography.addresses.searching import Resolved, resolve, suggest
from longcheng.bases.geography.addresses.suggestion import Suggestion
from longcheng.bases.geography.models import Address
from longcheng.bases.geography.queries import names_of
from longcheng.core.access.doors import open_to_all
from longcheng.core.access.permissions import may
from longcheng.core.geo import BadCoordinates, require_coordinates

LISTED = 20
Place = tuple[float, float]


@open_to_all
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """`?q=` an address as one writes it; `?near=lon,lat` to have the nearer first."""
    typed = _typed(request)
    resolved = resolve(typed, near=_near(request)) if typed else None
    offered = suggest(typed, near=_near(request), limit=LISTED) if typed else []
    context: dict[str, Any] = {
        "typed": typed,
        "resolved": resolved,
        "offered": [(one, href_of(one)) for one in offered],
        "understood": understood(resolved) if resolved else [],
        "has_number": bool(resolved and any(resolved.parsed.parts)),
        "may_enter": may(request.user, EDIT),
        "example": Address.objects.filter(level="room").order_by("pk").values_list("text", flat=True).first() or "",
    }
    return render(request, "geography/addresses/find.html", context)


@open_to_all
@require_safe
def suggest_page(request: HttpRequest) -> JsonResponse:
    """The answers while one types, as every search box of the city reads them."""
    typed = _typed(request)
    found = suggest(typed, near=_near(request)) if typed else []
    count = len(found)
    said = ngettext("%(n)d suggestion", "%(n)d suggestions", count) % {"n": count} if count else _("No suggestion")
    everything = f"{reverse('geography:addresses')}?{urlencode({'q': typed})}"
    return JsonResponse(
        {
            "q": typed,
            "said": said if typed else "",
            "hits": [_hit(one) for one in found],
            "all": {"url": everything, "title": _("Show everything")},
        }
    )


@open_to_all
@require_POST
def choices(request: HttpRequest) -> JsonResponse:
    """For a form with an address: what one may be typing, and the community that each lies in.

    Posted, for the form may be about a person: what is typed there stands in no address and no log.
    """
    typed = request.POST.get("q", "").replace("\0", "").strip()[:TEXT_MAX]
    found = [one for one in suggest(typed) if one.address_id] if typed else []
    names = names_of(one.division_code for one in found)
    return JsonResponse(
        {
            "q": typed,
            "choices": [
                {
                    "text": one.text,
                    "where": one.where,
                    "why": one.why,
                    "division_code": one.division_code,
                    "division": names.get(one.division_code, ""),
                    "id": one.address_id,
                }
                for one in found
            ],
        }
    )


@open_to_all
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Where am I: `?at=lon,lat`, as the browser gives it or as somebody types it."""
    typed = request.GET.get("at", "")[:60].replace("\0", "")
    place, defect = _read_place(typed)
    found = whereabouts(*place) if place else None
    context = {"typed": typed, "found": found, "errors": {"at": defect} if defect else {}}
    return render(request, "geography/addresses/here.html", context, status=422 if defect else 200)


@open_to_all
@require_safe
def address(request: HttpRequest, address_id: int) -> HttpResponse:
    """One address; `?on=` a day shows what the register held then, `?print=1` is for paper."""
    found = _address_or_404(address_id)
    day = read_day(request.GET.get("on", ""))
    whole = request.build_absolute_uri(address_href(found.pk))
    context = about(found) | {
        "day": day,
        "then": as_on(found.pk, day) if day else None,
        "code": segno.make(whole, error="m").svg_data_uri(scale=4, border=2, dark="#14212b", light="#ffffff"),
        "whole": whole,
        "may_end": not found.is_ended and may(request.user, EDIT, area_code=found.division_code),
    }
    return render(request, "geography/addresses/address.html", context)


@open_to_all
@require_safe
def history(request: HttpRequest, address_id: int) -> HttpResponse:
    """What was stated of an address, by whom and from when."""
    found = _address_or_404(address_id)
    return render(request, "geography/addresses/history.html", {"address": found, "moments": moments(found.pk)})


def href_of(one: Suggestion) -> str:
    """Where a suggestion leads: the address, the street's numbers, or the place on the map."""
    if one.address_id:
        return address_href(one.address_id)
    if one.name_id:
        return f"{reverse('geography:addresses')}?{urlencode({'q': one.text})}"
    return f"/map/?{urlencode({'place': one.place})}"


def level_title(one: Suggestion) -> str:
    return {
        "gate": _("gate"),
        "building": _("building"),
        "stair": _("stair"),
        "room": _("flat"),
        "street": _("street or estate"),
        "division": _("division"),
    }.get(one.level, _("place"))


def understood(resolved: Resolved) -> list[tuple[str, str]]:
    """What of the text was read as what."""
    parsed = resolved.parsed
    told = [
        (_("Division"), "".join(parsed.divisions)),
        (_("Street or estate"), parsed.street),
        (_("Gate number"), parsed.gate),
        (_("Building"), parsed.building),
        (_("Stair"), parsed.stair),
        (_("Flat"), parsed.room),
        (_("Floor"), parsed.floor),
        (_("Not understood"), ", ".join(resolved.not_understood)),
    ]
    return [(title, value) for title, value in told if value]


def _hit(one: Suggestion) -> dict[str, Any]:
    hint = " · ".join(part for part in (one.where, one.why) if part)
    return {
        "url": href_of(one),
        "kind": level_title(one),
        "title": [[one.text, False]],
        "also": [],
        "hint": hint,
        "lang": "zh-Hans",
    }


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:TEXT_MAX]


def _near(request: HttpRequest) -> Place | None:
    return _read_place(request.GET.get("near", "")[:60].replace("\0", ""))[0]


def _read_place(text: str) -> tuple[Place | None, str]:
    """Longitude and latitude; what is wrong with them otherwise."""
    if not text.strip():
        return None, ""
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
        found = require_coordinates(lon, lat)
    except (ValueError, BadCoordinates):
        return None, _("A place is longitude and latitude in degrees, such as 119.97,31.78.")
    return (found[0], found[1]), ""


def _address_or_404(address_id: int) -> Address:
    found = Address.every.filter(pk=address_id).first() if address_id < 2**63 else None
    if found is None:
        raise Http404
    return found
