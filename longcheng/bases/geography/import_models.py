"""Tables of files of maps: each run from its file to its report, its defects, and files made for taking along."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.core.protection.fields import SealedTextField


class MapImportState(models.TextChoices):
    """How far a run is."""

    LOOKING = "looking", _("being opened")
    MAPPING = "mapping", _("to be mapped")
    READING = "reading", _("being read")
    CHECKING = "checking", _("being compared")
    CHECKED = "checked", _("to be confirmed")
    RUNNING = "running", _("being loaded")
    DONE = "done", _("loaded")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("stopped")


AT_WORK = (
    MapImportState.LOOKING,
    MapImportState.READING,
    MapImportState.CHECKING,
    MapImportState.RUNNING,
    MapImportState.UNDOING,
)
OVER = (MapImportState.DONE, MapImportState.UNDONE, MapImportState.CANCELLED)


class MapImport(models.Model):
    """One file of a map on its way into a layer; kept as the report of what it did.

    The file lies sealed under `token` in the home, what the child process has read of it under `staged_token`.
    `contents` is what the first look has shown, `choices` what its sender states of it (see `importing.choices`).
    `place` and `row_number` say up to where it was worked through, `stopped_in` what a stopped run goes on with. Who
    works on it (`worked_by`) keeps it while they give signs of life (`worked_at`). `before` is what the layer said of
    itself, for taking back; `picture` a small drawing of what came.
    """

    state = models.CharField(max_length=10, choices=MapImportState.choices, default=MapImportState.LOOKING)
    stopped_in = models.CharField(max_length=10, blank=True, default="")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=16, default="zh-hans")
    layer_name = models.CharField(max_length=40, blank=True, default="")
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    token = models.CharField(max_length=40, unique=True)
    file_key = SealedTextField()
    file_deleted_at = models.DateTimeField(null=True)
    staged_token = models.CharField(max_length=40, blank=True, default="")
    staged_key = SealedTextField(null=True)
    staged_size = models.BigIntegerField(default=0)
    contents = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    total_rows = models.BigIntegerField(default=0)
    row_number = models.BigIntegerField(default=0)
    place = models.BigIntegerField(default=0)
    expected = models.JSONField(default=dict)
    examples = models.JSONField(default=dict)
    picture = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    worked_by = models.CharField(max_length=40, blank=True, default="")
    worked_at = models.DateTimeField(null=True)
    why_stopped = models.CharField(max_length=500, blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=["looking", "reading", "checking", "running", "undoing"]),
                name="geography_imports_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"map import {self.pk}"

    @property
    def is_working(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_over(self) -> bool:
        return self.state in OVER


class MapImportDefect(models.Model):
    """One thing wrong with one feature of a file, or done to it. `is_refusal` says that the feature stays outside."""

    run = models.ForeignKey(MapImport, on_delete=models.CASCADE, related_name="defects")
    row_number = models.BigIntegerField()
    key = models.CharField(max_length=60, blank=True)
    column = models.CharField(max_length=100, blank=True)
    text = models.CharField(max_length=300)
    shown = models.CharField(max_length=60, blank=True)
    is_refusal = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "row_number"], name="geography_defects_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.row_number}"


class SeenMapKey(models.Model):
    """A key that a run has met in its file: the same twice is told, and what is in no file any more can be ended."""

    run = models.ForeignKey(MapImport, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    row_number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "key"], name="geography_a_key_once_in_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of import {self.run_id}"


class MapExport(models.Model):
    """A layer as a file for taking along, made by the worker, deleted after a day. `choices` say of what and how."""

    state = models.CharField(max_length=10, default="waiting")  # waiting, ready, failed
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    layer_name = models.CharField(max_length=40)
    choices = models.JSONField(default=dict)
    token = models.CharField(max_length=40, unique=True)
    file_name = models.CharField(max_length=120)
    size = models.BigIntegerField(default=0)
    row_number = models.BigIntegerField(default=0)
    total_rows = models.BigIntegerField(default=0)
    worked_by = models.CharField(max_length=40, blank=True, default="")
    worked_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.file_name
