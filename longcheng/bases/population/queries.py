"""Who lives where, in the small pieces that long work needs."""

from longcheng.bases.population.models import Resident
from longcheng.core.access.models import Account


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
