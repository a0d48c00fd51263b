"""“This is wrong” in the population register: which fields may be called wrong, by whom, and the marks on a record."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population.models import Person
from longcheng.bases.population.names import name_defect, normal_name
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.queries import nobody, person_by_subject
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.bases.population.rules import identity_number_defect, normal_number
from longcheng.bases.population.wording import ETHNIC_GROUPS, Wording, ethnic_group
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import OWN, Purpose
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.doubts.desks import Doubtable, DoubtDesk, fit
from longcheng.core.registry.doubts.queries import doubts_by, doubts_for, open_doubts, recent_doubts
from longcheng.core.registry.doubts.words import Mark, field_of, marks, told_stated
from longcheng.core.registry.models import Doubt

HOME = HOUSEHOLDS.name
REGISTERS_HERE = (PERSONS.name, HOUSEHOLDS.name)
FIELDS = (
    Doubtable(name="name", part="name"),
    Doubtable(name="number", part="number"),
    Doubtable(name="sex", part="sex"),
    Doubtable(name="birth_date", part="birth"),
    Doubtable(name="ethnicity", part="birth", choices=lambda: [(code, ethnic_group(code)) for code in ETHNIC_GROUPS]),
    Doubtable(name="registered_division", part="registered", is_typed=False),
    Doubtable(name="registered_address", part="registered"),
    Doubtable(name="division_code", part="community", register=HOME, is_typed=False),
    Doubtable(name="address", part="address", register=HOME),
    Doubtable(name="household_id", part="family", is_typed=False),
    Doubtable(name="household_role", part="family"),
    Doubtable(name="marital_status", part="family"),
    Doubtable(name="spouse_id", part="family", is_typed=False),
    Doubtable(name="mother_id", part="family", is_typed=False),
    Doubtable(name="father_id", part="family", is_typed=False),
    Doubtable(name="guardian_ids", part="family", is_typed=False),
    Doubtable(name="phone", part="phone"),
    Doubtable(name="death_date", part="state", only_if_stated=True),
)
PART_OF = {one.name: one.part for one in FIELDS}


def _row(number: int) -> Person | None:
    return person_by_subject(number)


def _home_of(person: Person, register: str) -> int | None:
    return person.household_id if register == HOME else None


def _told(register: Register, field: str, value: object) -> str:
    return Wording().told(register, field, value)


def _fit(register: Register, field: str, value: Any) -> tuple[Any, str]:
    """A value as the counter would enter it, and what is wrong with it."""
    if field == "name":
        return normal_name(value), name_defect(normal_name(value))
    if field == "number":
        return normal_number(value), identity_number_defect(value)
    if field in {"birth_date", "death_date"} and value > timezone.localdate().isoformat():
        return value, _("The day lies in the future.")
    return fit(register, field, value)


def _concerned(register: str, subject_id: int) -> frozenset[int]:
    """The person, or everybody of the household."""
    if register == PERSONS.name:
        people = Person.objects.filter(pk=subject_id)
    elif register == HOUSEHOLDS.name:
        people = Person.objects.filter(household_id=subject_id)
    else:
        return frozenset()
    return frozenset(account or pk for account, pk in people.values_list("account_id", "pk"))


def _record_page(number: int, account: Account, purpose: Purpose) -> str:
    """One's own page, or the record for the purpose by which it was read."""
    person = person_by_subject(number)
    if person is None or purpose.kind == OWN or person.account_id == account.pk:
        return reverse("population:me")
    return f"{reverse('population:resident', args=[person.subject_id])}?{urlencode({'purpose': str(purpose)})}"


def _case_page(doubt_id: int) -> str:
    return reverse("population:correction", args=[doubt_id])


DESK = DoubtDesk(
    register=PERSONS.name,
    record=RESIDENT,
    fields=FIELDS,
    row=_row,
    nobody=nobody,
    kept_by=_home_of,
    concerned=_concerned,
    told=_told,
    fit=_fit,
    record_page=_record_page,
    own_page=reverse_lazy("population:me"),
    case_page=_case_page,
    list_page=reverse_lazy("population:corrections"),
)
DESKS = (DESK,)


def corrections_for(actor: Actor) -> QuerySet[Doubt]:
    """Those of both registers in the actor's areas, the open ones first and among them the one that is due next."""
    return doubts_for(actor, registers_named=REGISTERS_HERE)


def about_protected(doubts: Iterable[Doubt]) -> set[int]:
    """The doubts among these about people whose address is kept secret, or about their homes. Two queries."""
    doubts = list(doubts)
    protected = Person.objects.filter(is_protected=True)
    people = {one.subject_id for one in doubts if one.register == PERSONS.name}
    homes = {one.subject_id for one in doubts if one.register == HOME}
    secret = {(PERSONS.name, pk) for pk in protected.filter(pk__in=people).values_list("pk", flat=True)}
    secret |= {(HOME, pk) for pk in protected.filter(household__in=homes).values_list("household_id", flat=True)}
    return {one.pk for one in doubts if (one.register, one.subject_id) in secret}


def corrections_of(account: Account) -> QuerySet[Doubt]:
    """What one has filed oneself, newest first."""
    return doubts_by(account).filter(register__in=REGISTERS_HERE)


def told_corrections(account: Account, *, most: int) -> list[dict[str, Any]]:
    """What one has filed oneself, newest first, in the words of the page: the doubt, its field, how it should read."""
    found = corrections_of(account)[:most]
    return [{"doubt": one, "title": field_of(one).title, "stated": told_stated(one)} for one in found]


def wrong_href(person: Person, field: str, *, purpose: Purpose) -> str:
    """Where “this is wrong” leads for one field of a person; for their own record no purpose need be named."""
    asked = {"register": DESK.register, "subject": person.pk, "field": field}
    return "/wrong/?" + urlencode(asked | ({} if purpose.kind == OWN else {"purpose": str(purpose)}))


def marks_of(person: Person, seen: Seen, *, household_id: int | None = None) -> dict[str, list[Mark]]:
    """What every reader of the record is told of doubts, by field: what is being checked, then what was lately decided.

    Five queries. Values and reasons stand in them only where the reader sees the field. Of a household that the person
    has left, its number is given; where those live now who stayed is not told by what is doubted about it.
    """
    home_id = household_id or person.household_id
    ids = [person.pk, *Person.objects.filter(merged_into_id=person.pk).values_list("pk", flat=True)]
    found = [*open_doubts(PERSONS.name, ids), *recent_doubts(PERSONS.name, ids)]
    if home_id:
        found += [*open_doubts(HOUSEHOLDS.name, [home_id]), *recent_doubts(HOUSEHOLDS.name, [home_id])]
    shown = set(seen.shown)
    by_field: dict[str, list[Mark]] = defaultdict(list)
    is_theirs = home_id == person.household_id

    def shows(doubt: Doubt) -> bool:
        return PART_OF.get(doubt.field) in shown and (is_theirs or doubt.register != HOME)

    for one in marks(found, shows=shows):
        by_field[one.field].append(one)
    return {field: sorted(those, key=lambda one: not one.is_open) for field, those in by_field.items()}
