"""Tables of imports: each run with its file, mapping and counts, what was wrong with it, and which rows are known."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.core.protection.fields import SealedTextField


class ImportState(models.TextChoices):
    """How far a run is."""

    MAPPING = "mapping", _("to be mapped")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("to be confirmed")
    RUNNING = "running", _("being loaded")
    PAUSED = "paused", _("paused")
    DONE = "done", _("loaded")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("stopped")


WORKING = (ImportState.CHECKING, ImportState.RUNNING)
ENDED = (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED)


class ImportRun(models.Model):
    """One file of a department on its way into a register 数据导入: kept as the report of what it did.

    The file lies sealed under `token` in the home, opened by `file_key`, until some days after the run has ended.
    `row_number` and `place` say up to where it was worked through: a killed worker goes on there. Who works on it
    (`worked_by`) keeps it, with the file held open, while they give signs of life (`worked_at`). `expected` are the
    counts of the check, `counts` those of the load. `account` is None for a run begun by command.
    """

    register = models.CharField(max_length=60)
    source = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.MAPPING)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=16, default="zh-hans")
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    token = models.CharField(max_length=40, unique=True)
    file_key = SealedTextField()
    file_deleted_at = models.DateTimeField(null=True)
    columns = models.JSONField(default=list)
    mapping = models.TextField(blank=True, default="")
    total_rows = models.BigIntegerField(default=0)
    row_number = models.BigIntegerField(default=0)
    place = models.JSONField(default=dict)
    expected = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    worked_by = models.CharField(max_length=40, blank=True, default="")
    worked_at = models.DateTimeField(null=True)
    was_running = models.BooleanField(default=False)
    why_stopped = models.CharField(max_length=500, blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["register", "-id"], name="registry_imports_into"),
            models.Index(
                fields=["id"], condition=Q(state__in=["checking", "running"]), name="registry_imports_at_work"
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


class ImportDefect(models.Model):
    """One thing wrong with one cell of a file. `shown` never holds what is sealed, nor a name."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="defects")
    row_number = models.BigIntegerField()
    column = models.CharField(max_length=100, blank=True)
    text = models.CharField(max_length=300)
    shown = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "row_number"], name="registry_defects_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.row_number}"


class ImportOrigin(models.Model):
    """A source as it fills a register, with the secret under which its rows are known again.

    Numbers of rows and values are kept as keyed digests alone: an identity number or a birthday could be guessed from
    an open one.
    """

    register = models.CharField(max_length=60)
    source = models.CharField(max_length=40)
    secret = SealedTextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["register", "source"], name="registry_one_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.register}"


class ImportedRow(models.Model):
    """A row of a source that is known: whose it is, what it said last, and where that came from."""

    origin = models.ForeignKey(ImportOrigin, on_delete=models.PROTECT, related_name="rows", db_index=False)
    key_digest = models.BinaryField(max_length=16)
    values_digest = models.BinaryField(max_length=16)
    subject_id = models.BigIntegerField()
    act_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    row_number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["origin", "key_digest"], name="registry_a_row_once"),
        ]

    def __str__(self) -> str:
        return f"row {self.pk}"


class SeenRow(models.Model):
    """A key that a check has met already in its file, so that the same number twice is told. Gone when the run ends."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    key_digest = models.BinaryField(max_length=16)
    row_number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "key_digest"], name="registry_a_key_once_in_a_file"),
        ]

    def __str__(self) -> str:
        return f"row {self.row_number} of import {self.run_id}"
