"""Questions that people ask about a line of the access ledger, and delays of telling them."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from longcheng.core.access.models import Account


class LineQuestion(models.Model):
    """A person asks about one line of the access ledger; the reader's organisation answers within its time 质询.

    The line is a number of the ledger, which never loses a line; its reader and organisation are kept here
    so that a question finds whom it is for. `told_at` is when the answer reached the person's inbox: later than
    the answer itself while a delay hides the line.
    """

    line_id = models.BigIntegerField()
    asker = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="line_questions")
    reader = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=1000)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line_id", "asker"], name="disclosure_one_question_per_line"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation", "due_at"], condition=Q(answered_at=None), name="disclosure_questions_open"
            ),
            models.Index(fields=["organisation", "-answered_at"], name="disclosure_questions_answered"),
        ]

    def __str__(self) -> str:
        return f"line {self.line_id}"

    @property
    def is_overdue(self) -> bool:
        """Whether the time was up before the answer came, or is up now."""
        return (self.answered_at or timezone.now()) >= self.due_at


class DisclosureDelayQuerySet(models.QuerySet["DisclosureDelay"]):
    def live(self) -> "DisclosureDelayQuerySet":
        """Those that hide lines now."""
        return self.filter(ended_at=None, until__gt=timezone.now())

    def over(self) -> "DisclosureDelayQuerySet":
        """Those that hide nothing any more."""
        return self.exclude(ended_at=None, until__gt=timezone.now())


class DisclosureDelay(models.Model):
    """Lines of one purpose stay hidden from the persons until a day, on a recorded legal basis 延迟告知.

    The lines themselves are in the ledger from the start. When the delay ends they are shown with the basis,
    and `told_at` is when the persons got their message. It never hides what its orderer reads.
    """

    purpose = models.CharField(max_length=80)
    reference = models.CharField(max_length=64)
    law = models.CharField(max_length=120)
    article = models.CharField(max_length=80)
    reason = models.CharField(max_length=500)
    ordered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    objects = DisclosureDelayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(until__gt=models.F("ordered_at")), name="disclosure_delay_ends"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["purpose", "reference"], name="disclosure_delay_of_purpose"),
            models.Index(fields=["until"], condition=Q(told_at=None), name="disclosure_delay_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.reference} until {self.until}"

    @property
    def stops_at(self) -> datetime:
        """When it ended or will end."""
        return min(self.ended_at, self.until) if self.ended_at else self.until

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.until > timezone.now()

    @property
    def last_day(self) -> datetime:
        """A moment of its last day: it runs until midnight, which already belongs to the next day."""
        return self.stops_at if self.ended_at else self.until - timedelta(seconds=1)
