"""What runs on a clock: counting everybody, checking addresses by night, moved corrections, a linkage that waits."""

from django.utils import timezone

from longcheng.bases.population.actions.checking import check_addresses
from longcheng.bases.population.actions.corrections import follow_moves
from longcheng.bases.population.actions.linking import waiting_run
from longcheng.bases.population.linkage.process import begin_linkage
from longcheng.bases.population.models import AddressCheck
from longcheng.bases.population.queries import town_to_check
from longcheng.bases.population.statistics.counting import is_due, publish_counts
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


@every(minutes=10)
def count_population() -> None:
    """Once a day, and after much has changed."""
    if is_due():
        publish_counts()


@every(minutes=5)
def corrections_follow_moves() -> None:
    """Who has moved is answered by the registrar of where they live now."""
    follow_moves()


@every(seconds=5)
def link_records() -> None:
    """A linkage that waits gets a process of its own: it takes gigabytes for minutes, and gives them back."""
    if waiting_run() is not None:
        begin_linkage()
