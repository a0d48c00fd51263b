"""What runs on a clock: each night the addresses of one town are checked."""

from django.utils import timezone

from longcheng.bases.population.actions import check_addresses
from longcheng.bases.population.models import AddressCheck
from longcheng.bases.population.queries import town_to_check
from longcheng.core.clock import every

NIGHT_HOURS = range(2, 5)  # when nobody waits for the database


@every(minutes=30)
def check_one_town_a_night() -> None:
    """The town that was checked longest ago, once a night."""
    now = timezone.localtime()
    if now.hour not in NIGHT_HOURS or AddressCheck.objects.filter(checked_at__date=now.date()).exists():
        return
    if town := town_to_check():
        check_addresses(town)
