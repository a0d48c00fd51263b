"""The record of a person as a page shows it: each fact with its source, as it was on a day, as far as was known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.population.doubts import marks_of, wrong_href
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.bases.population.searching import Hit, masked
from longcheng.bases.population.wording import Wording
from longcheng.core.access.masks import HIDDEN
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import Purpose
from longcheng.core.registry.days import AsOf, days_of
from longcheng.core.registry.declaring import Register, source_named
from longcheng.core.registry.doubts.words import Mark
from longcheng.core.registry.folding import Origin, State
from longcheng.core.registry.models import RegisterAct
from longcheng.core.registry.reading import as_of_list, fold_acts, history, told_history

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MEMBERS_MOST = 60
# Which part of `personal.RESIDENT` must be shown for a field of the register to be.
PART_OF = {
    "name": "name", "number": "number", "birth_date": "birth", "ethnicity": "birth", "sex": "sex",
    "registered_division": "registered", "registered_address": "registered",
    "division_code": "community", "address": "address", "head_id": "family",
    "household_id": "family", "household_role": "family", "marital_status": "family", "spouse_id": "family",
    "mother_id": "family", "father_id": "family", "guardian_ids": "family",
    "phone": "phone", "death_date": "state", "is_protected": "state", "merged_into_id": "state",
}  # fmt: skip
GROUPS: tuple[tuple["_StrOrPromise", tuple[tuple[str, str], ...]], ...] = (
    (gettext_lazy("Person"), tuple(("person", one) for one in ("name", "number", "sex", "birth_date", "ethnicity"))),
    (gettext_lazy("Registered residence"), (("person", "registered_division"), ("person", "registered_address"))),
    (
        gettext_lazy("Where they live"),
        (("household", "division_code"), ("household", "address"), ("person", "household_role")),
    ),
    (gettext_lazy("Status and contact"), tuple(("person", one) for one in ("marital_status", "phone", "death_date"))),
)
ONLY_IF_SAID = frozenset({"death_date"})


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One value with where it is from. `was` is what stands now, where the page shows another day."""

    name: str
    title: "_StrOrPromise"
    value: str
    is_masked: bool = False
    source: str = ""
    since: datetime | None = None
    heard: datetime | None = None
    wrong_href: str = ""
    marks: list[Mark] = field(default_factory=list)
    is_changed: bool = False
    now: str = ""


@dataclass(frozen=True, kw_only=True)
class Relative:
    """Somebody of the family: masked, with a way to their record where an open case of the reader reaches it."""

    title: str
    hit: Hit
    href: str = ""


@dataclass(frozen=True)
class Shown:
    """The record of one person, ready for a page."""

    person: Person
    seen: Seen
    when: AsOf
    groups: list[tuple[str, list[Fact]]]
    relatives: list[Relative]
    members: list[Relative]
    household_id: int | None
    days: list[date] = field(default_factory=list)
    is_known: bool = True


def whole_record(person: Person, seen: Seen, *, when: AsOf, by: Account, purpose: Purpose) -> Shown:
    """What the reader may see of the record as of those days. `seen` was read for it: what it masks stays masked."""
    acts = told_history(PERSONS, person.pk)
    state, now = _states(PERSONS, person.pk, acts, when)
    if state is None:
        return Shown(person, seen, when, [], [], [], None, days_of(acts), is_known=False)
    home_id = state.get("household_id")
    home_acts = history(HOUSEHOLDS, home_id) if home_id else []
    home, home_now = _states(HOUSEHOLDS, home_id, home_acts, when) if home_id else (None, None)
    if now.get("household_id") != home_id and not when.is_now:
        now_id = now.get("household_id")
        home_now = _states(HOUSEHOLDS, now_id, history(HOUSEHOLDS, now_id), AsOf())[1] if now_id else None
    beside = Beside(person, seen, purpose, marks_of(person, seen, household_id=home_id), Wording())
    sides: dict[str, tuple[Register, State | None, State | None]] = {
        "person": (PERSONS, state, now), "household": (HOUSEHOLDS, home, home_now),
    }  # fmt: skip
    groups = [
        (str(title), [fact for side, name in fields if (fact := _fact(name, sides[side], beside))])
        for title, fields in GROUPS
    ]
    reach = Reach(by, purpose, person)
    is_family_shown = not seen["family"].is_masked
    return Shown(
        person,
        seen,
        when,
        [(title, facts) for title, facts in groups if facts],
        relatives_of(person, state, when=when, reach=reach) if is_family_shown else [],
        members_of(home_id, when=when, reach=reach) if is_family_shown and home_id else [],
        home_id,
        days_of([*acts, *home_acts]),
    )


def _states(register: Register, subject_id: int, acts: list[RegisterAct], when: AsOf) -> tuple[Any, State]:
    now = timezone.now()
    current = fold_acts(register, acts, subject_id=subject_id, valid=now, known=now) or State(subject_id)
    if when.is_now:
        return current if acts else None, current
    then = fold_acts(register, acts, subject_id=subject_id, valid=when.valid_at, known=when.known_at)
    return (then if then is not None and then.values else None), current


@dataclass(frozen=True)
class Beside:
    """What stands beside each value: whose it is, what may be shown, for what it is read, what is being checked."""

    person: Person
    seen: Seen
    purpose: Purpose
    marks: Mapping[str, list[Mark]]
    wording: Wording


def _fact(name: str, side: tuple[Register, State | None, State | None], beside: Beside) -> Fact | None:
    register, state, now = side
    declared = register.field(name)
    value = state.get(name) if state else None
    if value in (None, "") and name in ONLY_IF_SAID:
        return None
    marks = beside.marks.get(name, [])
    if beside.seen[PART_OF[name]].is_masked:
        return Fact(name=name, title=declared.title, value=HIDDEN, is_masked=True, marks=marks)
    origin: Origin | None = state.origins.get(name) if state else None
    current = now.get(name) if now else None
    source = source_named(origin.source) if origin else None
    return Fact(
        name=name,
        title=declared.title,
        value=beside.wording.told(register, name, value),
        source=f"{source.title} · {source.organisation}" if source else "",
        since=origin.valid_from if origin else None,
        heard=origin.recorded_at if origin else None,
        wrong_href=wrong_href(beside.person, name, purpose=beside.purpose),
        marks=marks,
        is_changed=current != value,
        now=beside.wording.told(register, name, current) if current != value else "",
    )


def household_facts(
    household_id: int, acts: list[RegisterAct], person: Person, seen: Seen, *, when: AsOf, purpose: Purpose
) -> list[Fact]:
    """Where the household lived then, as far as the reader may see where its member lives."""
    state, now = _states(HOUSEHOLDS, household_id, acts, when)
    if person.household_id != household_id:
        now = state  # where those live today whom this person has left is not told
    beside = Beside(person, seen, purpose, marks_of(person, seen, household_id=household_id), Wording())
    side = (HOUSEHOLDS, state, now)
    return [fact for name in ("division_code", "address") if (fact := _fact(name, side, beside))]


class Reach:
    """Which other people the reader has open, and by which case; the person in hand by the purpose of the page."""

    def __init__(self, by: Account, purpose: Purpose, person: Person) -> None:
        self.by, self.purpose, self.person = by, purpose, person

    def hrefs(self, hits: Iterable[Hit]) -> dict[int, str]:
        numbers = {hit.subject_id for hit in hits}
        matters = OpenMatter.objects.live().filter(holder=self.by, subject_id__in=numbers)
        found = {one.subject_id: f"{one.kind}:{one.reference}" for one in matters}
        if self.person.subject_id in numbers:
            found[self.person.subject_id] = str(self.purpose)
        return {
            subject_id: f"/population/residents/{subject_id}/?{urlencode({'purpose': purpose})}"
            for subject_id, purpose in found.items()
        }


def relatives_of(person: Person, state: State, *, when: AsOf, reach: Reach) -> list[Relative]:
    """Spouse, parents, guardians as they were stated then, and the children who were born by then."""
    names = ("spouse_id", "mother_id", "father_id")
    titled: list[tuple[str, int]] = [
        (str(PERSONS.field(name).title), state.values[name]) for name in names if state.get(name)
    ]
    titled += [(_("Guardian"), one) for one in state.get("guardian_ids") or []]
    children = Person.objects.filter(Q(mother_id=person.pk) | Q(father_id=person.pk), merged_into_id=None)
    if when.valid:
        children = children.filter(birth_date__lte=when.valid)
    titled += [(_("Child"), one.pk) for one in children.order_by("birth_date", "pk")[:MEMBERS_MOST]]
    people = Person.objects.in_bulk([pk for _title, pk in titled])
    return _as_relatives([(title, people[pk]) for title, pk in titled if pk in people], reach)


def members_of(household_id: int, *, when: AsOf, reach: Reach) -> list[Relative]:
    """Who belonged to the household then, with their roles."""
    if when.is_now:
        rows = Person.objects.filter(household_id=household_id, merged_into_id=None, death_date=None)
        roles = [
            (one.household_role, one) for one in rows.order_by("household_role", "birth_date", "pk")[:MEMBERS_MOST]
        ]
    else:
        states = as_of_list(
            PERSONS, field="household_id", value=household_id, valid=when.valid_at, known=when.known_at,
            limit=MEMBERS_MOST,
        )  # fmt: skip
        people = Person.objects.in_bulk([state.subject_id for state in states])
        standing = [one for one in states if not one.get("death_date") and one.subject_id in people]
        roles = sorted(
            ((one.get("household_role") or "", people[one.subject_id]) for one in standing),
            key=lambda pair: (pair[0], pair[1].pk),
        )
    words = dict(PERSONS.field("household_role").choices)
    return _as_relatives([(str(words.get(role, _("member"))), one) for role, one in roles], reach)


def _as_relatives(titled: list[tuple[str, Person]], reach: Reach) -> list[Relative]:
    hits = masked(person for _title, person in titled)
    hrefs = reach.hrefs(hits)
    return [
        Relative(title=title, hit=hit, href=hrefs.get(hit.subject_id, ""))
        for (title, _person), hit in zip(titled, hits, strict=True)
    ]


def household_told(household_id: int) -> str:
    """A household by its number and its members, masked."""
    rows = Person.objects.filter(household_id=household_id, merged_into_id=None, death_date=None)
    names = [hit.name for hit in masked(rows.order_by("household_role", "birth_date", "pk")[:MEMBERS_MOST])]
    told = _("Household no. %(n)s") % {"n": household_id}
    return _("%(household)s: %(people)s") % {"household": told, "people": _(", ").join(names)} if names else told
