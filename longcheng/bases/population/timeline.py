"""The history of a person as a page tells it: every act with both clocks, and what it changed from what to what."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population.actions.filing import FILED
from longcheng.bases.population.facts import PART_OF
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.bases.population.wording import PEOPLE, Wording
from longcheng.core.access.masks import HIDDEN
from longcheng.core.access.models import Account
from longcheng.core.access.personal import Seen
from longcheng.core.registry.declaring import Register, source_named
from longcheng.core.registry.folding import standing
from longcheng.core.registry.models import RegisterAct
from longcheng.core.registry.reading import ALWAYS, fold_acts, history, stated_of, told_history, values_of

ACTS_MOST = 200  # of one person; more than a life holds
UNDO = "undo"
Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of an act. `counts` is False where the field's owner says otherwise."""

    field: str
    title: str
    old: str
    new: str
    counts: bool = True


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One act on the timeline. `taken_back` is the act that took it back, `takes_back` the one that this takes back."""

    act_id: int
    register: str
    kind: str
    title: str
    source: str
    who: str
    valid_from: datetime
    valid_to: datetime | None
    recorded_at: datetime
    reason: str
    changes: list[Change]
    confirms: list[str]
    filing: str = ""
    taken_back: RegisterAct | None = None
    takes_back: int | None = None

    @property
    def side(self) -> str:
        """Whether it is the household's act or the person's."""
        return "household" if self.register == HOUSEHOLDS.name else "person"

    @property
    def may_be_taken_back(self) -> bool:
        """Only what was filed at a counter: a merge is undone elsewhere, a file's row corrected by its source."""
        is_filed = self.filing.startswith(FILED) and self.kind not in {UNDO, "merge"}
        return is_filed and self.taken_back is None

    @property
    def tone(self) -> str:
        return "waiting" if self.taken_back or self.takes_back else "well"


def timeline_of(person: Person, seen: Seen) -> list[Moment]:
    """The acts about the person, and about their households while they belonged to them, the newest heard first.

    What `seen` masks stays masked. Where a household moved after the person had left it is not told: it may be the new
    address of somebody whom they are not to find.
    """
    acts = told_history(PERSONS, person.pk)
    moments = moments_of(PERSONS, person.pk, acts, seen)
    for household_id, spans in _households(person.pk, acts).items():
        home_acts = history(HOUSEHOLDS, household_id)
        theirs = _while_there(household_id, home_acts, spans)
        moments += [one for one in moments_of(HOUSEHOLDS, household_id, home_acts, seen) if one.act_id in theirs]
    return sorted(moments, key=lambda one: (one.recorded_at, one.act_id), reverse=True)[:ACTS_MOST]


def home_acts(person_id: int, acts: list[RegisterAct], *, household_id: int) -> list[RegisterAct]:
    """The acts about a household that held while the person belonged to it; `acts` are the person's."""
    spans = _households(person_id, acts).get(household_id, [])
    found = history(HOUSEHOLDS, household_id)
    theirs = _while_there(household_id, found, spans)
    return [one for one in found if one.pk in theirs]


def _households(person_id: int, acts: list[RegisterAct]) -> dict[int, list[Span]]:
    """The households to which the person belonged, as is known today, with from when until when."""
    now = timezone.now()
    changes = sorted({act.valid_from for act in acts if "household_id" in act.fields})
    found: dict[int, list[Span]] = defaultdict(list)
    for begins, ends in zip(changes, [*changes[1:], ALWAYS], strict=True):
        state = fold_acts(PERSONS, acts, subject_id=person_id, valid=begins, known=now)
        household_id = state.get("household_id") if state else None
        if household_id:
            found[household_id].append((begins, ends))
    return found


def _while_there(household_id: int, acts: list[RegisterAct], spans: list[Span]) -> set[int]:
    """The household's acts that held when the person came, or that began before they left; and what took those back."""
    now = timezone.now()
    theirs = {act.pk for act in acts if any(begins <= act.valid_from < ends for begins, ends in spans)}
    for begins, _ends in spans:
        state = fold_acts(HOUSEHOLDS, acts, subject_id=household_id, valid=begins, known=now)
        theirs |= {origin.act_id for origin in state.origins.values()} if state else set()
    return theirs


def moments_of(
    register: Register, subject_id: int, acts: list[RegisterAct], seen: Seen | None, *, own: Collection[int] = ()
) -> list[Moment]:
    """Each act with what it changed; the states before it are folded anew, which a life's few acts bear.

    Without `seen` everything is masked. Of the acts in `own`, which the reader has just stated, the new values are
    shown all the same.
    """
    acts = acts[-ACTS_MOST:]
    wording = Wording(_people_in(acts))
    accounts = Account.objects.in_bulk({act.recorded_by_id for act in acts if act.recorded_by_id})
    taken_back = _taken_back(acts)
    made = []
    for number, act in enumerate(acts):
        changes, confirms = _changes(register, subject_id, acts[: number + 1], seen, wording, is_own=act.pk in own)
        source = source_named(act.source)
        made.append(
            Moment(
                act_id=act.pk,
                register=register.name,
                kind=act.kind,
                title=str(register.kind(act.kind).title),
                source=f"{source.title} · {source.organisation}",
                who=accounts[act.recorded_by_id].display_name if act.recorded_by_id in accounts else "",
                valid_from=act.valid_from,
                valid_to=act.valid_to,
                recorded_at=act.recorded_at,
                reason=act.reason,
                filing=act.source_key,
                changes=changes,
                confirms=confirms,
                taken_back=taken_back.get(act.pk),
                takes_back=act.voids_id,
            )
        )
    return made


def _people_in(acts: Iterable[RegisterAct]) -> list[Any]:
    found: list[Any] = []
    for act in acts:
        for name in PEOPLE & act.fields.keys():
            value = act.fields[name]
            found += value if isinstance(value, list) else [value]
    return found


def _taken_back(acts: list[RegisterAct]) -> Mapping[int, RegisterAct]:
    """By act, the standing act that takes it back."""
    by_id = {act.pk: act for act in acts}
    stands = standing([stated_of(act) for act in acts])
    return {one.voids_id: by_id[one.act_id] for one in stands if one.voids_id}


def _changes(
    register: Register, subject_id: int, acts: list[RegisterAct], seen: Seen | None, wording: Wording, *, is_own: bool
) -> tuple[list[Change], list[str]]:
    """What the last of these acts changed, as far as it was known then; and the fields that it only confirmed."""
    act = acts[-1]
    moments = {"valid": act.valid_from, "known": act.recorded_at}
    before = fold_acts(register, acts[:-1], subject_id=subject_id, **moments)
    after = fold_acts(register, acts, subject_id=subject_id, **moments)
    changes, confirms = [], []
    values = values_of(act)
    for name in sorted(values.keys() & PART_OF.keys(), key=list(PART_OF).index):
        title = str(register.field(name).title)
        old, value = before.get(name) if before else None, values[name]
        is_hidden = seen is None or seen[PART_OF[name]].is_masked
        if old == value and not (is_hidden and is_own):  # else whoever tries an act would learn that they have guessed
            confirms.append(title)
            continue
        origin = after.origins.get(name) if after else None
        changes.append(
            Change(
                field=name,
                title=title,
                old=HIDDEN if is_hidden and old is not None else wording.told(register, name, old),
                new=HIDDEN if is_hidden and not is_own else wording.told(register, name, value) or _("none"),
                counts=origin is not None and origin.act_id == act.pk,
            )
        )
    return changes, confirms


def fields_of(moments: Iterable[Moment]) -> list[tuple[str, str]]:
    """The fields by which the timeline can be narrowed, with their titles."""
    found: dict[str, str] = defaultdict(str)
    for moment in moments:
        for change in moment.changes:
            found[change.field] = change.title
    return sorted(found.items(), key=lambda pair: list(PART_OF).index(pair[0]))
