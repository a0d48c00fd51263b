"""A notice, and who has read it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NoticeQuerySet(models.QuerySet["Notice"]):
    def standing(self) -> "NoticeQuerySet":
        """Those that count now: neither withdrawn nor expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), withdrawn_at=None)

    def for_areas(self, codes: tuple[str, ...]) -> "NoticeQuerySet":
        """Those published to any of these divisions."""
        return self.filter(area_code__in=codes)


class Notice(models.Model):
    """What an organisation tells everybody in a division.

    `recipients` is counted when it is published; `delivered` grows as it is spread. `request_key` is the
    author's own mark for one act of publishing: the same key never makes a second notice.
    """

    title = models.CharField(max_length=120)
    body = models.TextField(max_length=5_000)
    area_code = models.CharField(max_length=12)
    area_name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=120)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_urgent = models.BooleanField(default=False)
    request_key = models.CharField(max_length=80, null=True)
    published_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)
    recipients = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    is_spread = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["author", "request_key"], name="notices_one_per_request")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "-published_at"], name="notices_by_area"),
            models.Index(fields=["-published_at"], name="notices_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def spread_percent(self) -> int:
        """How far it is spread, 0 to 100."""
        return 100 if self.is_spread or not self.recipients else min(99, 100 * self.delivered // self.recipients)


class Reading(models.Model):
    """One account has opened one notice; only the count of these is shown to anybody."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readings")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["notice", "account"], name="notices_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.notice_id}"
