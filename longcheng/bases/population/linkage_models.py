"""Runs of the linkage, and the pairs of records that may be one person."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """How far a linkage is."""

    QUEUED = "queued", _("waits for its turn")
    RUNNING = "running", _("at work")
    DONE = "done", _("done")
    FAILED = "failed", _("stopped")


class RunStep(models.TextChoices):
    """What a linkage is doing, in this order."""

    READ = "read", _("Reading the records")
    PREPARE = "prepare", _("Spelling names and addresses")
    TRAIN = "train", _("Learning how telling each likeness is")
    COMPARE = "compare", _("Comparing")
    SORT = "sort", _("Sorting the pairs")
    JOIN = "join", _("Making groups")
    MERGE = "merge", _("Merging what is sure")


class LinkageRun(models.Model):
    """One linkage of the whole register 比对: queued by an officer, done by the worker in a process of its own.

    `done` and `total` are records read or merged in the present step. `counts` are those of the end. A process that
    has not said for a minute that it lives is taken for dead, and the run begins anew: what it merged stays merged.
    """

    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.QUEUED)
    step = models.CharField(max_length=8, choices=RunStep.choices, blank=True, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    why_stopped = models.CharField(max_length=300, blank=True, default="")
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__in=["queued", "running"]), name="population_one_linkage_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"linkage {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in {RunState.DONE, RunState.FAILED}


class PairState(models.TextChoices):
    """What was said of a pair."""

    OPEN = "open", _("to be decided")
    SAME = "same", _("one person")
    DIFFERENT = "different", _("two people")
    UNDONE = "undone", _("split again")


class LinkagePair(models.Model):
    """Two records that may be one person 疑似同一人. `details` hold levels and weights, never a value of a record.

    `merged_id` went into `kept_id`: the two themselves, or the records they had been merged into before.

    `decided_by` is None where the program merged what was sure. What an officer called two people, or split again, is
    never merged by the program, whatever a later run finds.
    """

    run = models.ForeignKey(LinkageRun, on_delete=models.PROTECT, related_name="pairs")
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField(db_index=True)
    weight = models.FloatField()
    probability = models.FloatField()
    details = models.JSONField()
    area_code = models.CharField(max_length=12, blank=True, default="")
    state = models.CharField(max_length=9, choices=PairState.choices, default=PairState.OPEN)
    kept_id = models.BigIntegerField(null=True)
    merged_id = models.BigIntegerField(null=True)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["left_id", "right_id"], name="population_a_pair_once"),
            models.CheckConstraint(condition=Q(left_id__lt=F("right_id")), name="population_pairs_in_order"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-weight", "id"], condition=Q(state="open"), name="population_pairs_open"),
            models.Index(fields=["-decided_at"], condition=~Q(state="open"), name="population_pairs_decided"),
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == PairState.OPEN
