"""Saved views of lists, and acts on many rows with what became of each."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.core.access.models import Account


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def standing(self) -> "SavedViewQuerySet":
        """Those that were not deleted."""
        return self.filter(deleted_at=None)


class SavedView(models.Model):
    """A named choice of filters, order and columns of one list. `organisation` is who else may use it; empty: nobody.

    `query` is the part of the address that makes the view. A deleted one stays a while, so that it can be brought back.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    is_default = models.BooleanField(default=False)
    organisation = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "list_name", "name"], condition=Q(deleted_at=None), name="lists_one_view_of_a_name"
            ),
            models.UniqueConstraint(
                fields=["account", "list_name"],
                condition=Q(is_default=True, deleted_at=None),
                name="lists_one_default_view",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "list_name"], condition=~Q(organisation=""), name="lists_shared_views")
        ]

    def __str__(self) -> str:
        return self.name


class RunState(models.TextChoices):
    """How far an act on many rows is."""

    DRAFT = "draft", _("to be confirmed")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")


class RowState(models.TextChoices):
    """What became of one row."""

    PLANNED = "planned", _("waits")
    CANNOT = "cannot", _("cannot be done")
    DONE = "done", _("done")
    FAILED = "failed", _("not done")
    UNDONE = "undone", _("taken back")
    KEPT = "kept", _("could not be taken back")


class BulkRun(models.Model):
    """One act on many rows of a list: what was chosen, what was asked, how far it is 批量办理.

    `query` is the filter by which rows were chosen, empty where they were ticked. `language` is that of whoever began
    it, in which the reasons of refused rows are written.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    list_name = models.CharField(max_length=80)
    action = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    values = models.JSONField(default=dict)
    language = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.DRAFT)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["account", "-id"], name="lists_runs_of")]

    def __str__(self) -> str:
        return f"{self.list_name}.{self.action} {self.pk}"


class BulkRow(models.Model):
    """One row of a run. Its effect and its state are committed together, so that it is acted on once."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="rows")
    key = models.BigIntegerField()
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.PLANNED)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "key"], name="lists_a_row_once_in_a_run")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "state", "id"], name="lists_rows_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.name}"
