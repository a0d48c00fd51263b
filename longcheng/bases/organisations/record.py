"""The public record of an organisation as a page shows it: each value with its source, as it was on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.organisations import laws
from longcheng.bases.organisations.doubts import ORGANISATION_DESK, marks_of, told_value, wrong_href
from longcheng.bases.organisations.models import Organisation, OrganisationStatus
from longcheng.bases.organisations.naming import Borne, borne_by
from longcheng.bases.organisations.registers import ORGANISATIONS
from longcheng.core.registry.days import AsOf, days_of
from longcheng.core.registry.declaring import source_named
from longcheng.core.registry.doubts.words import Mark
from longcheng.core.registry.folding import State, standing
from longcheng.core.registry.models import RegisterAct
from longcheng.core.registry.reading import fold_acts, history, stated_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

ACTS_MOST = 300  # of one organisation; more than a life holds
# Whom the register knows as a person is nobody's business but theirs; their name stands on the licence on the wall.
NOT_TOLD = frozenset({"representative_id"})
TONES = {"active": "well", "suspended": "waiting", "revoked": "urgent", "dissolved": ""}
GROUPS: tuple[tuple["_StrOrPromise", tuple[str, ...]], ...] = (
    (gettext_lazy("Registered facts"), ("code", "kind", "status", "status_date", "founded_date", "ended_date")),
    (gettext_lazy("Responsible person and capital"), ("representative_name", "capital_yuan")),
    (gettext_lazy("What it does"), ("industry", "scope")),
    (gettext_lazy("Where it is"), ("address", "division_code")),
)
LAWS = {
    "founded": laws.WHAT_IS_REGISTERED, "branch": laws.BRANCHES_ARE_REGISTERED, "renamed": laws.CHANGES_ARE_REGISTERED,
    "moved": laws.CHANGES_ARE_REGISTERED, "representative": laws.CHANGES_ARE_REGISTERED,
    "industry": laws.CHANGES_ARE_REGISTERED, "suspended": laws.SUSPENSION, "dissolved": laws.DISSOLUTION,
    "merged": laws.MERGER,
}  # fmt: skip
ONLY_IF_SAID = frozenset({"ended_date", "capital_yuan", "status_date", "scope"})


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One value with where it is from; `now` is what stands today, where the page shows another day."""

    name: str
    title: "_StrOrPromise"
    value: str
    raw: Any = None
    source: str = ""
    since: datetime | None = None
    heard: datetime | None = None
    wrong_href: str = ""
    marks: list[Mark] = field(default_factory=list)
    is_changed: bool = False
    now: str = ""


@dataclass(frozen=True)
class StatusSince:
    """Where it stood from a moment on."""

    status: str
    title: str
    since: datetime
    reason: str

    @property
    def tone(self) -> str:
        return TONES.get(self.status, "")


@dataclass(frozen=True)
class Shown:
    """A record ready for a page; `state` is None where nothing was known then."""

    organisation: Organisation
    when: AsOf
    state: State | None
    groups: list[tuple[str, list[Fact]]]
    name: Fact
    statuses: list[StatusSince]
    names: list[Borne]
    days: list[date]

    @property
    def status_tone(self) -> str:
        return TONES.get(self.state.get("status") or "active", "") if self.state else ""

    @property
    def status_title(self) -> str:
        return told_value(ORGANISATIONS, "status", self.state.get("status") or "active") if self.state else ""


def shown_record(organisation: Organisation, *, when: AsOf) -> Shown:
    """The record as of those days. Some six queries."""
    acts = history(ORGANISATIONS, organisation.pk)
    now = timezone.now()
    current = fold_acts(ORGANISATIONS, acts, subject_id=organisation.pk, valid=now, known=now) or State(organisation.pk)
    state: State | None = current
    if not when.is_now:
        state = fold_acts(ORGANISATIONS, acts, subject_id=organisation.pk, valid=when.valid_at, known=when.known_at)
    if state is not None and not state.values:
        state = None
    marks = marks_of(ORGANISATIONS.name, organisation.pk)
    told = state or State(organisation.pk)
    groups = [
        (str(title), [fact for name in names if (fact := _fact(name, told, current, organisation, marks))])
        for title, names in GROUPS
    ]
    name = _fact("name", told, current, organisation, marks)
    assert name is not None  # noqa: S101
    return Shown(
        organisation, when, state, [(title, facts) for title, facts in groups if facts], name,
        list(reversed(list(_statuses(acts, organisation.pk)))),
        list(reversed(list(borne_by(ORGANISATIONS, acts, subject_id=organisation.pk)))),
        days_of(acts),
    )  # fmt: skip


def _fact(
    name: str, state: State, current: State, organisation: Organisation, marks: Mapping[str, list[Mark]]
) -> Fact | None:
    value, today = _value(state, name), _value(current, name)
    if value in (None, "") and name in ONLY_IF_SAID:
        return None
    origin = state.origins.get(name)
    source = source_named(origin.source) if origin else None
    return Fact(
        name=name,
        title=ORGANISATIONS.field(name).title,
        value=told_value(ORGANISATIONS, name, value),
        raw=value,
        source=f"{source.title} · {source.organisation}" if source else "",
        since=origin.valid_from if origin else None,
        heard=origin.recorded_at if origin else None,
        wrong_href=wrong_href(ORGANISATIONS.name, organisation.pk, name) if ORGANISATION_DESK.doubtable(name) else "",
        marks=marks.get(name, []),
        is_changed=value != today,
        now=told_value(ORGANISATIONS, name, today) if value != today else "",
    )


def _value(state: State, name: str) -> Any:
    """What holds; of what nobody has said that it ended or stopped, that it stands."""
    value = state.get(name)
    return OrganisationStatus.ACTIVE.value if name == "status" and value is None and state.values else value


def _statuses(acts: Sequence[RegisterAct], subject_id: int) -> list[StatusSince]:
    """Where it stood over time, the oldest first, as is known today."""
    now = timezone.now()
    found: list[StatusSince] = []
    for moment in sorted({act.valid_from for act in acts if "status" in act.fields and act.valid_from <= now}):
        state = fold_acts(ORGANISATIONS, acts, subject_id=subject_id, valid=moment, known=now)
        status = (state.get("status") or OrganisationStatus.ACTIVE.value) if state else ""
        if state is None or (found and found[-1].status == status):
            continue
        act = next((one for one in acts if one.pk == state.origins["status"].act_id), None)
        since = moment if found else _founded(state) or moment
        title = told_value(ORGANISATIONS, "status", status)
        found.append(StatusSince(status, title, since, act.reason if act else ""))
    return found


def _founded(state: State) -> datetime | None:
    """From its founding on, where the first act only says that it is there."""
    day = state.get("founded_date")
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), datetime.min.time())) if day else None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of an act; `counts` is False where the field's owner says otherwise."""

    title: str
    old: str
    new: str
    counts: bool = True
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One act on the timeline; who filed it is not told to the public, but which office answers for it."""

    act_id: int
    title: str
    source: str
    valid_from: datetime
    valid_to: datetime | None
    recorded_at: datetime
    reason: str
    changes: list[Change]
    confirms: list[str]
    taken_back: RegisterAct | None
    takes_back: int | None
    law: str = ""

    @property
    def tone(self) -> str:
        return "waiting" if self.taken_back or self.takes_back else "well"


def moments_of(organisation: Organisation) -> list[Moment]:
    """Every act about it with what it changed, the newest heard first."""
    acts = history(ORGANISATIONS, organisation.pk)[-ACTS_MOST:]
    by_id = {act.pk: act for act in acts}
    taken_back = {one.voids_id: by_id[one.act_id] for one in standing([stated_of(act) for act in acts]) if one.voids_id}
    made = []
    for number, act in enumerate(acts):
        changes, confirms = _changes(organisation.pk, acts[: number + 1])
        source = source_named(act.source)
        made.append(
            Moment(
                act_id=act.pk,
                title=str(ORGANISATIONS.kind(act.kind).title),
                source=f"{source.title} · {source.organisation}",
                valid_from=act.valid_from,
                valid_to=act.valid_to,
                recorded_at=act.recorded_at,
                reason=act.reason,
                changes=changes,
                confirms=confirms,
                taken_back=taken_back.get(act.pk),
                takes_back=act.voids_id,
                law=law_of(act),
            )
        )
    return sorted(made, key=lambda one: (one.recorded_at, one.act_id), reverse=True)


def _changes(subject_id: int, acts: Sequence[RegisterAct]) -> tuple[list[Change], list[str]]:
    act = acts[-1]
    moments = {"valid": act.valid_from, "known": act.recorded_at}
    before = fold_acts(ORGANISATIONS, acts[:-1], subject_id=subject_id, **moments)
    after = fold_acts(ORGANISATIONS, acts, subject_id=subject_id, **moments)
    changes, confirms = [], []
    for one in ORGANISATIONS.fields:
        if one.name not in act.fields or one.name in NOT_TOLD:
            continue
        old, value = before.get(one.name) if before else None, act.fields[one.name]
        if old == value:
            confirms.append(str(one.title))
        elif new := told_value(ORGANISATIONS, one.name, value) or (_("none") if old else ""):
            origin = after.origins.get(one.name) if after else None
            changes.append(
                Change(
                    title=str(one.title),
                    old=told_value(ORGANISATIONS, one.name, old),
                    new=new,
                    counts=origin is not None and origin.act_id == act.pk,
                    field=one.name,
                )
            )
    return changes, confirms


def law_of(act: RegisterAct) -> str:
    """The article that an act of this kind stands on, if it bound on its day; empty where none is named."""
    article = LAWS.get(act.kind)
    return str(article) if article and article.binds(timezone.localdate(act.valid_from)) else ""
