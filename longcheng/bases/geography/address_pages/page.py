"""What the page of one address shows: its words and number, what it is part of, where it lies, what is near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.addresses.keys import building_text, gate_text, room_text, stair_text
from longcheng.bases.geography.addresses.nearest import Nearby, nearest
from longcheng.bases.geography.addresses.projecting import address_columns
from longcheng.bases.geography.addresses.reversing import cell_of
from longcheng.bases.geography.addresses.suggestion import natural
from longcheng.bases.geography.models import Address, Division, DivisionLevel, MapFeature
from longcheng.bases.geography.queries import enclosing_codes
from longcheng.bases.geography.registers import ADDRESSES
from longcheng.core.clock.days import midnight
from longcheng.core.registry.declaring import source_named
from longcheng.core.registry.doubts.queries import open_doubts, recent_doubts
from longcheng.core.registry.doubts.words import marks
from longcheng.core.registry.reading import as_of, history

PARTS_SHOWN = 400
MAP_ZOOM = 17
# What people look for near their door, by the kind of the thing on the map.
NEAR = (("clinic", "stethoscope"), ("pharmacy", "pill"), ("school", "school"), ("market", "building-store"))
NEAR_HEALTH = "clinic"


@dataclass(frozen=True)
class Around:
    """What is near of one kind."""

    kind: str
    title: str
    icon: str
    nearby: Nearby


def near_title(kind: str) -> str:
    return {
        "clinic": _("Clinic"),
        "pharmacy": _("Pharmacy"),
        "school": _("School"),
        "market": _("Market"),
    }.get(kind, kind)


def division_names(code: str) -> list[Division]:
    """The divisions around a place, from the city in."""
    return list(Division.objects.filter(pk__in=enclosing_codes(code)).order_by("level"))


def whole_line(address: Address, divisions: Sequence[Division]) -> str:
    """The address in one line, as one writes it on a letter: without the community, which is no part of it."""
    around = "".join(one.name for one in divisions if one.level != DivisionLevel.COMMUNITY)
    return f"{around}{address.text}"


def above(address: Address) -> list[Address]:
    """What it is part of, from the outermost in. At most three queries."""
    found: list[Address] = []
    parent_id = address.parent_id
    while parent_id and len(found) < 4:
        parent = Address.every.filter(pk=parent_id).first()
        if parent is None:
            break
        found.insert(0, parent)
        parent_id = parent.parent_id
    return found


def within(address: Address) -> list[Address]:
    """Its stairs or flats, in the order of their numbers."""
    rows = list(Address.objects.filter(parent_id=address.pk).order_by("pk")[:PARTS_SHOWN])
    return sorted(rows, key=lambda one: natural(one.number_key))


def last_word(address: Address) -> str:
    """Its innermost part: 301室, 2单元, 99幢, 12号."""
    return (
        room_text(address.room)
        or stair_text(address.stair)
        or building_text(address.building)
        or gate_text(address.gate)
        or address.text
    )


def around(address: Address, *, at: datetime | None = None) -> list[Around]:
    """What is near, by kind; empty for an address without a place."""
    if address.lon is None or address.lat is None:
        return []
    return [
        Around(kind, near_title(kind), icon, nearest([kind], lon=address.lon, lat=address.lat, at=at))
        for kind, icon in NEAR
    ]


def map_href(address: Address) -> str:
    """The city's map with this place in the middle."""
    if address.lon is None or address.lat is None:
        return ""
    place = MapFeature.objects.filter(pk=address.feature_id or 0).first()
    chosen = f"&place={place.place}" if place else ""
    return f"/map/?c={address.lon:.5f},{address.lat:.5f}&z={MAP_ZOOM}{chosen}"


def read_day(text: str) -> date | None:
    """A day on which the register knew something, today at the latest; None for anything else."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and day <= timezone.localdate() else None


def as_on(address_id: int, day: date) -> dict[str, Any] | None:
    """What the register holds of it as at the end of a day; None where it was none then."""
    state = as_of(ADDRESSES, address_id, valid=midnight(day + timedelta(days=1)) - timedelta(microseconds=1))
    if state is None or not state.values.get("street"):
        return None
    columns = address_columns(state.values, name_id=None)
    names = "".join(one.name for one in division_names(columns["division_code"]))
    return columns | {"line": names}


def moments(address_id: int) -> list[dict[str, Any]]:
    """The acts about it, the newest first, in words."""
    told = []
    for act in reversed(history(ADDRESSES, address_id)):
        kind = ADDRESSES.kind(act.kind)
        told.append(
            {
                "title": kind.title,
                "who": source_named(act.source).title,
                "at": act.valid_from,
                "is_whole_day": timezone.localtime(act.valid_from).time() == time.min,
                "reason": act.reason,
                "facts": _facts(act.fields),
            }
        )
    return told


def _facts(fields: dict[str, Any]) -> list[tuple[str, str]]:
    """What an act states that tells people something: the words in one line, not numbers of other records."""
    facts: list[tuple[str, str]] = []
    if "street" in fields:
        columns = address_columns(fields, name_id=None)
        facts.append((_("Written address"), columns["text"]))
    if fields.get("division_code"):
        facts.append((_("Community"), "".join(one.name for one in division_names(fields["division_code"])[1:])))
    if fields.get("lon") is not None and fields.get("lat") is not None:
        facts.append((_("Place"), f"{fields['lat']:.5f}, {fields['lon']:.5f}"))
    return facts


def about(address: Address) -> dict[str, Any]:
    """The context of the page."""
    divisions = division_names(address.division_code)
    by_level = {one.level: one for one in divisions}
    doubts = [*open_doubts(ADDRESSES.name, [address.pk]), *recent_doubts(ADDRESSES.name, [address.pk])]
    found = around(address)
    health = next((one for one in found if one.kind == NEAR_HEALTH), None)
    return {
        "address": address,
        "line": whole_line(address, divisions),
        "town": by_level.get(DivisionLevel.TOWN),
        "district": by_level.get(DivisionLevel.DISTRICT),
        "community": by_level.get(DivisionLevel.COMMUNITY),
        "above": [(one, last_word(one)) for one in above(address)],
        "within": [(one, last_word(one)) for one in within(address)],
        "cell": cell_of(address.lon, address.lat) if address.lon is not None and address.lat is not None else "",
        "map_href": map_href(address),
        "health": health,
        "around": [one for one in found if one.kind != NEAR_HEALTH],
        "marks": marks(doubts, shows=lambda doubt: True),
        "wrong_href": f"/wrong/?register={ADDRESSES.name}&subject={address.pk}",
        "source": source_named("geography.fabric" if address.is_synthetic else "geography.addresses").title,
    }


def address_href(address_id: int) -> str:
    return reverse("geography:address", args=[address_id])
