"""Addresses for programs: type-ahead, reading a text, from a place to an address, what is near, one address."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator

from longcheng.bases.geography.address_pages.page import division_names, whole_line
from longcheng.bases.geography.addresses.nearest import NEAREST, NEAREST_MOST, Near, nearest
from longcheng.bases.geography.addresses.parsing import TEXT_MAX
from longcheng.bases.geography.addresses.reversing import NEAREST_MOST as REVERSED_MOST
from longcheng.bases.geography.addresses.reversing import cell_of, whereabouts
from longcheng.bases.geography.addresses.searching import SUGGESTED, SUGGESTED_MOST, resolve, suggest
from longcheng.bases.geography.addresses.suggestion import Suggestion
from longcheng.bases.geography.models import Address, MapLayer

router = Router()

Text = Annotated[str, Query(min_length=1, max_length=TEXT_MAX)]
Lon = Annotated[float, Query(ge=-180, le=180)]
Lat = Annotated[float, Query(ge=-85, le=85)]
NUMBERS_END = 2**63


def _moment(at: datetime) -> datetime:
    """A moment without a zone is the city's; one that no calendar of ours reaches is none."""
    if not 1900 <= at.year <= 2200:
        raise ValueError("The year must lie between 1900 and 2200.")
    return at if at.tzinfo else timezone.make_aware(at)


Moment = Annotated[datetime, AfterValidator(_moment)]


class SuggestionOut(Schema):
    """One answer. `why` says in words why it is offered; `level` is gate, building, stair, room, street or place."""

    text: str
    level: str
    why: str
    fit: str
    address_id: int | None
    name_id: int | None
    place: str
    lon: float | None
    lat: float | None
    division_code: str
    where: str
    is_synthetic: bool
    metres: float | None


class ParsedOut(Schema):
    """What of a text was read as what."""

    divisions: list[str]
    street: str
    gate: str
    building: str
    stair: str
    room: str
    number_key: str


class ResolvedOut(Schema):
    """`certainty` is certain, likely, unsure (choose among `candidates`), part (only the house was found) or none."""

    certainty: str
    why: str
    address: SuggestionOut | None
    candidates: list[SuggestionOut]
    parsed: ParsedOut
    not_understood: list[str]


class NearAddressOut(Schema):
    """An address near a place, and how far it is."""

    address_id: int
    text: str
    level: str
    division_code: str
    lon: float
    lat: float
    is_synthetic: bool
    metres: float


class DivisionOut(Schema):
    """A division by its code."""

    code: str
    name: str


class WhereaboutsOut(Schema):
    """Addresses near a place and the divisions around it: district by its outline, community by the nearest address."""

    addresses: list[NearAddressOut]
    divisions: list[DivisionOut]
    cell: str


class NearOut(Schema):
    """A thing on the map. `is_open` is null where nobody knows; `why_not` is closed, stale or unknown_hours.

    Where a layer has no open licence, its places are shown on the map and not passed on: `lon` and `lat` are null.
    """

    place: str
    name: str
    kind: str
    lon: float | None
    lat: float | None
    metres: float
    is_open: bool | None
    changes_at: datetime | None
    hours: str
    checked_date: date | None
    is_synthetic: bool
    why_not: str


class NearbyOut(Schema):
    """What is open or of unknown hours, nearest first; and what is nearer but closed or stale, with the reason."""

    listed: list[NearOut]
    not_listed: list[NearOut]


class AddressOut(Schema):
    """One address of the register. It keeps its number when it ends; `parent_id` is what it is part of."""

    id: int
    text: str
    whole: str
    level: str
    street: str
    gate: str
    building: str
    stair: str
    room: str
    number_key: str
    division_code: str
    divisions: list[DivisionOut]
    parent_id: int | None
    feature_id: int | None
    lon: float | None
    lat: float | None
    cell: str
    is_synthetic: bool
    is_ended: bool


class RefusedOut(Schema):
    """What was wrong, in words."""

    error: str


@router.get("/suggest", auth=None, response=list[SuggestionOut], summary="Addresses while one types")
def suggest_addresses(
    request: HttpRequest,
    q: Text,
    lon: Lon | None = None,
    lat: Lat | None = None,
    limit: Annotated[int, Query(ge=1, le=SUGGESTED_MOST)] = SUGGESTED,
) -> list[Suggestion]:
    """Characters, pinyin or first letters, with or without numbers. With `lon` and `lat` the nearer first."""
    near = (lon, lat) if lon is not None and lat is not None else None
    return passed_on(suggest(q, near=near, limit=limit))


@router.get("/resolve", auth=None, response=ResolvedOut, summary="What address a text means")
def resolve_text(request: HttpRequest, q: Text) -> dict[str, Any]:
    """Reads the text by the structure of GB/T 23705-2009 and says how sure the answer is and what played no part."""
    found = resolve(q)
    return {
        "certainty": found.certainty,
        "why": found.why,
        "address": found.address,
        "candidates": list(found.candidates),
        "parsed": found.parsed,
        "not_understood": list(found.not_understood),
    }


@router.get("/reverse", auth=None, response=WhereaboutsOut, summary="The addresses nearest to a place")
def reverse_place(
    request: HttpRequest, lon: Lon, lat: Lat, limit: Annotated[int, Query(ge=1, le=REVERSED_MOST)] = 5
) -> dict[str, Any]:
    """WGS-84 degrees; gates, houses and stairs within a kilometre. The place is written down nowhere."""
    found = whereabouts(lon, lat, limit=limit)
    divisions = [{"code": code, "name": name} for code, name in found.names]
    return {"addresses": list(found.addresses), "divisions": divisions, "cell": found.cell}


@router.get("/nearest", auth=None, response=NearbyOut, summary="What is near, open and freshly known")
def nearest_things(
    request: HttpRequest,
    what: Annotated[str, Query(min_length=1, max_length=120)],
    lon: Lon,
    lat: Lat,
    at: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=NEAREST_MOST)] = NEAREST,
) -> dict[str, Any]:
    """`what` are kinds or layers, parted by commas: clinic,pharmacy. `at` is the moment asked about, else now."""
    names = [one.strip() for one in what.replace("\0", "").split(",") if one.strip()][:10]
    found = nearest(names, lon=lon, lat=lat, at=at, limit=limit)
    return {"listed": [_near(one) for one in found.listed], "not_listed": [_near(one) for one in found.not_listed]}


@router.get(
    "/{int:address_id}", auth=None, response={200: AddressOut, 404: RefusedOut}, summary="One address by its number"
)
def read_address(request: HttpRequest, address_id: int) -> Any:
    """Also one that has ended: a number is never given again. Who is registered there is told to nobody here."""
    found = Address.every.filter(pk=address_id).first() if address_id < NUMBERS_END else None
    if found is None:
        return Status(404, RefusedOut(error=f"Address {address_id} does not exist. GET …/suggest finds addresses."))
    divisions = division_names(found.division_code)
    return {
        **{name: getattr(found, name) for name in AddressOut.model_fields if hasattr(found, name)},
        "whole": whole_line(found, divisions),
        "divisions": [{"code": one.code, "name": one.name} for one in divisions],
        "cell": cell_of(found.lon, found.lat) if found.lon is not None and found.lat is not None else "",
    }


def passed_on(found: list[Suggestion]) -> list[Suggestion]:
    """Without the places of things whose layers have no open licence."""
    names = {one.layer for one in found if one.layer}
    closed = set(MapLayer.objects.filter(name__in=names, is_open=False).values_list("name", flat=True)) if names else ()
    return [replace(one, lon=None, lat=None) if one.layer in closed else one for one in found]


def _near(one: Near) -> dict[str, Any]:
    feature = one.feature
    return {
        "place": feature.place,
        "name": feature.name,
        "kind": feature.kind,
        "lon": feature.label_lon if feature.layer.is_open else None,
        "lat": feature.label_lat if feature.layer.is_open else None,
        "metres": round(one.metres, 1),
        "is_open": one.is_open,
        "changes_at": one.changes_at,
        "hours": feature.hours,
        "checked_date": feature.checked_date,
        "is_synthetic": feature.is_synthetic,
        "why_not": one.why_not,
    }
