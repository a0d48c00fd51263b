"""What new acts mean for doubts: one that another source's different value opens, and those that acts settle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.utils import timezone

from longcheng.core.registry.declaring import Register
from longcheng.core.registry.doubts.ending import end_doubt
from longcheng.core.registry.doubts.opening import NewDoubt, open_doubts_at_once
from longcheng.core.registry.doubts.rules import is_same, settles
from longcheng.core.registry.doubts.words import has_value, stated_value
from longcheng.core.registry.folding import State
from longcheng.core.registry.models import Doubt, DoubtState, RegisterAct
from longcheng.core.registry.reading import as_of, may_fill, values_of

KNOWN = (DoubtState.OPEN, DoubtState.REFUSED)


@dataclass(frozen=True)
class Claim:
    """A source says of a field what its owner does not."""

    act: RegisterAct
    field: str
    stated: Any


def weigh_against_owner(
    register: Register, acts: Sequence[RegisterAct], states: Mapping[int, State], records: Mapping[int, Any]
) -> dict[int, list[Doubt]]:
    """Open and settle doubts as these acts demand; returns the open ones by the act that raised them.

    `states` and `records` are as they stand after the acts. One query where nothing is doubted.
    """
    subjects = {act.subject_id for act in acts}
    known: dict[tuple[int, str], list[Doubt]] = defaultdict(list)
    found = Doubt.objects.filter(register=register.name, subject_id__in=subjects, state__in=KNOWN)
    for doubt in found.select_related("filed_by").order_by("pk"):
        known[doubt.subject_id, doubt.field].append(doubt)
    kept: list[tuple[int, Doubt]] = []
    new: dict[tuple[int, str, str], list[Claim]] = {}
    for act in acts:
        state = states.get(act.subject_id)
        if act.voids_id is not None:
            _withdraw_with_act(act, known)
        claims = _weighed(register, act, state, known) if state is not None else {}
        for name in values_of(act):
            key = (act.subject_id, name, act.source)
            if name not in claims:
                new.pop(key, None)  # the source has come round within the same batch
                continue
            earlier = [doubt for doubt in known[act.subject_id, name] if doubt.source == act.source]
            standing, is_new = _weigh_again(claims[name], earlier, changed_at=_changed_at(state, name))
            if standing is not None:
                kept.append((act.pk, standing))
            elif is_new:
                new.setdefault(key, []).append(claims[name])
    return _by_act(kept, _opened(register, new, records))


def _by_act(kept: Iterable[tuple[int, Doubt]], opened: Iterable[tuple[int, Doubt]]) -> dict[int, list[Doubt]]:
    by_act: dict[int, list[Doubt]] = defaultdict(list)
    for act_id, doubt in (*kept, *opened):
        by_act[act_id].append(doubt)
    return dict(by_act)


def _opened(
    register: Register, new: Mapping[tuple[int, str, str], list[Claim]], records: Mapping[int, Any]
) -> list[tuple[int, Doubt]]:
    """Open what is new, of several statements of one source the last one; each with the acts that raised it."""
    wanted = {key: claims for key, claims in new.items() if records.get(key[0]) is not None}
    news = [_new(claims[-1], records[subject_id]) for (subject_id, _field, _source), claims in wanted.items()]
    doubts = {(one.subject_id, one.field, one.source): one for one in open_doubts_at_once(register, news)}
    # What concerns nobody, as a household in which nobody lives any more, is left out.
    return [(claim.act.pk, doubts[key]) for key, claims in wanted.items() if key in doubts for claim in claims]


def _new(claim: Claim, record: Any) -> NewDoubt:
    return NewDoubt(
        subject_id=claim.act.subject_id,
        field=claim.field,
        stated=orjson.dumps(claim.stated).decode(),
        record=record,
        source=claim.act.source,
        act_id=claim.act.pk,
    )


def _changed_at(state: State | None, name: str) -> datetime | None:
    """When the city last heard a value of this field."""
    origin = state.origins.get(name) if state is not None else None
    return origin.recorded_at if origin is not None else None


def _weighed(
    register: Register, act: RegisterAct, state: State, known: Mapping[tuple[int, str], list[Doubt]]
) -> dict[str, Claim]:
    """The fields of an act that differ from what the owner holds now; what it settles is settled on the way."""
    claims = {}
    for name, said in values_of(act).items():
        owner = register.field(name).owner
        now_held = state.get(name)
        origin = state.origins.get(name)
        for doubt in known.get((act.subject_id, name), ()):
            if doubt.is_open:
                _settle(register, doubt, act=act, said=said, after=now_held)
        if act.source == owner or origin is None or not _holds_now(act):
            continue
        if origin.source != owner and may_fill(register.field(name), act.source):
            continue
        if said not in (None, "", []) and not _is_same(register, name, said, now_held):
            claims[name] = Claim(act, name, said)
    return claims


def _holds_now(act: RegisterAct) -> bool:
    """A row about the past or the future contradicts nothing that holds today."""
    now = timezone.now()
    return act.valid_from <= now and (act.valid_to is None or act.valid_to > now)


def _is_same(register: Register, name: str, said: Any, held: Any) -> bool:
    """Whether two sources say the same: a flat written in two ways is the same flat."""
    return is_same(said, held, compared=register.field(name).compared)


def _settle(register: Register, doubt: Doubt, *, act: RegisterAct, said: Any, after: Any) -> None:
    valued, before = has_value(doubt), None
    if not valued and act.source == doubt.owner:
        held = as_of(register, doubt.subject_id, valid=doubt.filed_at, known=doubt.filed_at)
        before = held.get(doubt.field) if held else None
    outcome = settles(
        stated=stated_value(doubt),
        has_value=valued,
        doubting=doubt.source,
        owner=doubt.owner,
        said_by=act.source,
        before=before,
        said=said,
        after=after,
        # A reader who asks for another way to write it is answered by that way alone.
        compared=register.field(doubt.field).compared if doubt.source else str.strip,
    )
    if outcome:
        end_doubt(doubt, state=DoubtState(outcome), by=None)


def _withdraw_with_act(act: RegisterAct, known: Mapping[tuple[int, str], list[Doubt]]) -> None:
    """A statement that is taken back doubts nothing any more."""
    for doubts in known.values():
        for doubt in doubts:
            if doubt.is_open and doubt.act_id == act.voids_id:
                end_doubt(doubt, state=DoubtState.WITHDRAWN, by=None)


def _weigh_again(claim: Claim, earlier: Sequence[Doubt], *, changed_at: datetime | None) -> tuple[Doubt | None, bool]:
    """The open doubt of this source, brought up to its newest statement, or whether a new one is due.

    Neither where the owner has refused the same before: a refusal counts until the owner states something new.
    """
    text = orjson.dumps(claim.stated).decode()
    for doubt in earlier:
        if doubt.is_open:
            if doubt.stated != text:
                doubt.stated, doubt.act_id = text, claim.act.pk
                doubt.save(update_fields=["stated", "act_id"])
            return doubt, False
    refused = [doubt for doubt in earlier if doubt.state == DoubtState.REFUSED and doubt.stated == text]
    is_answered = any(
        changed_at is None or doubt.decided_at is None or changed_at <= doubt.decided_at for doubt in refused
    )
    return None, not is_answered
