"""The sample event stands in the directory while these tests run, and its handler can be set."""

from collections.abc import Callable

import pytest

from longcheng.core.access.models import Account
from longcheng.core.events import counters, delivery, outbox
from longcheng.core.events.directory import Handler, events, handler_names, handlers
from longcheng.core.events.tests.sample import HANDLER, INNER, SAMPLE, Inner, Sample


@pytest.fixture(autouse=True)
def set_handler(monkeypatch) -> Callable[[Callable[[Sample], None]], None]:
    """Install a function as the handler of the sample event."""
    known = events() | {SAMPLE: Sample, INNER: Inner}

    def set_to(handle: Callable[[Sample], None]) -> None:
        present = {HANDLER: Handler(HANDLER, SAMPLE, handle)}
        monkeypatch.setattr(delivery, "handlers", lambda: present)
        monkeypatch.setattr(counters, "handlers", lambda: handlers() | present)

    monkeypatch.setattr(outbox, "handler_names", lambda name: (HANDLER,) if name == SAMPLE else handler_names(name))
    monkeypatch.setattr(delivery, "events", lambda: known)
    monkeypatch.setattr(counters, "events", lambda: known)
    set_to(str)
    return set_to


@pytest.fixture
def handled(set_handler) -> list[str]:
    """A handler that keeps what it was given, writes a row, and fails on titles that say so."""
    seen: list[str] = []

    def handle(event: Sample) -> None:
        seen.append(event.title)
        Account.objects.create(username=f"effect-{len(seen)}-{event.title}", display_name=event.title)
        if event.title.startswith("fail"):
            raise ValueError(f"cannot handle {event.title}")

    set_handler(handle)
    return seen
