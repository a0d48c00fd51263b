"""What every act at the counter needs: the right, the person open before the officer, no second filing, a message."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population.laws import is_of_age
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.bases.population.relatives import told_about
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.permissions import Denied, require
from longcheng.core.access.purposes import NO_PURPOSE, Purpose, find
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language
from longcheng.core.registry.acts import lock_subjects
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.doubts.queries import is_filed_by
from longcheng.core.registry.reading import standing_acts

FILE, SEE_PROTECTED = "population.file_act", "population.read_protected_address"
FILED = "act:"  # what was stated together at the counter has one key
COUNTER, CORRECTION = "population.counter", "population.correction"


def new_filing() -> str:
    """The key that all acts of one filing share, by which they are taken back together."""
    return f"{FILED}{uuid4()}"


def require_release(officer: Account, person: Person) -> None:
    """To end the secrecy of an address takes the right to see it, beside that to file acts. Raises Denied."""
    require(officer, SEE_PROTECTED, area_code=area_of(person))


def area_of(person: Person) -> str:
    """Whose registrar answers for the person: of where they live, else of where they are registered."""
    return person.division_code or person.registered_division


def told_area(person: Person) -> str:
    """The community as events and the record tell it: of a protected person, none."""
    return "" if person.is_protected else person.division_code


def people_for(
    officer: Account, numbers: Mapping[str, int | None], *, open_for: Iterable[str], purpose: Purpose = NO_PURPOSE
) -> dict[str, Person]:
    """The people of an act by the form's field, locked; those of `open_for` must be open before the officer.

    The area is asked by the action itself, which knows whose counts. Raises Denied, in the same words for somebody who
    is not open and for a number that nobody has; Unfit for a record that was merged.
    """
    require(officer, FILE)
    wanted = {field: number for field, number in numbers.items() if number is not None}
    lock_subjects(PERSONS, wanted.values())
    rows = Person.objects.select_related("account", "household").in_bulk(wanted.values())
    for field in open_for:
        if field in wanted:
            require_open(officer, rows.get(wanted[field]), purpose=purpose)
    refuse_own(officer, rows.values())
    missing = {field: _("There is nobody with this number.") for field, number in wanted.items() if number not in rows}
    merged = {
        field: _("This record was merged into no. %(n)s. File the act there.") % {"n": rows[number].merged_into_id}
        for field, number in wanted.items()
        if number in rows and rows[number].merged_into_id is not None
    }
    if missing or merged:
        raise Unfit(missing | merged)
    return {field: rows[number] for field, number in wanted.items()}


def refuse_own(officer: Account, people: Iterable[Person]) -> None:
    """Nobody files an act that concerns themselves, on whichever side of it they stand. Raises Denied."""
    if any(one.account_id == officer.pk for one in people):
        raise Denied(_("You are concerned by this yourself; a colleague must do it."))


def require_open(officer: Account, person: Person | None, *, purpose: Purpose = NO_PURPOSE) -> None:
    """Let the officer pass who has something open about the person that is theirs. Raises Denied.

    A person at the counter or a doubt that is named, or any matter that the officer holds. A mandate or one's own
    record is none, for those are of the person and not of the office; nor is a duty, which names nobody, so that by it
    an act could be filed about anybody.
    """
    refuse_own(officer, [person] if person is not None else [])
    if person is not None and _is_open(officer, person, purpose):
        return
    raise Denied(
        _("You do not have this person open."),
        how=_("Open them at the counter with their document first, or take the matter that is open about them."),
        permission=FILE,
    )


def one_open(officer: Account, members: Iterable[Person], *, purpose: Purpose = NO_PURPOSE) -> Person:
    """The member of a household who is open before the officer. Raises Denied where none is.

    《户口登记条例》第十条: the head or the person themselves reports for a household.
    """
    members = list(members)
    refuse_own(officer, members)
    refused: Denied | None = None
    for member in members:
        try:
            require_open(officer, member, purpose=purpose)
        except Denied as denied:
            refused = refused or denied
        else:
            return member
    if refused is None:
        require_open(officer, None)
    assert refused is not None  # noqa: S101  nobody is never open
    raise refused


def _is_open(officer: Account, person: Person, purpose: Purpose) -> bool:
    if purpose.kind in {COUNTER, CORRECTION} and not is_filed_by(officer, purpose):
        found = find(purpose, actor=officer, subject_id=person.subject_id)
        if found.is_live and found.is_mine:
            return True
    return OpenMatter.objects.live().filter(holder=officer, subject_id=person.subject_id).exists()


def require_area(officer: Account, *people: Person) -> None:
    """The officer's area must reach each of them. Raises Denied."""
    for person in people:
        require(officer, FILE, area_code=area_of(person))


def dead(people: Mapping[str, Person]) -> dict[str, str]:
    """Those whose death is registered, by field, as defects."""
    return {
        field: _("The death of this person is registered, on %(day)s.") % {"day": person.death_date}
        for field, person in people.items()
        if person.death_date is not None
    }


def lock_households(*household_ids: int | None) -> None:
    """Households are locked after people and before anything is stated, so that nobody waits in a ring."""
    lock_subjects(HOUSEHOLDS, {one for one in household_ids if one is not None})


def refuse_second(register: Register, subject_id: int, *, kind: str, day: date, field: str = "day") -> None:
    """The same act for the same day is told, not doubled. Raises Unfit."""
    begins = midnight(day)
    for act in standing_acts(register, subject_id):
        if act.kind == kind and act.valid_from == begins and act.source_key.startswith(FILED):
            told = {"day": day, "filed": timezone.localdate(act.recorded_at)}
            raise Unfit(
                {field: _("This was filed for %(day)s already, on %(filed)s. Nothing was entered twice.") % told}
            )


def tell(person: Person, *, key: str, title: Callable[[], str], body: Callable[[], str] = str) -> None:
    """A message to the person and to those who guard them, each in their language. It carries no values."""
    accounts = told_about(person, is_minor=not is_of_age(person.birth_date, timezone.localdate()))
    if accounts:
        send(
            key=f"{key} {person.pk}",
            sender=in_each_language(lambda: _("Population register")),
            account_ids=accounts,
            title=in_each_language(title),
            body=in_each_language(body),
            url="/population/me/",
        )


def if_wrong() -> str:
    """What a message about an act ends with."""
    return _("Look at the record, and say so if something in it is wrong.")
