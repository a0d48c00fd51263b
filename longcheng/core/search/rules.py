"""How well an entry answers what was typed, and which signs of it do: pure rules, without database and clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import accumulate

from longcheng.core.search.names import WORD, Name
from longcheng.core.search.units import Query, has_han, units_of

TYPO_FROM = 4  # signs: a mistake in fewer leaves too little to know what was meant
_SNIPPET_BEFORE, _SNIPPET_LONGEST = 20, 90


class Rank(IntEnum):
    """How an entry was found, the best first."""

    TITLE = 0
    TITLE_SPOKEN = 1
    WORD = 2
    TITLE_BEGINS = 3
    TITLE_BEGINS_SPOKEN = 4
    TITLE_HOLDS = 5
    TITLE_HOLDS_SPOKEN = 6
    WORD_BEGINS = 7
    WORD_HOLDS = 8
    INITIALS = 9
    INITIALS_BEGIN = 10
    INITIALS_HELD = 11
    PARTS = 12
    TEXT = 13
    HOMOPHONE = 14
    TYPO = 15


EXACT, BEGINS, HOLDS = 0, 1, 2
_TITLES = {
    "written": (Rank.TITLE, Rank.TITLE_BEGINS, Rank.TITLE_HOLDS),
    "pinyin": (Rank.TITLE_SPOKEN, Rank.TITLE_BEGINS_SPOKEN, Rank.TITLE_HOLDS_SPOKEN),
    "initials": (Rank.INITIALS, Rank.INITIALS_BEGIN, Rank.INITIALS_HELD),
}
_WORDS = {
    "written": (Rank.WORD, Rank.WORD_BEGINS, Rank.WORD_HOLDS),
    "pinyin": (Rank.WORD, Rank.WORD_BEGINS, Rank.WORD_HOLDS),
    "initials": (Rank.INITIALS, Rank.INITIALS_BEGIN, Rank.INITIALS_HELD),
}

Span = tuple[int, int]


@dataclass(frozen=True)
class Match:
    """Why an entry is found: its rank, the name or text that answers, and the places in it to highlight.

    `name` is None for a hit in the text; `spans` then are places in `text`.
    """

    rank: Rank
    name: Name | None
    spans: tuple[Span, ...]
    text: str = ""


def match_names(names: Iterable[Name], query: Query, *, shown: str = "") -> Match | None:
    """The best answer of the names to the whole query; None if none answers.

    If the title that is shown answers too, though less well, the places to highlight are its own.
    """
    found = [match for name in names if (match := match_name(name, query.whole, is_latin=query.is_latin))]
    best = min(found, key=lambda match: match.rank, default=None)
    seen = next((match for match in found if match.name and match.name.role == shown), None)
    return replace(seen, rank=best.rank) if best and seen else best


def match_name(name: Name, wanted: str, *, is_latin: bool) -> Match | None:
    """How one name answers: as written, by its pinyin or by its initials."""
    ranks = _WORDS if name.role == WORD else _TITLES
    best: Match | None = None
    for way, pieces in name.forms():
        if way != "written" and not is_latin:
            continue
        place = _place(pieces, wanted)
        if place is None:
            continue
        kind, first, last, signs = place
        if best is None or ranks[way][kind] < best.rank:
            best = Match(ranks[way][kind], name, (_span(name, first, last, signs if way == "written" else None),))
    return best


def _place(pieces: Sequence[str], wanted: str) -> tuple[int, int, int, int] | None:
    """Where the run of pieces holds the wanted: (exact, begins or holds; first and last piece; signs of the last)."""
    joined = "".join(pieces)
    found = joined.find(wanted)
    if found < 0:
        return None
    starts = [0, *accumulate(len(piece) for piece in pieces)]
    by_start = {start: number for number, start in enumerate(starts[:-1])}
    while found >= 0 and found not in by_start:
        found = joined.find(wanted, found + 1)
    if found < 0:
        return None
    first = by_start[found]
    end = found + len(wanted)
    last = max(number for number, start in enumerate(starts[:-1]) if start < end)
    kind = EXACT if len(wanted) == len(joined) else (BEGINS if first == 0 else HOLDS)
    return kind, first, last, end - starts[last]


def _span(name: Name, first: int, last: int, signs: int | None) -> Span:
    """From a unit to another in the name's text; `signs` of the last one, or all of it."""
    start, tail = name.units[first].start, name.units[last]
    return start, tail.end if signs is None else min(tail.end, tail.start + signs)


def match_parts(names: Sequence[Name], query: Query, *, texts: Sequence[str]) -> Match | None:
    """Whether each part of the query is answered by a name or by the text; the best name shows its part."""
    if len(query.parts) < 2:
        return None
    by_name: list[Match] = []
    for part in query.parts:
        found = [match for name in names if (match := match_name(name, part, is_latin=part.isascii()))]
        if found:
            by_name.append(min(found, key=lambda match: match.rank))
        elif not any(part in "".join(unit.text for unit in units_of(text)) for text in texts):
            return None
    if not by_name:
        return None
    shown = min(by_name, key=lambda match: match.rank).name
    spans = tuple(sorted({span for match in by_name if match.name is shown for span in match.spans}))
    return Match(Rank.PARTS if len(by_name) == len(query.parts) else Rank.TEXT, shown, spans)


def match_text(text: str, query: Query) -> Match | None:
    """Where the text holds the query, or else its parts: Chinese anywhere, words from their beginning."""
    for wanted in ([query.whole], list(query.parts)):
        spans = [span for part in wanted for span in _in_text(text, part)]
        if spans:
            return Match(Rank.TEXT, None, tuple(sorted(set(spans)))[:8], text)
    return None


def _in_text(text: str, wanted: str) -> Iterator[Span]:
    units = units_of(text)
    starts = [0, *accumulate(len(unit.text) for unit in units)]
    by_start = {start: number for number, start in enumerate(starts[:-1])}
    joined = "".join(unit.text for unit in units)
    found = joined.find(wanted)
    while found >= 0:
        if found in by_start:
            end = found + len(wanted)
            last = max(number for number in range(by_start[found], len(units)) if starts[number] < end)
            tail = units[last]
            stop = tail.end if has_han(tail.text) else tail.start + end - starts[last]
            yield units[by_start[found]].start, stop
        found = joined.find(wanted, found + 1)


def match_sound(names: Iterable[Name], reading: str, *, rank: Rank) -> Match | None:
    """How names answer to a sound: that of other characters, or one with one typing mistake."""
    exact = rank is Rank.HOMOPHONE
    for name in names:
        for way, pieces in name.forms():
            if way == "initials" or (exact and way != "pinyin"):
                continue
            for first in range(len(pieces)):
                tail = "".join(pieces[first:])
                if tail.startswith(reading) if exact else begins_but_for_one(tail, reading):
                    return Match(rank, name, (_span(name, first, _last(pieces, first, len(reading)), None),))
    return None


def _last(pieces: Sequence[str], first: int, signs: int) -> int:
    number = first
    while number < len(pieces) - 1 and signs > len(pieces[number]):
        signs -= len(pieces[number])
        number += 1
    return number


def begins_but_for_one(form: str, typed: str) -> bool:
    """Whether the form begins as typed but for one sign: another, one too many, one too few, or two exchanged."""
    if len(typed) < TYPO_FROM:
        return False
    same = 0
    while same < min(len(form), len(typed)) and form[same] == typed[same]:
        same += 1
    rest = typed[same:]
    return (
        not rest
        or (
            form.startswith(rest[1:], same + 1)  # another sign
            or form.startswith(rest[1:], same)  # one too many
            or form.startswith(rest, same + 1)  # one too few
            or (len(rest) > 1 and form.startswith(rest[1] + rest[0] + rest[2:], same))
        )
    )


Parts = tuple[tuple[str, bool], ...]


def marked(text: str, spans: Iterable[Span]) -> Parts:
    """The text in pieces, each with whether it is to be highlighted."""
    found: list[tuple[str, bool]] = []
    place = 0
    for start, end in sorted(spans):
        if end <= place:
            continue
        first = max(start, place)
        found += [(text[place:first], False), (text[first:end], True)]
        place = end
    found.append((text[place:], False))
    return tuple((piece, is_hit) for piece, is_hit in found if piece)


def snippet(text: str, spans: Sequence[Span]) -> Parts:
    """A short piece of the text around the first place, in pieces as `marked` gives them."""
    start = max(0, spans[0][0] - _SNIPPET_BEFORE) if spans else 0
    end = min(len(text), start + _SNIPPET_LONGEST)
    inner = [(max(0, one - start), min(end, two) - start) for one, two in spans if start <= one < end]
    pieces = marked(text[start:end], inner)
    head, tail = ("…" if start else ""), ("…" if end < len(text) else "")
    return tuple(piece for piece in ((head, False), *pieces, (tail, False)) if piece[0])


def nearness(area_code: str, *, own_area: str) -> int:
    """How near a division is to the reader's own: 3 their community or town, 2 their district, 1 no place, 0 away."""
    if not area_code or not own_area:
        return 1
    if area_code[:9] == own_area[:9] or own_area.startswith(area_code):
        return 3
    return 2 if area_code[:6] == own_area[:6] else 0
