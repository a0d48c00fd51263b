"""Who lives where, in the small pieces that long work needs, and what is asked to be corrected."""

from django.db.models import Max, Q, QuerySet

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.models import SUBJECTS_OF_PERSONS, AddressCheck, Person
from longcheng.bases.population.personal import RESIDENT
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor, holdings
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import Purpose
from longcheng.core.access.reading import read_none, read_one, ways_in
from longcheng.core.registry.doubts.queries import is_filed_by, refuse_own_doubt
from longcheng.core.transparency.reading import ACCOUNT_MAX


def residents_of(area_code: str, *, after_account_id: int = 0, limit: int) -> list[int]:
    """Accounts of those who live in a division, in rising order, at most `limit` beyond the given one.

    Who has no account is not among them: they are told by other ways.
    """
    living = living_in(area_code).filter(account_id__gt=after_account_id)
    return list(living.order_by("account_id").values_list("account_id", flat=True)[:limit])


def living_in(area_code: str = "") -> QuerySet[Person]:
    """Those who live in a division now: neither dead nor merged into another record."""
    return Person.objects.filter(division_code__startswith=area_code, death_date=None, merged_into_id=None)


def count_accounts(area_code: str = "") -> int:
    """How many of those who live there have an account, and so an inbox."""
    return living_in(area_code).filter(account_id__isnull=False).count()


def home_division(account: Account) -> str:
    """The division code of the account's home; empty for those who are no residents."""
    return Person.objects.filter(account=account).values_list("division_code", flat=True).first() or ""


def person_by_subject(subject_id: int) -> Person | None:
    """The record of an account's or a person's number, with account and household; None if there is none."""
    found = Person.objects.select_related("account", "household")
    if subject_id > SUBJECTS_OF_PERSONS:
        return found.filter(pk=subject_id).first() if subject_id <= ACCOUNT_MAX else None
    return found.filter(account_id=subject_id).first()


def resident_of(account_id: int) -> Person | None:
    """The record behind an account; None for those who are no residents."""
    return person_by_subject(account_id) if account_id <= SUBJECTS_OF_PERSONS else None


def read_record(subject_id: int, *, by: Actor, purpose: Purpose) -> Seen | None:
    """One record for one purpose; None if there is none, which is told only to whom the purpose would open it.

    Raises Denied, in the same words for those who have a record and those who have none.
    """
    if isinstance(by, Account):
        refuse_own_doubt(by, purpose)
    if person := person_by_subject(subject_id):
        return read_one(person, RESIDENT, by=by, purpose=purpose)
    if subject_id <= ACCOUNT_MAX:
        read_none(nobody(subject_id), RESIDENT, by=by, purpose=purpose)
    return None


def ways_to_read(subject_id: int, *, by: Account) -> list[Purpose]:
    """The live purposes by which this account could read that person's record."""
    person = person_by_subject(subject_id)
    ways = ways_in(person, RESIDENT, by=by) if person else []
    return [one for one in ways if not is_filed_by(by, one)]


def nobody(subject_id: int) -> Person:
    """Nobody's record under a number, to be refused like a real one."""
    if subject_id > SUBJECTS_OF_PERSONS:
        return Person(pk=subject_id)
    return Person(pk=SUBJECTS_OF_PERSONS, account=Account(pk=subject_id))


def towns_of(actor: Actor, permission: str) -> list[Division]:
    """The towns and streets where the actor holds this permission in all or in part."""
    reach = Q(pk__in=[])
    for held in holdings(actor, permission):
        reach |= Q(code__startswith=held.area_code) | Q(code=held.area_code[:9])
    return list(Division.objects.filter(reach, level=DivisionLevel.TOWN).order_by("code"))


def communities_of(town_code: str) -> QuerySet[Division]:
    """The villages and communities of a town."""
    return Division.objects.filter(level=DivisionLevel.COMMUNITY, code__startswith=town_code).order_by("code")


def checks_for(actor: Actor) -> QuerySet[AddressCheck]:
    """What the nightly check found in the actor's areas, newest first."""
    reach = Q(pk__in=[])
    for held in holdings(actor, "population.decide_correction"):
        reach |= Q(town_code__startswith=held.area_code)
    return AddressCheck.objects.filter(reach).order_by("-checked_at")


def town_to_check() -> Division | None:
    """The town whose addresses were checked longest ago, or never."""
    checked = dict(AddressCheck.objects.values_list("town_code").annotate(Max("checked_at")))
    towns = Division.objects.filter(level=DivisionLevel.TOWN).order_by("code")
    return min(towns, key=lambda town: (town.code in checked, checked.get(town.code)), default=None)
