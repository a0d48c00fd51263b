"""Keeping the table by which organisations are found: after each change those it concerns, after a big load all."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from longcheng.bases.organisations.names import FORMS, MARK, core_of, key_of, place_words, said
from longcheng.bases.organisations.naming import derive_names, division_names
from longcheng.bases.organisations.search_models import SearchedName

Row = tuple[Any, ...]
CHUNK = 20_000
TABLE = SearchedName._meta.db_table
OWN_MAX, PINYIN_MAX, INITIALS_MAX = 120, 400, 120
_COLUMNS = "name_id, organisation_id, is_current, core, own, key, pinyin, initials, place, lexemes"
_NAMES = """
SELECT name.id, name.organisation_id, name.is_current, name.key, name.core, name.pinyin, name.initials,
       body.kind, body.status, body.industry, body.division_code
FROM organisations_organisationname AS name JOIN organisations_organisation AS body ON body.id = name.organisation_id
"""


def names_follow(organisation_ids: Iterable[int]) -> None:
    """The names of these organisations, and how they are found, as their acts tell it now."""
    ids = list(organisation_ids)
    derive_names(ids)
    index_organisations(ids)


def index_organisations(organisation_ids: Iterable[int]) -> None:
    """Bring the rows of these organisations up to date, in the caller's transaction. Three statements."""
    ids = list(organisation_ids)
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE organisation_id = ANY(%s)", [ids])  # noqa: S608  our own table
        cursor.execute(f"{_NAMES} WHERE name.organisation_id = ANY(%s)", [ids])
        _copy(cursor.fetchall())


def index_all() -> int:
    """Make every row anew, after a load that wrote the register past its acts; returns how many.

    Takes some 40 s for a million names; searches wait for it.
    """
    count = 0
    with transaction.atomic(), _indexes_put_off():
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLE}")
        for rows in _chunks():
            _copy(rows)
            count += len(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TABLE}")
    return count


def _chunks() -> Iterator[list[Row]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{_NAMES} WHERE name.id > %s ORDER BY name.id LIMIT %s", [last, CHUNK])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _copy(rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({_COLUMNS}) FROM STDIN") as copy:
        for name_id, organisation_id, is_current, whole, its_own, sound, letters, *about in rows:
            core, own, key = split(whole, key_of(its_own))
            rest_sound, rest_letters = said(own[len(core) :]) if own.startswith(core) else ("", "")
            kind, status, industry, division_code = about
            marks = marks_of(kind=kind, status=status, section=industry[:1], district=division_code[:6])
            lexemes = " ".join(quoted(one) for one in {*marks, *pairs_of(key), *signs_of(core)})
            copy.write_row(
                (name_id, organisation_id, is_current, core, own, key, (sound + rest_sound)[:PINYIN_MAX],
                 (letters + rest_letters)[:INITIALS_MAX], place_of(name_id), lexemes)
            )  # fmt: skip


def split(key: str, core: str) -> tuple[str, str, str]:
    """A name as it is compared, without the mark of made-up ones: its own part, all from there on, and the whole."""
    key, core = key.replace(MARK, "")[:OWN_MAX], core.replace(MARK, "")[:OWN_MAX]
    return core, key[max(key.find(core), 0) :], key


def parts_of(text: str) -> tuple[str, str, str]:
    """What somebody typed, taken apart as the names are."""
    return split(key_of(text), key_of(core_of(text, places=places_of_city())))


def pairs_of(key: str) -> set[str]:
    """Every two neighbouring signs, marked so that nothing else reads the same."""
    return {f"b{one}{other}" for one, other in pairwise(key)}


def signs_of(core: str) -> set[str]:
    """Every sign of the own part, marked: where one of them was mistyped, the others still tell it apart."""
    return {f"c{sign}" for sign in core}


def marks_of(*, kind: str = "", status: str = "", section: str = "", district: str = "") -> list[str]:
    """What a list can be narrowed by, marked; what is empty narrows nothing."""
    marked = {"k": kind, "s": status, "i": section, "d": district}
    return [f"{mark}{value}" for mark, value in marked.items() if value]


def place_of(name_id: int) -> int:
    """A number's place in an order that has nothing to do with it (a multiplicative hash after Knuth, 32 bits)."""
    mixed = (name_id * 2_654_435_761) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    return ((mixed * 2_246_822_519) & 0xFFFFFFFF) - 2**31


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in the text of a tsvector or a tsquery."""
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def places_of_city() -> tuple[str, ...]:
    """What stands in front of names: the city, its districts, its towns."""
    return _place_words(division_names())


@lru_cache(maxsize=4)
def _place_words(names: tuple[str, ...]) -> tuple[str, ...]:
    return place_words(names)


def without_form(own: str) -> str:
    """A name without the legal form at its end, also where one has only begun to type it: 恒盛机械有限 is 恒盛机械."""
    for form in FORMS:
        for length in range(len(form), 1, -1):
            if own.endswith(form[:length]) and len(own) - length >= 2:
                return own[:-length]
    return own


@contextmanager
def _indexes_put_off() -> Iterator[None]:
    """Take away the indexes that are no constraints and make them again: a tenth of the time for a million rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid = %s::regclass AND NOT indisunique",
            [TABLE],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _name, definition in found:
            cursor.execute(definition)
