"""The search itself: candidates by the index in steps from the surest to the loosest, ranked and explained."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, transaction

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor, declared_permissions, permitted, roles_held
from longcheng.core.search.entry import ANY_ROLE, Kind, kinds
from longcheng.core.search.lexemes import also, everything, name_begins, name_holds, one_mistake, whole_name
from longcheng.core.search.names import Name
from longcheng.core.search.pinyin import spoken
from longcheng.core.search.rules import (
    TYPO_FROM,
    Match,
    Parts,
    Rank,
    marked,
    match_names,
    match_parts,
    match_sound,
    match_text,
    nearness,
    snippet,
)
from longcheng.core.search.units import Query

CANDIDATES = 200  # looked at in each step; more answers than this are told as "more than"
SHORT = 2  # Latin signs up to which everything would answer: only what people come for is looked at
HINT_LONGEST = 80
COLUMNS = "id, kind, url, title_zh, title_en, text_zh, text_en, names, area_code, weight"


@dataclass(frozen=True)
class Hit:
    """One answer: the title with what matched, another name or a piece of the text if that is what matched."""

    kind: str
    url: str
    title: Parts
    also: Parts
    hint: str
    area_code: str
    rank: Rank
    title_language: str


@dataclass(frozen=True)
class Found:
    """All answers in order, some hundreds at most; `is_cut` if there are more, `is_guess` if nothing was meant so."""

    query: Query
    hits: tuple[Hit, ...]
    counts: dict[str, int]
    is_cut: bool = False

    @property
    def is_guess(self) -> bool:
        return bool(self.hits) and self.hits[0].rank >= Rank.HOMOPHONE


@dataclass(frozen=True)
class _Row:
    pk: int
    kind: str
    url: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    names: list[Name]
    area_code: str
    weight: int


@dataclass
class _Reader:
    """Whom the answers are for."""

    is_signed_in: bool
    permissions: list[str]
    language: str
    own_area: str
    ranked: dict[int, tuple[_Row, Match]] = field(default_factory=dict)
    is_cut: bool = False


def find(
    typed: str, *, by: Actor, language: str = "zh", own_area: str = "", kind: str = "", limit: int = CANDIDATES
) -> Found:
    """What the reader may open of what answers, the best first.

    `own_area` is the division of the reader's home. Between one and six indexed queries of at most 200 rows each,
    fewer as soon as `limit` answers are found.
    """
    query = Query.of(typed)
    if query.is_empty:
        return Found(query, (), {})
    reader = _Reader(isinstance(by, Account), _permissions(by), language, own_area)
    mark = f"k{kind}" if kind in kinds() else ""
    with transaction.atomic():
        _by_index_alone()
        for asked, where, text_too in _steps(query, own_area=own_area):
            _rank(_candidates(also(asked, mark, where), reader), query, reader, text_too=text_too)
            if len(reader.ranked) >= limit:
                break
        if not reader.ranked:
            _guess(query, reader, mark=mark)
    return _in_order(query, reader, limit=limit)


def _by_index_alone() -> None:
    """The planner guesses that a prefix nobody has is common, and then reads the table: 2 s instead of 4 ms."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


def _permissions(actor: Actor) -> list[str]:
    """What the actor may do anywhere, and that they hold a role at all; nothing for strangers."""
    if not roles_held(actor):
        return []
    asked = [name for name, one in declared_permissions().items() if not one.is_personal]
    return [ANY_ROLE, *permitted(actor, asked)]


def _steps(query: Query, *, own_area: str) -> Iterator[tuple[str, str, bool]]:
    """What is asked, of which entries, and whether texts are looked at."""
    yield whole_name(query), "", False
    yield name_holds(query), "w", False
    if query.is_latin and len(query.whole) < SHORT:
        return
    if own_area:
        yield name_holds(query), f"a{own_area[:9]}", False
    yield name_begins(query), "", False
    yield name_holds(query), "", False
    if query.is_latin and len(query.whole) <= SHORT:
        return
    yield everything(query), "", True


def _candidates(asked: str, reader: _Reader) -> list[_Row]:
    known = list(reader.ranked)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM search_searchentry WHERE lexemes @@ %s::tsquery"  # noqa: S608  constants alone
            " AND (permission = '' OR permission = ANY(%s)) AND (NOT needs_account OR %s)"
            " AND (valid_until IS NULL OR valid_until > now()) AND NOT (id = ANY(%s)) LIMIT %s",
            [asked, reader.permissions, reader.is_signed_in, known, CANDIDATES],
        )
        rows = cursor.fetchall()
    reader.is_cut = reader.is_cut or len(rows) >= CANDIDATES
    return [_row(row) for row in rows]


def _row(row: tuple[Any, ...]) -> _Row:
    pk, kind, url, title_zh, title_en, text_zh, text_en, names, area_code, weight = row
    kept = [Name.kept(name) for name in (orjson.loads(names) if isinstance(names, str) else names)]
    return _Row(pk, kind, url, title_zh, title_en, text_zh, text_en, kept, area_code, weight)


def _rank(rows: list[_Row], query: Query, reader: _Reader, *, text_too: bool) -> None:
    for row in rows:
        shown = "en" if reader.language != "zh" and row.title_en else "zh"
        match = match_names(row.names, query, shown=shown)
        if match is None and text_too:
            texts = _texts(row, reader)
            match = match_parts(row.names, query, texts=texts)
            match = match or next((one for text in texts if (one := match_text(text, query))), None)
        if match is not None:
            reader.ranked[row.pk] = (row, match)


def _texts(row: _Row, reader: _Reader) -> list[str]:
    """The texts of an entry, that in the reader's language first."""
    texts = [row.text_zh, row.text_en] if reader.language == "zh" else [row.text_en, row.text_zh]
    return [text for text in texts if text]


def _guess(query: Query, reader: _Reader, *, mark: str) -> None:
    """Nothing answers: look for what sounds the same, then for what is one typing mistake away."""
    if not query.is_latin:
        heard = Query(spoken(query.whole))
        rows = _candidates(also(name_holds(heard), mark), reader) if heard.is_latin else []
        _rank_sound(rows, heard.whole, reader, rank=Rank.HOMOPHONE)
    elif len(query.whole) >= TYPO_FROM:
        rows = _candidates(also(one_mistake(query), mark), reader)
        _rank_sound(rows, query.whole, reader, rank=Rank.TYPO)


def _rank_sound(rows: list[_Row], typed: str, reader: _Reader, *, rank: Rank) -> None:
    for row in rows:
        if match := match_sound(row.names, typed, rank=rank):
            reader.ranked[row.pk] = (row, match)


def _in_order(query: Query, reader: _Reader, *, limit: int) -> Found:
    """By rank, then the reader's own town first, then by weight, then the shorter title."""

    def place(found: tuple[_Row, Match]) -> tuple[int, int, int, int, str]:
        row, match = found
        near = nearness(row.area_code, own_area=reader.own_area)
        return match.rank, -near, -row.weight, len(row.title_zh), row.title_zh

    ranked = sorted(reader.ranked.values(), key=place)
    is_cut = reader.is_cut or len(ranked) > limit
    counts = Counter(row.kind for row, _match in ranked[:limit])
    hits = tuple(_hit(row, match, reader) for row, match in ranked[:limit])
    return Found(query, hits, dict(counts), is_cut)


def _hit(row: _Row, match: Match, reader: _Reader) -> Hit:
    title, hint = (row.title_zh, row.text_zh)
    language = "zh"
    if reader.language != "zh" and row.title_en:
        title, hint, language = row.title_en, row.text_en, "en"
    other: Parts = ()
    spans: tuple[tuple[int, int], ...] = ()
    if match.name is None:
        other = snippet(match.text, match.spans)
    elif match.name.text == title:
        spans = match.spans
    else:
        other = marked(match.name.text, match.spans)
    if language == "en" and not other and row.kind == Kind.PLACE:
        other = ((row.title_zh, False),)  # on the street it stands in Chinese
    return Hit(
        kind=row.kind,
        url=row.url,
        title=marked(title, spans),
        also=other,
        hint="" if match.name is None else hint[:HINT_LONGEST],
        area_code=row.area_code,
        rank=match.rank,
        title_language=language,
    )
