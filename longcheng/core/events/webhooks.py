"""Shared events out by signed webhook: one try of one delivery."""

import time

import orjson

from longcheng.core.events.cloudevents import STRUCTURED, sign, to_cloudevent
from longcheng.core.events.delivery import Claim
from longcheng.core.events.models import StoredEvent, Webhook
from longcheng.core.events.sealing import secret_bytes
from longcheng.core.protection.outside import ask

TIMEOUT_S = 10
ANSWER_MAX_BYTES = 64 * 1024
BODY_SHOWN = 300


class Refused(Exception):
    """The receiver answered with something other than success."""


def deliver_webhook(claim: Claim, event: StoredEvent) -> None:
    """POST the event as a structured CloudEvent, following no redirect.

    Raises Refused, OutsideRefused or httpx.HTTPError, to be tried again later.
    """
    webhook = Webhook.objects.get(pk=int(claim.handler.rpartition(":")[2]))
    if not webhook.is_active:
        raise Refused("The webhook is paused. Resume it, or drop what it is owed.")
    body = orjson.dumps(to_cloudevent(event))
    timestamp_s = int(time.time())
    message_id = f"evt_{event.pk}"
    headers = {
        "User-Agent": "Longcheng-Webhook/1",
        "Content-Type": STRUCTURED,
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": sign(secret_bytes(webhook.secret), message_id, timestamp_s, body),
    }
    answer = ask(
        webhook.url,
        method="POST",
        headers=headers,
        content=body,
        timeout_s=TIMEOUT_S,
        most_bytes=ANSWER_MAX_BYTES,
        redirects=0,
    )
    if not answer.is_success:
        shown = answer.body[:BODY_SHOWN].decode("utf-8", "replace").replace("\0", "")
        raise Refused(f"{webhook.url} answered {answer.status}: {shown}")
