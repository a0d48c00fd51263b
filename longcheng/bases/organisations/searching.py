"""Finding an organisation: by code, by a name it bears or bore, by a part of it, by its sound, by what is almost it.

A search walks an index and stops after a page. Where what fits is too rare to be met on a short walk, it is picked out
by the index of pairs of signs instead, which is quick just because it is rare. Nothing is counted.
"""

# ruff: noqa: S608  the texts are put together of our own names of tables and columns; what was typed is a parameter

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from longcheng.bases.organisations.indexing import (
    TABLE,
    marks_of,
    pairs_of,
    parts_of,
    places_of_city,
    quoted,
    signs_of,
    without_form,
)
from longcheng.bases.organisations.models import Organisation, OrganisationName
from longcheng.bases.organisations.names import MARK, key_of, said
from longcheng.bases.organisations.rules import normal_code

WORDS_MAX, SHOWN_MOST, SUGGESTED_MOST = 60, 20, 8
WALKED_MOST = 2_000  # entries that a page looks at before it asks the index of pairs
ALIKE_MOST = 400  # names that are compared sign by sign
CODE_LEAST = 6
LETTERS_LEAST, INITIALS_MOST, WHOLE_LEAST = 2, 12, 6
CODE, NAME, INSIDE, SOUND, LETTERS, ALIKE, ANY = "code", "name", "inside", "sound", "letters", "alike", "any"
GUESSES = frozenset({"guess", ALIKE})
_CHINESE = re.compile(r"[㐀-䶿一-鿿\U00020000-\U000323af]")
_VOWEL = re.compile(r"[aeiouv]")
_CODE = re.compile(rf"(?=.*\d)[0-9A-Z]{{{CODE_LEAST},18}}")
_AFTER = re.compile(r"([0-9])\.([0-9]{1,18})")
_ENTRY = "name_id, organisation_id, is_current, core, own, key"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list is narrowed by; empty narrows nothing. `section` is a letter of GB/T 4754."""

    kind: str = ""
    status: str = ""
    section: str = ""
    district: str = ""

    @property
    def marks(self) -> list[str]:
        return marks_of(kind=self.kind, status=self.status, section=self.section, district=self.district)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to understand what was typed. `column` is the one whose index is walked, from `begins` on.

    Each of `holds` must stand somewhere in the name; of what begins with `not_own` or `not_key` another way has told.
    """

    why: str
    column: str = "place"
    begins: str = ""
    holds: tuple[str, ...] = ()
    not_own: str = ""
    not_key: str = ""
    is_guess: bool = False


@dataclass(frozen=True)
class Hit:
    """An organisation with the reason why it was found. `former` is the name that fits where it is no longer borne."""

    organisation: Organisation
    why: str
    former: OrganisationName | None = None
    is_exact: bool = False


@dataclass(frozen=True)
class Found:
    """One page. `after` begins the next one and is empty where there is none; `is_guess` if nothing is called so."""

    hits: list[Hit] = field(default_factory=list)
    after: str = ""
    is_guess: bool = False


@dataclass(frozen=True)
class _Entry:
    name_id: int
    organisation_id: int
    is_current: bool
    core: str
    own: str
    key: str


def plain(words: str) -> str:
    """What was typed, in one form: half width, no control signs, at most as long as a search can be."""
    text = unicodedata.normalize("NFKC", words).replace("\0", "")
    return " ".join(text.split())[:WORDS_MAX]


def search(words: str, *, filters: Filters | None = None, after: str = "", limit: int = SHOWN_MOST) -> Found:
    """One page of those that fit; `after` is what the page before gave. A few queries, however big the city is."""
    text, filters = plain(words), filters or Filters()
    with transaction.atomic():
        _by_index_alone()
        if by_code := _by_code(text, filters):
            return Found(by_code[:limit])
        ways = list(ways_of(text))
        if not text and filters.marks:
            ways = [Way(why=ANY)]
        found = _through(ways, filters, after=after, limit=limit)
        if found.hits or after or not text:
            return found
        return _guessed(text, filters, limit=limit)


def _by_index_alone() -> None:
    """The planner guesses that what nobody has is common, and then reads the table."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


def _by_code(text: str, filters: Filters) -> list[Hit]:
    code = normal_code(text)
    if not _CODE.fullmatch(code):
        return []
    # The index leaves out those without a code; said again, for the planner does not see that these have one.
    rows = Organisation.objects.filter(code__startswith=code).exclude(code="")
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.section:
        rows = rows.filter(industry__startswith=filters.section)
    if filters.district:
        rows = rows.filter(division_code__startswith=filters.district)
    return [Hit(one, CODE, is_exact=one.code == code) for one in rows[:SHOWN_MOST]]


def ways_of(text: str) -> Iterator[Way]:
    """How the words can be meant, the surest first; no two find the same row."""
    if not key_of(text).replace(MARK, ""):
        return
    if not _CHINESE.search(text):
        yield from _by_letters(text)
        return
    parts = [part for one in text.split() if (part := key_of(one).replace(MARK, ""))]
    if len(parts) > 1:
        yield Way(why=INSIDE, holds=tuple(parts))
        return
    _core, own, key = parts_of(text)
    has_place = own != key
    if has_place:
        yield Way(why=NAME, column="key", begins=key)
    yield Way(why=NAME, column="own", begins=own, not_key=key if has_place else "")
    short = without_form(own)
    if short != own:
        yield Way(why=NAME, column="own", begins=short, not_own=own)
    if len(own) > 1:
        yield Way(why=INSIDE, holds=(own,), not_own=own, not_key=key if has_place else "")


def _by_letters(text: str) -> Iterator[Way]:
    """`hengsheng`, `hsjx`, or a name that is written in letters."""
    typed = "".join(sign for sign in key_of(text) if sign.isascii() and sign.isalnum())
    if len(typed) < LETTERS_LEAST:
        return
    yield Way(why=NAME, column="own", begins=typed)
    letters = _without_place(typed)
    if _VOWEL.search(letters):
        yield Way(why=SOUND, column="pinyin", begins=letters, not_own=typed)
    if len(letters) <= INITIALS_MOST:
        yield Way(why=LETTERS, column="initials", begins=letters, not_own=typed)


def _without_place(typed: str) -> str:
    """`changzhouhengsheng` is asked for as `hengsheng`: the sound of a name is kept from its own part on."""
    sounds = {said(place)[0] for place in places_of_city()}
    fitting = [
        one for one in sounds if len(one) > 3 and typed.startswith(one) and len(typed) - len(one) >= LETTERS_LEAST
    ]
    return typed.removeprefix(max(fitting, key=len)) if fitting else typed


@lru_cache(maxsize=4)
def _sounds(places: tuple[str, ...]) -> frozenset[str]:
    return frozenset(said(place)[0] for place in places)


def _through(ways: Sequence[Way], filters: Filters, *, after: str, limit: int) -> Found:
    """A page of one way after the other, from where the page before ended."""
    first, last_id = _behind(after)
    entries: list[tuple[Way, _Entry]] = []
    for way in ways[first:]:
        if way.why == INSIDE and any(_is_whole(one, row) for one, row in entries):
            break
        rows = _page(way, filters, last_id=last_id, limit=limit + 1 - len(entries))
        entries += [(way, row) for row in rows]
        if len(entries) > limit:
            shown = entries[:limit]
            at = ways.index(shown[-1][0])
            return Found(_hits(shown), f"{at}.{shown[-1][1].name_id}")
        last_id = 0
    return Found(_hits(entries))


def _is_whole(way: Way, row: _Entry) -> bool:
    """Whether a whole name was typed: then nobody looks for it in the middle of another."""
    return len(way.begins) >= WHOLE_LEAST and way.begins in (row.own, row.key)


def _behind(after: str) -> tuple[int, int]:
    """The number of the way and of the last row; from the beginning for anything that is none."""
    match = _AFTER.fullmatch(after)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _page(way: Way, filters: Filters, *, last_id: int, limit: int) -> list[_Entry]:
    """The next rows of one way: by a short walk, or where that meets too few, by the index of pairs."""
    where, values = _range(way, last_id)
    fits, asked = _fits(way, filters)
    order = _order(way)
    # The walk first takes its rows without looking whether they fit, so that it always ends.
    walk = (
        f"WITH walked AS MATERIALIZED (SELECT {_ENTRY}, ({fits}) AS fits FROM {TABLE} WHERE {where} ORDER BY {order} "
        f"LIMIT {WALKED_MOST}) "
        "SELECT (SELECT count(*) FROM walked), found.* FROM (SELECT 1) AS one LEFT JOIN LATERAL "
        f"(SELECT {_ENTRY} FROM walked WHERE fits LIMIT %s) AS found ON true"
    )
    with connection.cursor() as cursor:
        cursor.execute(walk, [*asked, *values, limit])
        rows = cursor.fetchall()
        found = [_Entry(*row[1:]) for row in rows if row[1] is not None]
        if len(found) >= limit or rows[0][0] < WALKED_MOST:
            return found
        query = _query(way, filters)
        if not query:
            return found
        picked = (
            f"WITH found AS MATERIALIZED (SELECT * FROM {TABLE} WHERE lexemes @@ %s::tsquery AND ({fits}) AND {where}) "
            f"SELECT {_ENTRY} FROM found ORDER BY {order} LIMIT %s"
        )
        cursor.execute(picked, [query, *asked, *values, limit])
        return [_Entry(*row) for row in cursor.fetchall()]


def _order(way: Way) -> str:
    return "place, name_id" if way.column == "place" else f"{way.column} USING ~<~, name_id"


def _range(way: Way, last_id: int) -> tuple[str, list[Any]]:
    """From where to where the index is walked; it stands in the order of the bytes, which its operators compare."""
    column = way.column
    if column == "place":
        if not last_id:
            return "true", []
        return f"(place, name_id) > ((SELECT place FROM {TABLE} WHERE name_id = %s), %s)", [last_id, last_id]
    where = f"{column} ~>=~ %s AND {column} ~<~ %s"
    values: list[Any] = [way.begins, way.begins + chr(0x10FFFF)]
    if last_id:
        last = f"(SELECT {column} FROM {TABLE} WHERE name_id = %s)"
        where += f" AND {column} ~>=~ {last} AND ({column} ~>~ {last} OR name_id > %s)"
        values += [last_id, last_id, last_id]
    return where, values


def _fits(way: Way, filters: Filters) -> tuple[str, list[Any]]:
    """What a row must be beside standing in the range."""
    pieces, values = ["true"], []
    query = _query(replace(way, begins=""), filters)
    if query:
        pieces.append("lexemes @@ %s::tsquery")
        values.append(query)
    for part in way.holds:
        pieces.append("position(%s in key) > 0")
        values.append(part)
    for column, text in (("own", way.not_own), ("key", way.not_key)):
        if text:
            pieces.append(f"NOT starts_with({column}, %s)")
            values.append(text)
    return " AND ".join(pieces), values


def _query(way: Way, filters: Filters) -> str:
    """What the index of pairs is asked for."""
    wanted = set(filters.marks)
    for part in (*way.holds, way.begins if way.column in {"own", "key"} else ""):
        wanted |= pairs_of(part)
    return " & ".join(quoted(one) for one in sorted(wanted))


def _guessed(text: str, filters: Filters, *, limit: int) -> Found:
    """Nothing is called so: what sounds like it, and what is written almost so."""
    _core, own, _key = parts_of(text)
    typed = without_form(own)
    if not _CHINESE.search(typed) or len(typed) < 2:
        return Found(is_guess=True)
    by_sound = Way(why=SOUND, column="pinyin", begins=said(typed)[0], is_guess=True)
    entries = [(by_sound, row) for row in _page(by_sound, filters, last_id=0, limit=limit)]
    known = {row.name_id for _way, row in entries}
    alike = Way(why=ALIKE, is_guess=True)
    entries += [(alike, row) for row in _alike(typed, filters) if row.name_id not in known]
    return Found(_hits(entries[:limit]), is_guess=True)


def _alike(typed: str, filters: Filters) -> list[_Entry]:
    """Names that differ from what was typed in a sign or, where it is long, in two; the likest first."""
    asked = list(_with_one_mistake(typed))
    if not asked:
        return []
    narrowed = "".join(f" & {quoted(mark)}" for mark in filters.marks)
    query = f"({' | '.join(asked)}){narrowed}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_ENTRY} FROM {TABLE} WHERE lexemes @@ %s::tsquery LIMIT %s",
            [query, ALIKE_MOST],
        )
        rows = [_Entry(*row) for row in cursor.fetchall()]
    most = 1 if len(typed) < 6 else 2
    ranked = [(_distance(typed, row), not row.is_current, row.name_id, row) for row in rows]
    return [row for distance, _former, _id, row in sorted(ranked, key=lambda one: one[:3]) if distance <= most]


def _with_one_mistake(typed: str) -> Iterator[str]:
    """For each place, what stands in a name if the sign there is wrong: the other pairs, and the own part's signs."""
    core = parts_of(typed)[0]
    for place in range(len(typed)):
        left, right = typed[:place], typed[place + 1 :]
        wanted = pairs_of(left) | pairs_of(right)
        if place < len(core) and len(core) > 1:
            wanted |= signs_of(core[:place] + core[place + 1 :])
        if len(wanted) > 1:
            yield "(" + " & ".join(quoted(one) for one in sorted(wanted)) + ")"


def _distance(typed: str, row: _Entry) -> int:
    own = without_form(row.own)
    return min(apart(typed, own), apart(typed, own[: len(typed)]), apart(typed, row.core))


def apart(one: str, other: str) -> int:
    """In how many steps one text becomes the other: a sign put in, left out, exchanged, or swapped with the next."""
    rows = [list(range(len(other) + 1))]
    for i, sign in enumerate(one, 1):
        row = [i]
        for j, beside in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (sign != beside))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == beside:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _hits(entries: Sequence[tuple[Way, _Entry]]) -> list[Hit]:
    """Organisations in the order of the entries, each once; what stands and what is meant exactly comes first."""
    bodies = Organisation.objects.in_bulk([row.organisation_id for _way, row in entries])
    former_ids = [row.name_id for _way, row in entries if not row.is_current]
    former = OrganisationName.objects.in_bulk(former_ids) if former_ids else {}
    found: dict[int, Hit] = {}
    for way, row in sorted(entries, key=lambda pair: not pair[1].is_current):
        body = bodies.get(row.organisation_id)
        if body is None or body.pk in found:
            continue
        is_exact = bool(way.begins) and way.begins in (row.core, row.own, row.key)
        found[body.pk] = Hit(body, way.why, None if row.is_current else former.get(row.name_id), is_exact)
    places = {row.organisation_id: number for number, (_way, row) in reversed(list(enumerate(entries)))}
    return sorted(
        found.values(),
        key=lambda hit: (not hit.is_exact, not hit.organisation.is_standing, places[hit.organisation.pk]),
    )
