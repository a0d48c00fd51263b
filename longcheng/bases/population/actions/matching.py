"""Matching an account with the person who stands at the counter with a document."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.actions.filing import area_of, if_wrong, lock_households, new_filing
from longcheng.bases.population.kinship import HEAD
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.names import name_defect, normal_name
from longcheng.bases.population.queries import resident_of
from longcheng.bases.population.registers import GRID, HOUSEHOLDS, PERSONS, POLICE
from longcheng.bases.population.rules import (
    ADDRESS_MAX,
    birth_in,
    identity_number_defect,
    normal_address,
    normal_number,
    sex_in,
)
from longcheng.core.access.actions.aliases import add_alias
from longcheng.core.access.matters import move_matters
from longcheng.core.access.models import Account, AccountKind
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language
from longcheng.core.registry.acts import Statement, lock_subjects, state
from longcheng.core.sign_in.models import DocumentKind

MATCH, MATCHED = "population.match_resident", "matched"
ENTERED = "entered"


def match_resident(
    officer: Account,
    *,
    username: str,
    name: str,
    document: str,
    division_code: str,
    address: str,
    number: str = "",
) -> Person:
    """Match the account of who stands at the counter with their record; enter one where the register has none.

    The record is found by identity number and name, or by name and address where only one fits. The clerk types all of
    it and is told nothing, so that the desk is no place to look people up. Of the document its kind is recorded, never
    its number. What was written about the person before is in the account's log from now on. Raises Denied, Unfit.
    """
    account = Account.objects.filter(username=username.strip().lower(), is_active=True).first()
    if account is None or account.display_name.strip() != name.strip():
        record(officer, "population.match_in_vain", subject=f"account:{account.pk}" if account else "")
        account = None
    place = {"division_code": division_code, "address": address}
    found = _match_defects(account, name=name, document=document, number=number, **place)
    if found or account is None:
        raise Unfit(found)
    require(officer, MATCH, area_code=division_code)
    if account.pk == officer.pk:
        raise Denied(_("Nobody matches their own account. Ask a colleague."))
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)  # two presses at once: the second waits, and is told
        if resident_of(account.pk) is not None:
            raise Unfit({"username": _matched_already()})
        person = _found(officer, account, name=normal_name(name), number=number, **place)
        is_new = person is None
        person = person or _entered(officer, name=normal_name(name), number=number, **place)
        _join(officer, account, person)
        record(
            officer, MATCH, subject=f"account:{account.pk}", document=document, area=division_code, person=person.pk,
            is_new=is_new,
        )  # fmt: skip
        _tell(account, person)
    return person


def _found(
    officer: Account, account: Account, *, name: str, number: str, division_code: str, address: str
) -> Person | None:
    """The one record that fits; None where none does. Raises Unfit where it cannot be told, Denied outside the area."""
    standing = Person.objects.filter(merged_into_id=None, death_date=None)
    if number.strip():
        fitting = standing.filter(number_index=normal_number(number))
        if any(one.name != name or one.account_id not in {None, account.pk} for one in fitting):
            raise Unfit(
                {"number": _("Number and name do not fit together, or the record is matched already. Check both.")}
            )
    else:
        homes = Household.objects.filter(address_index=normal_address(address), division_code=division_code)
        fitting = standing.filter(household__in=homes.values("pk"), name=name, account=None)
    people = list(fitting.order_by("pk")[:2])
    if len(people) > 1:
        raise Unfit({"number": _("More than one record fits. Type the identity number of the document.")})
    if people:
        require(officer, MATCH, area_code=area_of(people[0]))
    return people[0] if people else None


def _entered(officer: Account, *, name: str, number: str, division_code: str, address: str) -> Person:
    """Somebody whom the register does not know: entered with a household of their own."""
    filing, now = new_filing(), timezone.now()
    values = {"name": name}
    if number.strip():
        plain = normal_number(number)
        birth_date = birth_in(plain)
        values |= {"number": plain, "sex": sex_in(plain), "birth_date": birth_date.isoformat() if birth_date else ""}
    person = state(
        PERSONS, Statement(kind=ENTERED, source=POLICE, values=values, valid_from=now, source_key=filing), by=officer
    ).record
    home = state(
        HOUSEHOLDS,
        Statement(
            kind=ENTERED, source=GRID, valid_from=now, source_key=filing,
            values={"division_code": division_code, "address": address.strip(), "head_id": person.pk},
        ),
        by=officer,
    ).record  # fmt: skip
    lock_households(home.pk)
    living = Statement(
        kind=ENTERED, source=GRID, subject_id=person.pk, values={"household_id": home.pk, "household_role": HEAD},
        valid_from=now, source_key=filing,
    )  # fmt: skip
    entered: Person = state(PERSONS, living, by=officer).record
    return entered


def _join(officer: Account, account: Account, person: Person) -> None:
    """The account is this person's: so is what was written about them, and what is open."""
    lock_subjects(PERSONS, [person.pk])
    Person.objects.filter(pk=person.pk).update(account=account)
    person.account = account
    numbers, new = [person.pk], [person.pk]
    while new:
        new = list(Person.objects.filter(merged_into_id__in=new).values_list("pk", flat=True))
        numbers += new
    for one in numbers:
        add_alias(account.pk, one, reason=MATCHED, by=officer)
        move_matters(one, account.pk)


def _tell(account: Account, person: Person) -> None:
    send(
        key=f"resident {person.pk} matched with {account.pk}",
        sender=in_each_language(lambda: _("My record")),
        account_ids=[account.pk],
        title=in_each_language(lambda: _("A counter has matched your account with the population register.")),
        body=in_each_language(lambda: f"{if_wrong()} {_('If it was not you, tell us.')}"),
        url="/population/me/",
    )


def _matched_already() -> str:
    return _("This account is matched with the register already.")


def _match_defects(
    account: Account | None, *, name: str, document: str, number: str, division_code: str, address: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    if account is None:
        found["username"] = _(
            "No open account has both this user name and this name. Ask for both again, sign by sign."
        )
    elif account.kind not in {AccountKind.RESIDENT, AccountKind.STAFF}:
        found["username"] = _("This account is no person's.")
    elif resident_of(account.pk) is not None:
        found["username"] = _matched_already()
    elif defect := name_defect(name):
        found["name"] = defect
    if document not in DocumentKind.values:
        found["document"] = _("Choose which document you have seen.")
    if number.strip() and (defect := identity_number_defect(number)):
        found["number"] = defect
    if not Division.objects.filter(code=division_code[:12], level=DivisionLevel.COMMUNITY).exists():
        found["division_code"] = _("Choose the village or community.")
    if not address.strip() or len(address) > ADDRESS_MAX or not address.strip().isprintable():
        found["address"] = _("The address is required, in one line of at most %(n)s signs.") % {"n": ADDRESS_MAX}
    return found
