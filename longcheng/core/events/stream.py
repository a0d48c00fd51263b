"""Shared events out, and CloudEvents in, by NATS JetStream. The outbox is the truth, the stream a transport."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

import nats
import orjson
from django.conf import settings
from django.db import DataError
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from longcheng.core.events.cloudevents import STRUCTURED, BadSignature, NotACloudEvent, read_http, to_cloudevent
from longcheng.core.events.models import Source, StoredEvent
from longcheng.core.events.receiving import receive

log = logging.getLogger(__name__)

OUT, IN = "city-events", "city-inbound"
OUT_SUBJECTS, IN_SUBJECTS = "city.events", "city.inbound"
KEPT, REPEATS_KNOWN_FOR = timedelta(days=7), timedelta(minutes=10)
FETCH = 100


async def connect() -> Client:
    """A connection that keeps trying. Raises nats.errors.Error if none comes about in two seconds."""
    return await nats.connect(
        settings.NATS_URL, connect_timeout=2, max_reconnect_attempts=3, reconnect_time_wait=0.2, name="longcheng"
    )


async def prepare(client: Client) -> JetStreamContext:
    """Make or update the two streams and return the JetStream context."""
    jetstream = client.jetstream(timeout=5)
    for name, subjects in ((OUT, OUT_SUBJECTS), (IN, IN_SUBJECTS)):
        config = StreamConfig(
            name=name,
            subjects=[f"{subjects}.>"],
            retention=RetentionPolicy.LIMITS,
            max_age=KEPT.total_seconds(),
            duplicate_window=REPEATS_KNOWN_FOR.total_seconds(),
        )
        try:
            await jetstream.update_stream(config)
        except NotFoundError:
            await jetstream.add_stream(config)
    return jetstream


async def publish(jetstream: JetStreamContext, events: Sequence[StoredEvent]) -> None:
    """Publish events to `city.events.<room>.<Event>` and wait for every acknowledgement.

    The stream drops a repeat of the same `Nats-Msg-Id` within ten minutes; later repeats carry the same
    CloudEvents id, by which a reader knows them.
    """
    for event in events:
        await jetstream.publish(
            f"{OUT_SUBJECTS}.{event.name}",
            orjson.dumps(to_cloudevent(event)),
            headers={"Nats-Msg-Id": f"evt_{event.pk}", "Content-Type": STRUCTURED},
        )


async def inbound(jetstream: JetStreamContext) -> JetStreamContext.PullSubscription:
    """What programs inside the house's own network publish to `city.inbound.<source>`."""
    config = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=30)
    return await jetstream.pull_subscribe(f"{IN_SUBJECTS}.>", durable="longcheng", config=config)


async def take_in(subscription: JetStreamContext.PullSubscription) -> int:
    """Take in what waits, for a second at most; returns how many messages came.

    A message is acknowledged only after it is committed. One that cannot be read is terminated with a line
    in the log: repeating it would not mend it.
    """
    try:
        messages = await subscription.fetch(FETCH, timeout=1)
    except TimeoutError:
        return 0
    for message in messages:
        await _take(message)
    return len(messages)


async def _take(message: Msg) -> None:
    sender = message.subject.removeprefix(f"{IN_SUBJECTS}.")
    headers = {"Content-Type": STRUCTURED} | dict(message.headers or {})
    try:
        source = await asyncio.to_thread(_source, sender)
        events = read_http(headers, message.data)
    except (Source.DoesNotExist, NotACloudEvent, BadSignature) as error:
        log.warning("A message on %s is refused: %s", message.subject, error or "unknown source")
        await message.term()
        return
    try:
        await asyncio.to_thread(receive, source, events)
    except DataError as error:  # refused as such: it would be refused again each time it came
        log.warning("A message on %s cannot be kept: %s", message.subject, error)
        await message.term()
        return
    await message.ack_sync(timeout=5)


def _source(name: str) -> Source:
    return Source.objects.get(name=name, is_active=True)
