"""How the acts of addresses become records, and what hangs on them: names of streets, and what is part of what."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection

from longcheng.bases.geography.address_models import Address, AddressAct, AddressName
from longcheng.bases.geography.addresses.cleaning import clean_parts
from longcheng.bases.geography.addresses.keys import Parts, level_of, number_key_of, text_of
from longcheng.bases.geography.addresses.said import said_street
from longcheng.bases.geography.addresses.streets import kind_of_street, normal_street
from longcheng.bases.geography.points import metres_of
from longcheng.core.registry.folding import State

TOWN = 9  # digits of a town's code
Street = tuple[str, str, str]  # town, name, kind


def project_addresses(states: Mapping[int, State]) -> dict[int, dict[str, Any]]:
    """The columns of addresses; streets that nobody has named before are founded. Two queries."""
    streets = {subject_id: street_of(state.values) for subject_id, state in states.items()}
    names = keep_names(streets.values())
    return {
        subject_id: address_columns(state.values, name_id=names[streets[subject_id]])
        | {"since": max((origin.valid_from for origin in state.origins.values()), default=None)}
        for subject_id, state in states.items()
    }


def street_of(values: Mapping[str, Any]) -> Street:
    """Town, name and kind of what an address stands under."""
    street = normal_street(values.get("street") or "")
    return ((values.get("division_code") or "")[:TOWN], street, values.get("street_kind") or kind_of_street(street))


def address_columns(values: Mapping[str, Any], *, name_id: int | None) -> dict[str, Any]:
    """The columns of one address from its stated values. About 15 µs, so that whoever loads millions uses it too."""
    gate, building, stair, room = clean_parts(values)
    street, lon, lat = normal_street(values.get("street") or ""), values.get("lon"), values.get("lat")
    return {
        "division_code": values.get("division_code") or "",
        "name_id": name_id,
        "street": street,
        "gate": gate,
        "building": building,
        "stair": stair,
        "room": room,
        "level": level_of(gate, building, stair, room),
        "parent_id": values.get("parent_id"),
        "number_key": number_key_of(gate, building, stair, room),
        "text": text_of(street, gate, building, stair, room),
        "lon": lon if lat is not None else None,
        "lat": lat if lon is not None else None,
        "point": metres_of(lon, lat) if lon is not None and lat is not None else None,
        "feature_id": values.get("feature_id"),
        "is_synthetic": bool(values.get("is_synthetic")),
        "is_ended": bool(values.get("ended")),
    }


def keep_names(streets: Iterable[Street]) -> dict[Street, int | None]:
    """The numbers of streets, those that are new founded first; an empty name has none. Two queries."""
    wanted = sorted(set(streets))
    new = []
    for town, name, kind in wanted:
        pinyin, initials = said_street(name)
        if name:
            new.append(AddressName(town_code=town, name=name, kind=kind, pinyin=pinyin, initials=initials))
    AddressName.objects.bulk_create(new, ignore_conflicts=True)
    rows = AddressName.objects.filter(name__in={name for _town, name, _kind in wanted}).values_list(
        "town_code", "name", "kind", "pk"
    )
    found: dict[Street, int | None] = {(town, name, kind): pk for town, name, kind, pk in rows}
    return {street: found.get(street) for street in wanted}


def derive_names(subject_ids: Iterable[int]) -> None:
    """Count the addresses of each street that these stand or once stood under, and tie flats to their houses."""
    ids = list(subject_ids)
    acts = AddressAct.objects.filter(subject_id__in=ids, fields__has_key="street")
    streets = {normal_street(street or "") for street in acts.values_list("fields__street", flat=True).distinct()}
    recount_names(AddressName.objects.filter(name__in=streets).values_list("pk", flat=True))
    tie_to_parents(ids)


def recount_names(name_ids: Iterable[int] | None = None) -> None:
    """How many addresses stand under each street, and in their middle its own place; under all if none is named."""
    chosen = None if name_ids is None else sorted(set(name_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE geography_addressname AS name SET addresses = found.count, lon = found.lon, lat = found.lat "
            "FROM (SELECT one.id, count(a.id) AS count, avg(a.lon) AS lon, avg(a.lat) AS lat "
            "      FROM geography_addressname AS one LEFT JOIN geography_address AS a "
            "      ON a.name_id = one.id AND NOT a.is_ended WHERE %s::bigint[] IS NULL OR one.id = ANY(%s) "
            "      GROUP BY one.id) AS found "
            "WHERE name.id = found.id AND (name.addresses, name.lon, name.lat) "
            "IS DISTINCT FROM (found.count::int, found.lon, found.lat)",
            [chosen, chosen],
        )


def tie_to_parents(address_ids: Collection[int]) -> None:
    """Those of which no act says what they are part of belong to the next house, stair or gate that the register has.

    The rows of a file state no such number. Also ties what was waiting for these. A few queries.
    """
    here = list(Address.every.filter(pk__in=address_ids, name_id__isnull=False))
    _tie([one for one in here if one.parent_id is None])
    for one in here:
        if one.room:
            continue
        waiting = Address.every.filter(
            name_id=one.name_id, number_key__startswith=f"{one.number_key}-", parent_id=None
        ).exclude(pk__in=address_ids)
        waiting.update(parent_id=one.pk)


def _tie(addresses: list[Address]) -> None:
    above = {one.pk: keys_above(one.number_key) for one in addresses}
    keys = {key for those in above.values() for key in those}
    if not keys:
        return
    found = Address.every.filter(name_id__in={one.name_id for one in addresses}, number_key__in=keys)
    houses: dict[tuple[int | None, str], int] = {
        (name_id, key): pk
        for name_id, key, pk in found.order_by("is_ended", "-pk").values_list("name_id", "number_key", "pk")[::-1]
    }
    tied = []
    for one in addresses:
        one.parent_id = next((houses[one.name_id, key] for key in above[one.pk] if (one.name_id, key) in houses), None)
        tied += [one] if one.parent_id else []
    Address.every.bulk_update(tied, ["parent_id"], batch_size=1_000)


def keys_above(number_key: str) -> list[str]:
    """The normal forms of what an address is part of, the nearest first: 99-2-301 → 99-2, 99."""
    found = []
    while "-" in number_key:
        number_key = number_key.rsplit("-", 1)[0].rstrip("-")
        found.append(number_key)
    return found


def parts_above(parts: Parts) -> list[Parts]:
    """The parts of what an address is part of, the nearest first."""
    places = range(len(parts) - 1, 0, -1)
    return [Parts(*parts[:place]) for place in places if parts[place] and any(parts[:place])]
