"""When each task is due, and when each part of the city was last heard of."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class ClockTask(models.Model):
    """One task of the clock; its row is locked while it runs, so that only one worker runs it."""

    name = models.CharField(max_length=120, primary_key=True)
    due_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Beat(models.Model):
    """A sign of life of one process of a part (worker, live)."""

    part = models.CharField(max_length=40)
    process = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["part", "process"], name="clock_one_beat_per_process")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.process}"
