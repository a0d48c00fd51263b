"""The threads that deliver, and the one connection that listens for their wake-up."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import OperationalError, close_old_connections, connection
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from longcheng.core.events import stream
from longcheng.core.events.delivery import Claim, deliver_batch, deliver_carefully, deliver_singly
from longcheng.core.events.directory import LOCAL, STREAM, WEBHOOK
from longcheng.core.events.models import StoredEvent
from longcheng.core.events.outbox import CHANNEL
from longcheng.core.events.webhooks import deliver_webhook

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 1.0  # what a lost wake-up costs, and how late a retry may come
DATABASE_AWAY_S = 0.3
# After a small batch the next ones gather for a moment: under load that halves the transactions, and an event
# that comes alone never waits.
FEW, GATHER_S = 20, 0.005
CAREFUL_S = 10.0


class Wake:
    """Lets threads sleep until something may be due; a wake-up while they work is not forgotten."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0

    def set(self) -> None:
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    @property
    def count(self) -> int:
        return self._count

    def wait_beyond(self, count: int, timeout_s: float) -> None:
        """Sleep until there was a wake-up after `count`, or the time is over."""
        with self._condition:
            self._condition.wait_for(lambda: self._count > count, timeout_s)


class Lane(threading.Thread):
    """One thread that repeats one step of work until stopped; a step returns how much it did."""

    def __init__(self, name: str, step: Callable[[], int], *, wake: Wake, stopping: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.step, self.wake, self.stopping = step, wake, stopping

    def run(self) -> None:
        while not self.stopping.is_set():
            count = self.wake.count
            try:
                done = self.step()
            except (OperationalError, psycopg.OperationalError) as error:
                log.warning("%s: the database is away: %s", self.name, str(error).splitlines()[0])
                close_old_connections()
                connection.close()
                self.stopping.wait(DATABASE_AWAY_S)
                continue
            except Exception:  # a lane never dies of one step: the reason is logged and the work still stands
                log.exception("%s: a step failed", self.name)
                connection.close()
                self.stopping.wait(LOOK_AGAIN_S)
                continue
            if not done:
                self.wake.wait_beyond(count, LOOK_AGAIN_S)
            elif done < FEW:
                self.stopping.wait(GATHER_S)
        connection.close()


class StreamLane(threading.Thread):
    """Publishes shared events to JetStream and takes in what others published, on an event loop of its own."""

    def __init__(self, *, wake: Wake, stopping: threading.Event) -> None:
        super().__init__(name="stream", daemon=True)
        self.wake, self.stopping = wake, stopping

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                asyncio.run(self._serve())
            except (NatsError, OSError, TimeoutError, asyncio.CancelledError) as error:
                log.warning("stream: NATS is away: %s", error or type(error).__name__)
            except Exception:  # as above: never die of one step
                log.exception("stream: a step failed")
            self.stopping.wait(LOOK_AGAIN_S)

    async def _serve(self) -> None:
        client = await stream.connect()
        try:
            jetstream = await stream.prepare(client)
            await asyncio.gather(self._publish(client, jetstream), self._take_in(client, jetstream))
        finally:
            await client.close()

    async def _publish(self, client: Client, jetstream: JetStreamContext) -> None:
        loop = asyncio.get_running_loop()

        def deliver(_: Claim, event: StoredEvent) -> None:
            asyncio.run_coroutine_threadsafe(stream.publish(jetstream, [event]), loop).result(timeout=10)

        while not self.stopping.is_set() and client.is_connected:
            count = self.wake.count
            if not await asyncio.to_thread(_guarded, lambda: deliver_batch(STREAM, deliver=deliver)):
                await asyncio.to_thread(self.wake.wait_beyond, count, LOOK_AGAIN_S)

    async def _take_in(self, client: Client, jetstream: JetStreamContext) -> None:
        subscription = await stream.inbound(jetstream)
        while not self.stopping.is_set() and client.is_connected:
            await stream.take_in(subscription)


def _guarded(step: Callable[[], int]) -> int:
    """A step on a pooled thread: a broken database connection is dropped, not kept for the next step."""
    try:
        return step()
    except (OperationalError, psycopg.OperationalError) as error:
        log.warning("stream: the database is away: %s", str(error).splitlines()[0])
        connection.close()
        return 0


def listen(wake: Wake, stopping: threading.Event) -> None:
    """Turn the database's notifications into wake-ups, on one connection that is remade when it breaks."""
    while not stopping.is_set():
        try:
            parameters = connection.get_connection_params()
            for name in ("cursor_factory", "context"):
                parameters.pop(name, None)
            with psycopg.connect(**parameters, autocommit=True) as listener:
                listener.execute(f"LISTEN {CHANNEL}")
                wake.set()
                while not stopping.is_set():
                    for _ in listener.notifies(timeout=LOOK_AGAIN_S, stop_after=1):
                        wake.set()
        except psycopg.OperationalError as error:
            log.warning("listener: the database is away: %s", str(error).splitlines()[0])
            stopping.wait(DATABASE_AWAY_S)


def local_step(*, was_killed: bool) -> Callable[[], int]:
    """The step of a local lane. After a crash it is careful for a while: one of the events may have been the reason."""
    careful_until = time.monotonic() + CAREFUL_S if was_killed else 0.0
    return lambda: deliver_carefully(LOCAL) if time.monotonic() < careful_until else deliver_batch(LOCAL)


def lanes(
    *, wake: Wake, stopping: threading.Event, threads: int, with_stream: bool, was_killed: bool = False
) -> list[threading.Thread]:
    """Every thread of one worker; more workers may stand beside it."""
    step = local_step(was_killed=was_killed)
    started: list[threading.Thread] = [
        Lane(f"local-{number}", step, wake=wake, stopping=stopping) for number in range(threads)
    ]
    started += [
        Lane(f"webhook-{n}", lambda: deliver_singly(WEBHOOK, deliver_webhook), wake=wake, stopping=stopping)
        for n in range(2)
    ]
    if with_stream:
        started.append(StreamLane(wake=wake, stopping=stopping))
    started.append(threading.Thread(target=listen, args=(wake, stopping), name="listener", daemon=True))
    return started
