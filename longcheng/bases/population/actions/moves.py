"""Filing moves: of a whole household, which is one act, and of one person.

The officer of the place that is left or of the place that is reached may file. 《户口登记条例》第十条 and 第十三条 have
people report at both; the city keeps one register, so one report is enough, wherever they walk in.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.actions.filing import (
    FILE,
    area_of,
    dead,
    if_wrong,
    lock_households,
    new_filing,
    one_open,
    people_for,
    refuse_second,
    tell,
    told_area,
)
from longcheng.bases.population.actions.heads import pass_on_head
from longcheng.bases.population.actions.protection import protect_newcomer
from longcheng.bases.population.events import HouseholdMoved, PersonMoved
from longcheng.bases.population.fitness import day_defect
from longcheng.bases.population.kinship import HEAD, OTHER, role_towards
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.registers import GRID, HOUSEHOLDS, PERSONS, ROLES
from longcheng.bases.population.relatives import member_of, members_of
from longcheng.bases.population.rules import ADDRESS_MAX, normal_address
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, state

MOVE, ENTERED = "move", "entered"


def move_household(
    officer: Account,
    *,
    household_id: int,
    division_code: str,
    address: str,
    day: date,
    purpose: Purpose = NO_PURPOSE,
) -> Household:
    """One act on the household; its members live where it lives. One of them is open before the officer.

    Raises Denied, Unfit, also where nothing would change.
    """
    require(officer, FILE)
    with transaction.atomic():
        lock_households(household_id)
        household = Household.objects.filter(pk=household_id).first()
        members = members_of(household_id)
        one_open(officer, members, purpose=purpose)
        assert household is not None  # noqa: S101  somebody lives in it
        _require_either_area(officer, household.division_code, division_code)
        refuse_second(HOUSEHOLDS, household.pk, kind=MOVE, day=day)
        is_secret = any(member.is_protected for member in members)
        # Whoever may not see the address is not told that they have guessed it.
        _refuse_unfit(day=day, division_code=division_code, address=address, known=None if is_secret else household)
        filing, left = new_filing(), household.division_code
        moved: Household = state(
            HOUSEHOLDS,
            Statement(
                kind=MOVE,
                source=GRID,
                subject_id=household.pk,
                values={"division_code": division_code, "address": address.strip()},
                valid_from=midnight(day),
                source_key=filing,
            ),
            by=officer,
        ).record
        places = {"from_division": "" if is_secret else left, "to_division": "" if is_secret else division_code}
        record(officer, "population.move_household", subject=f"household:{household.pk}", filing=filing, **places)
        for member in members:
            tell(member, key=filing, title=lambda: _("Your household's move has been filed."), body=if_wrong)
        event = HouseholdMoved(household_id=household.pk, day=day, **places)
        emit(event, actor=officer, occurred_at=midnight(day))
    return moved


def move_person(
    officer: Account,
    *,
    person_id: int,
    household_id: int | None = None,
    division_code: str = "",
    address: str = "",
    household_role: str = "",
    day: date,
    purpose: Purpose = NO_PURPOSE,
) -> Person:
    """One person moves: into a household, or to an address where they found one of their own.

    Without a role theirs is told by kinship to the head. A household that they headed gets another head. Raises
    Denied, Unfit.
    """
    with transaction.atomic():
        person = people_for(officer, {"person_id": person_id}, open_for=("person_id",), purpose=purpose)["person_id"]
        home = Household.objects.filter(pk=household_id).first() if household_id is not None else None
        _require_either_area(officer, area_of(person), home.division_code if home else division_code)
        refuse_second(PERSONS, person.pk, kind=MOVE, day=day)
        _refuse_unfit_person(
            person, home=home, household_id=household_id, division_code=division_code, address=address,
            role=household_role, day=day,
        )  # fmt: skip
        lock_households(person.household_id, household_id)
        filing, left_home = new_filing(), person.household_id
        pass_on_head(officer, filing, former=person, day=day)
        if home is None:
            home = _founded(officer, filing, person, division_code=division_code, address=address, day=day)
            household_role = HEAD
        values = {"household_id": home.pk, "household_role": household_role or _role_in(home, person)}
        moving = Statement(
            kind=MOVE, source=GRID, subject_id=person.pk, values=values, valid_from=midnight(day), source_key=filing
        )
        moved: Person = state(PERSONS, moving, by=officer).record
        moved = protect_newcomer(officer, person=moved, household_id=home.pk)
        places = {"from_division": told_area(person), "to_division": told_area(moved)}
        record(officer, "population.move_person", subject=f"person:{person.pk}", filing=filing, **places)
        tell(moved, key=filing, title=lambda: _("Your move has been filed."), body=if_wrong)
        event = PersonMoved(
            person_id=person.pk,
            household_id=home.pk,
            from_household_id=left_home,
            day=day,
            **places,
        )
        emit(event, actor=officer, occurred_at=midnight(day))
    return moved


def _require_either_area(officer: Account, left: str, reached: str) -> None:
    try:
        require(officer, FILE, area_code=left)
    except Denied:
        require(officer, FILE, area_code=reached)


def _founded(
    officer: Account, filing: str, person: Person, *, division_code: str, address: str, day: date
) -> Household:
    """A household of one's own."""
    new = Statement(
        kind=ENTERED,
        source=GRID,
        values={"division_code": division_code, "address": address.strip(), "head_id": person.pk},
        valid_from=midnight(day),
        source_key=filing,
    )
    founded: Household = state(HOUSEHOLDS, new, by=officer).record
    return founded


def _role_in(home: Household, person: Person) -> str:
    family = {one.pk: member_of(one) for one in [*members_of(home.pk), person]}
    head = family.get(home.head_id) if home.head_id else None
    return role_towards(head, family[person.pk], family=family) if head else OTHER


def _refuse_unfit(*, day: date, division_code: str, address: str, known: Household | None) -> None:
    found = _place_defects(division_code, address) | {"day": day_defect(day, today=timezone.localdate())}
    is_same = known is not None and normal_address(address) == normal_address(known.address or "")
    if known is not None and is_same and division_code == known.division_code:
        found["address"] = _("The household lives there already.")
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)


def _refuse_unfit_person(
    person: Person,
    *,
    home: Household | None,
    household_id: int | None,
    division_code: str,
    address: str,
    role: str,
    day: date,
) -> None:
    found = dead({"person_id": person})
    found["day"] = day_defect(day, today=timezone.localdate(), not_before=person.birth_date)
    if household_id is None:
        found |= _place_defects(division_code, address)
    elif home is None or not members_of(household_id):
        found["household_id"] = _("There is no such household, or nobody lives in it.")
    elif household_id == person.household_id:
        found["household_id"] = _("The person belongs to this household already.")
    if role and role not in dict(ROLES):
        found["household_role"] = _("Choose one of the list.")
    elif role == HEAD and household_id is not None:
        found["household_role"] = _("The household has a head. Enter what the person is to them.")
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)


def _place_defects(division_code: str, address: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if not Division.objects.filter(code=division_code[:12], level=DivisionLevel.COMMUNITY).exists():
        found["division_code"] = _("Choose the village or community.")
    if not address.strip() or len(address) > ADDRESS_MAX or not address.strip().isprintable():
        found["address"] = _("The address is required, in one line of at most %(n)s signs.") % {"n": ADDRESS_MAX}
    return found
