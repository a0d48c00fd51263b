"""What an account has chosen, and who wants notices from where."""

from longcheng.core.access.models import Account
from longcheng.core.preferences.look import Look
from longcheng.core.preferences.models import Preferences


def kept_look(account_id: int) -> Look | None:
    """The look that is kept with an account; None for one that has chosen nothing. One query."""
    kept = Preferences.objects.filter(pk=account_id).first()
    return kept.look if kept else None


def chosen_area(account: Account) -> str:
    """The division from which the account wants notices; empty if it chose none."""
    return Preferences.objects.filter(pk=account.pk).values_list("area_code", flat=True).first() or ""


def followers_of(area_code: str, *, after_account_id: int = 0, limit: int) -> list[int]:
    """Account ids of those who want notices from within a division, in rising order, beyond the given one."""
    wanted = Preferences.objects.exclude(area_code="").filter(account_id__gt=after_account_id, account__is_active=True)
    if area_code:
        wanted = wanted.filter(area_code__startswith=area_code)
    return list(wanted.order_by("account_id").values_list("account_id", flat=True)[:limit])
