"""Keeping the table of failures small."""

from django.db import transaction
from django.utils import timezone

from longcheng.core.sign_in.limits import COUNTERS_MAX, FORGET_FAILURES_AFTER
from longcheng.core.sign_in.models import Failures


def forget_failures(*, keep: int = COUNTERS_MAX) -> int:
    """Remove counters a day old, and the oldest beyond `keep`; returns how many."""
    with transaction.atomic():
        gone, _ = Failures.objects.filter(last_at__lt=timezone.now() - FORGET_FAILURES_AFTER).delete()
        beyond = list(Failures.objects.order_by("-last_at").values_list("last_at", flat=True)[keep : keep + 1])
        if beyond:
            gone += Failures.objects.filter(last_at__lte=beyond[0]).delete()[0]
    return gone
