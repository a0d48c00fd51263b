"""Tables of the registers: what every register's acts and records have, doubts, and what falls due."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.core.protection.fields import SealedTextField
from longcheng.core.registry.import_models import (  # noqa: F401  tables of this room, in a file of their own
    ImportDefect,
    ImportedRow,
    ImportOrigin,
    ImportRun,
    SeenRow,
)


class RegisterAct(models.Model):
    """An act 登记行为: a source states some fields of one subject, valid from a moment and perhaps until one.

    One row an act, not one a field. Rows are never changed or removed: the triggers of `tables.act_table` refuse it
    and let only the seal of `sealed` be renewed. `fields` holds the open values, `sealed` the JSON of the others.
    `voids` is the act that this one takes back; `batch` the import it came with; `source_key` the source's own number
    of the row. Two clocks: `valid_from` when it was true, `recorded_at` when the city heard it.
    """

    id = models.BigAutoField(primary_key=True)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    source = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    sealed = SealedTextField(null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_id = models.BigIntegerField(null=True)
    voids_id = models.BigIntegerField(null=True)
    batch_id = models.BigIntegerField(null=True)
    source_key = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_id", "id"], name="%(app_label)s_%(class)s_of"),
            models.Index(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="%(app_label)s_%(class)s_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class RegisterRecord(models.Model):
    """What a register holds of a subject now: a projection of its acts, never written by hand.

    `last_act_id` is the newest act that is in it.
    """

    id = models.BigAutoField(primary_key=True)
    last_act_id = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Due(models.Model):
    """A moment at which a record changes by itself, because an act begins or ends to hold then."""

    register = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["register", "subject_id", "at"], name="registry_due_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.subject_id} {self.at}"


class DoubtState(models.TextChoices):
    """Where a doubt stands."""

    OPEN = "open", _("Being checked")
    ACCEPTED = "accepted", _("Corrected")
    REFUSED = "refused", _("Not changed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Doubt(models.Model):
    """A value is said to be wrong 校核: by another source's act, or by a reader who pressed “this is wrong”.

    It goes to the owner of the field. While it is open it is a purpose to read the record. `stated` is the JSON of the
    value that is claimed, empty where the reader only says that it is wrong. `subject_id` is the register's number of
    the record; the matter is about whom the register's `subject_of` names.
    """

    register = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    owner = models.CharField(max_length=40)
    stated = SealedTextField(null=True, blank=True)
    note = SealedTextField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True, default="")
    act_id = models.BigIntegerField(null=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="doubts")
    area_code = models.CharField(max_length=12, blank=True, default="")
    state = models.CharField(max_length=16, choices=DoubtState.choices, default=DoubtState.OPEN)
    filed_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["register", "subject_id", "field", "source", "filed_by"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="registry_one_open_doubt",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["register", "subject_id", "-filed_at"], name="registry_doubts_of"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="registry_doubts_due"),
        ]

    def __str__(self) -> str:
        return f"doubt {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == DoubtState.OPEN
