"""Running what is due, and the signs of life."""

import logging
import os
import socket
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from longcheng.core.clock.every import tasks
from longcheng.core.clock.models import Beat, ClockTask

log = logging.getLogger(__name__)

BEAT_S, ALIVE_S, FORGOTTEN = 2, 15, timedelta(hours=1)


def run_due() -> int:
    """Run every task that is due and that no other worker runs; returns how many."""
    ran = 0
    for name, (task, period) in tasks().items():
        ClockTask.objects.get_or_create(name=name)
        with transaction.atomic():
            row = (
                ClockTask.objects.select_for_update(skip_locked=True)
                .filter(name=name, due_at__lte=timezone.now())
                .first()
            )
            if row is None:
                continue
            row.started_at = timezone.now()
            try:
                with transaction.atomic():
                    task()
                row.last_error = ""
            except Exception as error:  # the reason is kept with the task, which is tried again at its next time
                log.exception("The clock task %s failed", name)
                row.last_error = f"{type(error).__name__}: {error}"[:2000]
            row.finished_at = timezone.now()
            row.due_at = row.finished_at + period
            row.save()
            ran += 1
    return ran


def beat(part: str) -> None:
    """Say that this process of a part is alive."""
    process = f"{socket.gethostname()}:{os.getpid()}"
    Beat.objects.update_or_create(part=part, process=process, defaults={"at": timezone.now()})
    Beat.objects.filter(at__lt=timezone.now() - FORGOTTEN).delete()


def is_alive(part: str) -> bool:
    """Whether any process of the part was heard of in the last quarter minute."""
    return Beat.objects.filter(part=part, at__gt=timezone.now() - timedelta(seconds=ALIVE_S)).exists()
