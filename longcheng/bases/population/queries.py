"""Who lives where, in the small pieces that long work needs, and what is asked to be corrected."""

from django.db.models import F, Max, Q, QuerySet

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.models import AddressCheck, Correction, Resident
from longcheng.bases.population.personal import RESIDENT
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor, holdings
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import Purpose
from longcheng.core.access.reading import read_none, read_one, ways_in
from longcheng.core.transparency.reading import ACCOUNT_MAX


def residents_of(area_code: str, *, after_account_id: int = 0, limit: int) -> list[int]:
    """Account ids of those who live in a division, in rising order, at most `limit` beyond the given one."""
    living = Resident.objects.filter(division_code__startswith=area_code, account_id__gt=after_account_id)
    return list(living.order_by("account_id").values_list("account_id", flat=True)[:limit])


def count_residents(area_code: str = "") -> int:
    """How many live in a division; in the whole city without one."""
    return Resident.objects.filter(division_code__startswith=area_code).count()


def home_division(account: Account) -> str:
    """The division code of the account's home; empty for those who are no residents."""
    return Resident.objects.filter(account=account).values_list("division_code", flat=True).first() or ""


def resident_of(account_id: int) -> Resident | None:
    """The record of one account, with the account; None for those who are no residents."""
    return Resident.objects.select_related("account").filter(account_id=account_id).first()


def read_record(account_id: int, *, by: Actor, purpose: Purpose) -> Seen | None:
    """One record for one purpose; None if there is none, which is told only to whom the purpose would open it.

    Raises Denied, in the same words for those who have a record and those who have none.
    """
    if resident := resident_of(account_id):
        return read_one(resident, RESIDENT, by=by, purpose=purpose)
    if account_id <= ACCOUNT_MAX:
        read_none(_nobody(account_id), RESIDENT, by=by, purpose=purpose)
    return None


def ways_to_read(account_id: int, *, by: Account) -> list[Purpose]:
    """The live purposes by which this account could read that resident's record."""
    resident = resident_of(account_id)
    return ways_in(resident, RESIDENT, by=by) if resident else []


def _nobody(account_id: int) -> Resident:
    return Resident(account=Account(pk=account_id), division_code="")


def towns_of(actor: Actor, permission: str) -> list[Division]:
    """The towns and streets where the actor holds this permission in all or in part."""
    reach = Q(pk__in=[])
    for held in holdings(actor, permission):
        reach |= Q(code__startswith=held.area_code) | Q(code=held.area_code[:9])
    return list(Division.objects.filter(reach, level=DivisionLevel.TOWN).order_by("code"))


def communities_of(town_code: str) -> QuerySet[Division]:
    """The villages and communities of a town."""
    return Division.objects.filter(level=DivisionLevel.COMMUNITY, code__startswith=town_code).order_by("code")


def corrections_for(actor: Actor) -> QuerySet[Correction]:
    """Those in the actor's areas, the open ones first and among them the one that is due next."""
    reach = Q(pk__in=[])
    for held in holdings(actor, "population.decide_correction"):
        reach |= Q(resident__division_code__startswith=held.area_code)
    newest_decision = F("decided_at").desc(nulls_first=True)
    return Correction.objects.filter(reach).select_related("resident").order_by(newest_decision, "due_at", "id")


def corrections_of(account: Account) -> QuerySet[Correction]:
    """One's own, newest first."""
    return Correction.objects.filter(resident__account=account).order_by("-filed_at")


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
