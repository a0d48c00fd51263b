"""What an operator may do with dead letters, and who may send to us and listen to us."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.permissions import Actor, record, require
from longcheng.core.events.models import Delivery, DeliveryState, Source, Webhook
from longcheng.core.events.sealing import secret_text
from longcheng.core.messages.topics import publish
from longcheng.core.protection.outside import checked

OPERATE = "access.operate"
TOPIC = "events.deliveries"


def redrive(actor: Actor, *, delivery_ids: list[int]) -> int:
    """Put dead letters back to be delivered now, with a full count of attempts; returns how many."""
    require(actor, OPERATE)
    with transaction.atomic():
        dead = Delivery.objects.filter(id__in=delivery_ids, state=DeliveryState.DEAD)
        count = dead.update(state=DeliveryState.WAITING, attempts=0, due_at=timezone.now())
        record(actor, "events.redrive", deliveries=sorted(delivery_ids))
        publish(TOPIC, dead=-count)
    return count


def drop(actor: Actor, *, delivery_ids: list[int], reason: str) -> int:
    """Give up dead letters for good, with a reason; they stay visible as dropped. Returns how many."""
    require(actor, OPERATE)
    if not reason.strip():
        raise ValueError(_("A reason is required. Say why these letters need not be delivered."))
    with transaction.atomic():
        dead = Delivery.objects.filter(id__in=delivery_ids, state=DeliveryState.DEAD)
        count = dead.update(state=DeliveryState.DROPPED, due_at=timezone.now())
        record(actor, "events.drop", deliveries=sorted(delivery_ids), reason=reason.strip())
        publish(TOPIC, dead=-count)
    return count


def add_webhook(actor: Actor, *, title: str, url: str, event_names: list[str]) -> tuple[Webhook, str]:
    """Subscribe an address to shared events; returns the webhook and its secret, which is shown only now.

    Raises OutsideRefused for an address that may not be called.
    """
    require(actor, OPERATE)
    secret = secrets.token_bytes(32)
    with transaction.atomic():
        webhook = Webhook.objects.create(
            title=title, url=checked(url), event_names=event_names, secret=secret_text(secret)
        )
        record(actor, "events.add_webhook", subject=webhook.handler, url=url)
    return webhook, secret_text(secret)


def set_webhook_active(actor: Actor, webhook: Webhook, *, is_active: bool) -> None:
    """Pause or resume a webhook. While paused it is owed nothing new; what it was owed before stays owed."""
    require(actor, OPERATE)
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(is_active=is_active)
        record(actor, "events.set_webhook_active", subject=webhook.handler, is_active=is_active)


def add_source(actor: Actor, *, name: str, title: str) -> tuple[Source, str]:
    """Let a program outside send CloudEvents to us; returns it and its secret, which is shown only now."""
    require(actor, OPERATE)
    if Source.objects.filter(name=name).exists():
        raise ValueError(_("The source %(name)s already exists. Choose another name.") % {"name": name})
    secret = secrets.token_bytes(32)
    with transaction.atomic():
        source = Source.objects.create(name=name, title=title, secret=secret_text(secret))
        record(actor, "events.add_source", subject=name)
    return source, secret_text(secret)
