"""Shared events out by signed webhook: one try of one delivery."""

import time

import httpx
import orjson

from longcheng.core.events.cloudevents import STRUCTURED, sign, to_cloudevent
from longcheng.core.events.delivery import Claim
from longcheng.core.events.models import StoredEvent, Webhook
from longcheng.core.events.sealing import unseal

TIMEOUT_S = 10
BODY_SHOWN = 300


class Refused(Exception):
    """The receiver answered with something other than success."""


_client = httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, headers={"User-Agent": "Longcheng-Webhook/1"})


def deliver_webhook(claim: Claim, event: StoredEvent) -> None:
    """POST the event as a structured CloudEvent. Raises Refused or httpx.HTTPError, to be tried again later."""
    webhook = Webhook.objects.get(pk=int(claim.handler.rpartition(":")[2]))
    if not webhook.is_active:
        raise Refused("The webhook is paused. Resume it, or drop what it is owed.")
    body = orjson.dumps(to_cloudevent(event))
    timestamp_s = int(time.time())
    message_id = f"evt_{event.pk}"
    headers = {
        "Content-Type": STRUCTURED,
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": sign(unseal(webhook.sealed_secret), message_id, timestamp_s, body),
    }
    answer = _client.post(webhook.url, content=body, headers=headers)
    if not answer.is_success:
        raise Refused(f"{webhook.url} answered {answer.status_code}: {answer.text[:BODY_SHOWN]}")
