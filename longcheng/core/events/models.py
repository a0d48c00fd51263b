"""The outbox: events as they were accepted, and one delivery for each handler they are owed to."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.core.events.sealing import open_old
from longcheng.core.protection.fields import SealedTextField


class StoredEvent(models.Model):
    """One accepted event. `occurred_at`: true at its source; `recorded_at`: when we heard it."""

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    data = models.JSONField()
    actor = models.ForeignKey("access.Account", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["name", "id"], name="events_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class DeliveryState(models.IntegerChoices):
    WAITING = 0, _("waiting")
    DELIVERED = 1, _("delivered")
    DEAD = 2, _("dead letter")
    DROPPED = 3, _("dropped")


class Delivery(models.Model):
    """One event owed to one handler. The row moves in the same transaction as the handler's own writes."""

    event = models.ForeignKey(StoredEvent, on_delete=models.CASCADE, related_name="deliveries")
    event_name = models.CharField(max_length=120)
    handler = models.CharField(max_length=250)
    lane = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    state = models.SmallIntegerField(choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "handler"], name="events_one_delivery_per_handler")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["lane", "id"], name="events_waiting", condition=models.Q(state=DeliveryState.WAITING.value)
            ),
            models.Index(
                fields=["handler", "key", "id"],
                name="events_order",
                condition=models.Q(state=DeliveryState.WAITING.value),
            ),
            models.Index(fields=["id"], name="events_dead", condition=models.Q(state=DeliveryState.DEAD.value)),
        ]

    def __str__(self) -> str:
        return f"{self.event_name} {self.event_id} → {self.handler}"


class Tally(models.Model):
    """Counts of events and deliveries that were settled and then removed after their keeping time."""

    event_name = models.CharField(max_length=120)
    handler = models.CharField(max_length=250, blank=True)
    accepted = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    delivered = models.BigIntegerField(default=0)
    dropped = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event_name", "handler"], name="events_one_tally")
        ]

    def __str__(self) -> str:
        return f"{self.event_name} {self.handler}"


class Webhook(models.Model):
    """An address outside that receives shared events as signed CloudEvents (Standard Webhooks)."""

    title = models.CharField(max_length=120)
    url = models.URLField(max_length=500)
    event_names = models.JSONField(default=list, blank=True, help_text=_("Empty means every shared event."))
    secret = SealedTextField(opens_old=open_old)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title

    @property
    def handler(self) -> str:
        return f"events.webhook:{self.pk}"


class Source(models.Model):
    """A program outside that may send us CloudEvents, signed with its secret."""

    name = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    secret = SealedTextField(opens_old=open_old)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title


class Received(models.Model):
    """The identity of a CloudEvent that we accepted: `source` and `id` together are unique (CloudEvents 1.0 §3.1)."""

    sender = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="received")
    ce_source = models.CharField(max_length=500)
    ce_id = models.CharField(max_length=250)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sender", "ce_source", "ce_id"], name="events_received_once")
        ]

    def __str__(self) -> str:
        return f"{self.ce_source} {self.ce_id}"
