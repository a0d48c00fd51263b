"""One message, many inboxes; and signals to open pages."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from longcheng.core.messages.languages import reading_language


@dataclass(frozen=True)
class Said:
    """A message in one language."""

    sender: str
    title: str
    body: str


class Message(models.Model):
    """What is said, once. `key` is given by the sender: the same key is the same message.

    `sender`, `title` and `body` are in the city's first language, or in that of the person who wrote them;
    `words` holds, by further language, those of them that were said in it. Pages show `said`.
    """

    key = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    words = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title

    @property
    def said(self) -> Said:
        """The message in the reader's language, as far as it was said in it."""
        other = self.words.get(reading_language(), {})
        names = ("sender", "title", "body")
        return Said(*(other.get(name) or getattr(self, name) for name in names))


class InboxItem(models.Model):
    """One message in one account's inbox; there is never a second row for the same pair."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="items")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox", db_index=False
    )
    arrived_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "account"], name="messaging_once_per_account")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-id"], name="messaging_inbox"),
            models.Index(fields=["account"], name="messaging_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} → {self.account_id}"


class Signal(models.Model):
    """Something that open pages should know now. `channel` is `area:<code>`; `""` reaches every page.

    The kind `inbox` tells that a run of inbox items was written (`data`: message, first and last item).
    The table has one more column that the migration makes and only the live line reads: `transaction_id`,
    by which it knows for certain what had been committed at its last look. Signals pass: they are not
    part of a backup.
    """

    channel = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=40)
    data = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"
