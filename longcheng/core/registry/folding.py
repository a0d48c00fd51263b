"""From acts to a state: pure functions, no database. The rule that followers of the feed use as well.

Of all acts that were known by then, have not been taken back and hold at the moment asked for, each field takes the
newest of its owner (valid from, then the subject's own acts before those of merged subjects, then number of the act);
where the owner has said nothing, the newest of the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Stated:
    """An act as folding sees it: what it states, by whom, for when, heard when. `voids_id` takes another act back."""

    act_id: int
    subject_id: int
    kind: str
    source: str
    values: Mapping[str, Any]
    valid_from: datetime
    valid_to: datetime | None
    recorded_at: datetime
    voids_id: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value is from."""

    act_id: int
    source: str
    kind: str
    valid_from: datetime
    recorded_at: datetime


@dataclass
class State:
    """What is held of one subject at one moment, as of what was known by another."""

    subject_id: int
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    last_act_id: int = 0

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


def fold(
    acts: Iterable[Stated],
    *,
    subject_id: int,
    owners: Mapping[str, str],
    valid: datetime,
    known: datetime,
    own_only: str = "",
) -> State | None:
    """The state at `valid` as known at `known`; None where nothing was known. `owners` names each field's source.

    `own_only` is the field that says into whom a subject is merged: it counts from the subject's own acts alone.
    """
    heard = [act for act in acts if act.recorded_at <= known]
    if not heard:
        return None
    voided = {act.voids_id for act in standing(heard) if act.voids_id}
    state = State(subject_id, last_act_id=max(act.act_id for act in heard))
    best: dict[str, tuple[bool, datetime, bool, int]] = {}
    for act in heard:
        if act.act_id in voided or act.voids_id:
            continue
        if act.valid_from > valid or (act.valid_to is not None and act.valid_to <= valid):
            continue
        is_own = act.subject_id == subject_id
        for name, value in act.values.items():
            if name == own_only and not is_own:
                continue
            rank = (owners.get(name) == act.source, act.valid_from, is_own, act.act_id)
            if name not in best or rank > best[name]:
                best[name] = rank
                state.values[name] = value
                state.origins[name] = Origin(act.act_id, act.source, act.kind, act.valid_from, act.recorded_at)
    return state


def standing(acts: list[Stated]) -> list[Stated]:
    """The acts that no later act has taken back: a taking back can be taken back as well."""
    voided: set[int] = set()
    for act in sorted(acts, key=lambda one: one.act_id, reverse=True):
        if act.voids_id and act.act_id not in voided:
            voided.add(act.voids_id)
    return [act for act in acts if act.act_id not in voided]
