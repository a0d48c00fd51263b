"""The ledger's tables. Triggers refuse every change and removal (migration 0002); only two counters may grow."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Writer(models.Model):
    """One process on one connection: it numbers its lines from 1 without a gap.

    `accepted` is the number of its last line and changes in the same transaction as the lines.
    """

    began_at = models.DateTimeField(default=timezone.now)
    process = models.CharField(max_length=120)
    key_id = models.CharField(max_length=8)
    accepted = models.BigIntegerField(default=0)
    mac = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.pk} · {self.process}"


class Line(models.Model):
    """One person's data was read once 访问记录. Accounts are plain numbers: a line outlives what it names."""

    id = models.BigIntegerField(primary_key=True)
    writer_id = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    reading_id = models.UUIDField()
    reader_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=80)
    organisation = models.CharField(max_length=120)
    for_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField()
    what = models.CharField(max_length=120)
    fields = models.TextField()
    purpose = models.CharField(max_length=80)
    reference = models.CharField(max_length=200)
    came_from = models.CharField(max_length=120)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["writer_id", "number"], name="transparency_one_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What a person filters by lies in the index, so that a filter over thousands of lines reads no rows.
            models.Index(
                fields=["subject_id", "-at", "-id"], include=["purpose", "organisation"], name="transparency_about"
            ),
            # People who read their own record give no reference; those are most lines.
            models.Index(
                fields=["reference", "purpose", "-at", "-id"],
                name="transparency_for_purpose",
                condition=~models.Q(reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.reader_id} → {self.subject_id}"

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(self.fields.split(",")) if self.fields else ()


class Span(models.Model):
    """Lines that stand together in the tree, with the hash of each: the leaves from `first_index` on.

    Within a span the ids and the writer's numbers both run on without a gap.
    """

    first_index = models.BigIntegerField(primary_key=True)
    writer_id = models.BigIntegerField()
    first_number = models.BigIntegerField()
    first_line_id = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    leaves = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["writer_id", "first_number"], name="transparency_one_span"),
        ]

    def __str__(self) -> str:
        return f"{self.first_index} + {self.count}"


class Node(models.Model):
    """The hash of a full part of the tree: 256 leaves at level 1, 65,536 at level 2, and so on."""

    pk = models.CompositePrimaryKey("level", "position")
    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class SignedCheckpoint(models.Model):
    """The tree at one size, signed. `oldest_at` is when the oldest line that it newly covers was read."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()
    oldest_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.size)


class Progress(models.Model):
    """The number of a writer up to which its lines were sealed or refused."""

    writer_id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.writer_id}: {self.number}"


class Refusal(models.Model):
    """A place in a writer's numbers that could not be sealed: its line was gone, or was not as it was written."""

    writer_id = models.BigIntegerField()
    number = models.BigIntegerField()
    line_id = models.BigIntegerField(null=True)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.writer_id}/{self.number}: {self.reason}"
