"""Bringing a layer in line with a file: only what differs is stated, so the same file again states nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction

from longcheng.bases.geography.features.comparing import differences, is_same
from longcheng.bases.geography.features.drafts import DEFAULTS, Draft, fields_of, stated_of
from longcheng.bases.geography.models import FeatureAct, MapFeature, MapLayer
from longcheng.bases.geography.sources import FABRIC
from longcheng.core.access.permissions import Actor
from longcheng.core.registry.acts import Statement, state_all, state_new
from longcheng.core.registry.declaring import Register, register_named
from longcheng.core.registry.reading import standing_among
from longcheng.core.registry.rebuild import hold_statements

One = TypeVar("One")
PORTION = 1_000
# Files say the same again and again; what a keeper has changed since the file last said it is not undone by that.
REPEATING = frozenset({"imported", "row"})
# More subjects in one transaction than the database has single locks for.
LOCKED_ONE_BY_ONE = 2_000


@dataclass
class Upserted:
    """How many things came of it."""

    new: int = 0
    changed: int = 0
    same: int = 0
    ended: int = 0

    def __iadd__(self, other: "Upserted") -> "Upserted":
        self.new += other.new
        self.changed += other.changed
        self.same += other.same
        self.ended += other.ended
        return self


@dataclass(frozen=True, kw_only=True)
class Saying:
    """Who says it, and how. `channel` keeps two files apart that speak of the same things, each of other fields."""

    layer: MapLayer
    source: str
    kind: str
    by: Actor | None = None
    batch_id: int | None = None
    channel: str = ""
    valid_from: datetime | None = None
    reason: str = ""

    def statement(self, values: Mapping[str, Any], *, subject_id: int | None = None) -> Statement:
        return Statement(
            kind=self.kind,
            source=self.source,
            values=values,
            subject_id=subject_id,
            valid_from=self.valid_from,
            reason=self.reason,
            batch_id=self.batch_id,
            source_key=self.channel,
        )


@dataclass
class Difference:
    """What of some drafts is to be stated: whole new things, and fields of things that stand or stood."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    same: int = 0


def upsert_features(
    layer: MapLayer,
    drafts: Iterable[Draft],
    *,
    source: str,
    kind: str,
    by: Actor | None,
    batch_id: int | None = None,
    ends_missing_within: Callable[[MapFeature], bool] | None = None,
    channel: str = "",
    valid_from: datetime | None = None,
    reason: str = "",
) -> Upserted:
    """State of a layer's things what differs from the drafts, in portions of 1,000, a transaction each.

    A thing that had ended and is there again stands again. Those that stand and are in no draft end where
    `ends_missing_within` says so of them; without it, none does. What a file has said before and a keeper has changed
    since stays changed, until the file says something new. The synthetic fabric never contradicts an owner.
    Each key at most once. Raises Unfit; portions before it are stated, unless the caller holds a transaction.
    """
    saying = Saying(
        layer=layer, source=source, kind=kind, by=by, batch_id=batch_id, channel=channel, valid_from=valid_from,
        reason=reason,
    )  # fmt: skip
    done, keys, locks = Upserted(), set[str](), _Locks()
    for portion in _portions(drafts):
        with transaction.atomic():
            _wait_for_others(layer)
            found = compare(portion, saying)
            _state(found, saying, locks=locks)
        done += Upserted(new=len(found.new), changed=len(found.changed), same=found.same)
        keys.update(draft.key for draft in portion)
    if ends_missing_within is not None:
        for numbers in _portions(_missing(layer, keys, ends_missing_within)):
            with transaction.atomic():
                _state(Difference(changed={number: {"ended": True} for number in numbers}), saying, locks=locks)
            done.ended += len(numbers)
    return done


def _portions(things: Iterable[One]) -> Iterator[list[One]]:
    waiting = iter(things)
    while portion := list(islice(waiting, PORTION)):
        yield portion


class _Locks:
    """How many records one transaction has locked one by one."""

    def __init__(self) -> None:
        self.is_one_transaction = connection.in_atomic_block
        self.count = 0

    def are_too_many(self, more: int) -> bool:
        self.count += more
        return self.is_one_transaction and self.count > LOCKED_ONE_BY_ONE


def _wait_for_others(layer: MapLayer) -> None:
    """Two that bring in the same layer go one after the other: else both would find a key new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"geography.layer {layer.name}"])


def compare(drafts: Sequence[Draft], saying: Saying) -> Difference:
    """What would be stated of these drafts, for the owner of a file to read before it is. Two queries, or three."""
    stood = {
        one.key: one for one in MapFeature.every.filter(layer=saying.layer, key__in=[draft.key for draft in drafts])
    }
    found = Difference()
    for said in stated_of(drafts):
        one = stood.get(said["key"])
        if one is None:
            told = {name: value for name, value in said.items() if value != DEFAULTS.get(name)}
            found.new.append({"layer": saying.layer.name, **told})
        elif changed := differences(said, held=fields_of(one)):
            found.changed[one.pk] = changed
        else:
            found.same += 1
    before = len(found.changed)
    found.changed = dict(_without_repeated(found.changed, saying)) if found.changed else {}
    found.same += before - len(found.changed)
    return found


def _without_repeated(changed: dict[int, dict[str, Any]], saying: Saying) -> Iterator[tuple[int, dict[str, Any]]]:
    """What is news: neither said before by the same file, nor, by the fabric, against an owner."""
    acts: dict[int, list[FeatureAct]] = {}
    for act in FeatureAct.objects.filter(subject_id__in=changed).order_by("id"):
        acts.setdefault(act.subject_id, []).append(act)
    for subject_id, values in changed.items():
        standing = standing_among(acts.get(subject_id, ()))[::-1]  # oldest first
        news = values
        if saying.kind in REPEATING:
            news = {name: value for name, value in news.items() if not _is_repeated(name, value, standing, saying)}
        if saying.source == FABRIC:
            owned = {name for act in standing if act.source != FABRIC for name in act.fields}
            news = {name: value for name, value in news.items() if name not in owned}
        if news.keys() - {"label"} or news.get("label"):
            yield subject_id, news


def _is_repeated(name: str, value: Any, standing: Sequence[Any], saying: Saying) -> bool:
    own = [
        act for act in standing
        if act.source == saying.source and act.kind in REPEATING and act.source_key == saying.channel
    ]  # fmt: skip
    if not own:
        return False
    said = [act.fields[name] for act in own if name in act.fields]
    return is_same(name, value, said[-1] if said else DEFAULTS.get(name))


def _register() -> Register:
    """By its name, since its declaration stands above this package."""
    return register_named("geography.feature")


def _state(found: Difference, saying: Saying, *, locks: _Locks) -> None:
    if found.new:
        state_new(_register(), [saying.statement(values) for values in found.new], by=saying.by)
    if found.changed:
        is_held = locks.are_too_many(len(found.changed))
        if is_held:
            hold_statements(_register())
        changes = [saying.statement(values, subject_id=number) for number, values in found.changed.items()]
        state_all(_register(), changes, by=saying.by, is_held=is_held)


def _missing(layer: MapLayer, keys: set[str], ends: Callable[[MapFeature], bool]) -> list[int]:
    standing = MapFeature.objects.filter(layer=layer).defer("geometry").iterator(chunk_size=PORTION)
    return [one.pk for one in standing if one.key not in keys and ends(one)]
