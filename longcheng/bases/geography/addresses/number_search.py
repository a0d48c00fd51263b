"""Finding the numbers under streets: the very one, those that go on from it, or the nearest that the register has."""
# ruff: noqa: S608  the SQL is made of our own names of tables and columns; values never stand in it

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from longcheng.bases.geography.addresses.keys import Parts, number_key_of
from longcheng.bases.geography.addresses.projecting import keys_above, parts_above

EACH_MOST = 30  # numbers that go on from one
_COLUMNS = "a.id, a.name_id, a.number_key, a.text, a.level, a.lon, a.lat, a.division_code, a.is_synthetic, a.parent_id"


class Row(NamedTuple):
    """An address as the search needs it."""

    address_id: int
    name_id: int
    number_key: str
    text: str
    level: str
    lon: float | None
    lat: float | None
    division_code: str
    is_synthetic: bool
    parent_id: int | None


Asked = tuple[int, str]  # number of the street, normal form


def at_keys(asked: Iterable[Asked]) -> dict[Asked, Row]:
    """The standing addresses with exactly these numbers. One query."""
    pairs = sorted(set(asked))
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM unnest(%s::bigint[], %s::text[]) AS asked (name_id, number_key) "
            "CROSS JOIN LATERAL (SELECT * FROM geography_address AS one WHERE one.name_id = asked.name_id "
            "AND one.number_key = asked.number_key AND NOT one.is_ended ORDER BY one.id LIMIT 1) AS a",
            [[name_id for name_id, _key in pairs], [key for _name_id, key in pairs]],
        )
        return {(row.name_id, row.number_key): row for row in map(Row._make, cursor.fetchall())}


def going_on(
    asked: Sequence[Asked], *, known: Collection[Asked] = (), limit: int = EACH_MOST
) -> dict[Asked, list[Row]]:
    """Addresses whose number begins with these signs, some of each, in the order of the index. One query.

    Of a `known` 99 its own stairs and flats are left out: what goes on from it is 990, 991 …
    """
    if not asked:
        return {}
    parts = []
    params: list[Any] = []
    for place, one in enumerate(asked):
        name_id, key = one
        parts.append(
            f"(SELECT {place}, {_COLUMNS} FROM geography_address AS a WHERE a.name_id = %s "
            "AND a.number_key LIKE %s AND a.number_key <> %s AND NOT a.is_ended "
            + ("AND a.number_key NOT LIKE %s " if one in known else "")
            + "ORDER BY a.number_key USING ~<~ LIMIT %s)"
        )
        params += [name_id, f"{_like(key)}%", key, *([f"{_like(key)}-%"] if one in known else []), limit]
    found: dict[Asked, list[Row]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for place, *row in cursor.fetchall():
            found.setdefault(asked[place], []).append(Row._make(row))
    return found


def parts_within(address_ids: Iterable[int], *, limit: int) -> dict[int, list[Row]]:
    """What each address consists of: stairs of a house, flats of a stair. One query."""
    ids = sorted(set(address_ids))
    if not ids:
        return {}
    found: dict[int, list[Row]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM unnest(%s::bigint[]) AS asked (id) CROSS JOIN LATERAL "
            "(SELECT * FROM geography_address AS one WHERE one.parent_id = asked.id AND NOT one.is_ended "
            "ORDER BY one.number_key USING ~<~ LIMIT %s) AS a",
            [ids, limit],
        )
        for row in map(Row._make, cursor.fetchall()):
            found.setdefault(row.parent_id or 0, []).append(row)
    return found


def houses_under(asked: Sequence[Asked], *, limit: int) -> list[str]:
    """The texts of the gates, houses and stairs with these numbers or within them, at most so many. One query each.

    An empty number stands for everything under the street.
    """
    found: list[str] = []
    with connection.cursor() as cursor:
        for name_id, key in asked:
            cursor.execute(
                "SELECT text FROM geography_address WHERE name_id = %s AND (number_key = %s OR number_key LIKE %s) "
                "AND level <> 'room' AND NOT is_ended ORDER BY number_key USING ~<~ LIMIT %s",
                [name_id, key, f"{_like(key)}-%" if key else "%", limit],
            )
            found += [text for (text,) in cursor.fetchall()]
    return list(dict.fromkeys(found))[:limit]


def flats_without_stair(name_id: int, parts: Parts, *, limit: int) -> list[Row]:
    """顺园三村99幢301室 where the stair was left out: the flats 301 of all its stairs. One query."""
    if not parts.room or parts.stair or not (parts.building or parts.gate):
        return []
    house = number_key_of(parts.gate, parts.building, "", "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM geography_address AS a WHERE a.name_id = %s AND a.number_key LIKE %s "
            "AND a.room = %s AND NOT a.is_ended ORDER BY a.number_key USING ~<~ LIMIT %s",
            [name_id, f"{_like(house)}-%", parts.room, limit],
        )
        return [Row._make(row) for row in cursor.fetchall()]


def nearest_above(asked: Sequence[tuple[int, Parts]]) -> dict[tuple[int, Parts], Row]:
    """For numbers that the register does not have: the stair, house or gate that it has. One query."""
    above = {(name_id, parts): _keys_above(parts) for name_id, parts in asked}
    rows = at_keys((name_id, key) for (name_id, _parts), keys in above.items() for key in keys)
    found = {}
    for (name_id, parts), keys in above.items():
        row = next((rows[name_id, key] for key in keys if (name_id, key) in rows), None)
        if row is not None:
            found[name_id, parts] = row
    return found


def _keys_above(parts: Parts) -> list[str]:
    told = [number_key_of(*above) for above in parts_above(parts)]
    return list(dict.fromkeys([*told, *keys_above(number_key_of(*parts))]))


def _like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
