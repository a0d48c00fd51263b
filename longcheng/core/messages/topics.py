"""Topics of the live line: what a room tells open pages, declared, bounded, and given only to whom it is for."""

import re
from collections.abc import Iterable
from datetime import timedelta
from functools import cache

import orjson

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import may
from longcheng.core.declaration import LiveTopic, rooms
from longcheng.core.messages.actions import signal
from longcheng.core.messages.models import Signal

TOPIC = "topic"
NAME = re.compile(r"[a-z][a-z0-9_]{0,22}\.[a-z][a-z0-9_]{0,29}")
DATA_MAX_BYTES = 1_000


@cache
def topics() -> dict[str, LiveTopic]:
    """Every declared topic by its name."""
    return {topic.name: topic for room in rooms() for topic in room.live_topics}


def channel_of(topic: str) -> str:
    return f"{TOPIC}:{topic}"


def publish(topic: str, *, lasts: timedelta = timedelta(hours=1), **data: str | int | float | bool | None) -> Signal:
    """Tell every open page that follows the topic, when the caller's transaction commits.

    `data` may hold what the topic's `carries` names and nothing else. Raises LookupError for an undeclared topic
    and ValueError for other data or more than 1,000 bytes. Publish what is rare: a page that shows counters asks
    for them.
    """
    declared = topics().get(topic)
    if declared is None:
        raise LookupError(f"The topic {topic!r} does not exist. Declare it in live_topics of the room's apps.py.")
    if unknown := set(data) - set(declared.carries):
        raise ValueError(f"The topic {topic} does not carry {', '.join(sorted(unknown))}. Name it in its `carries`.")
    if len(orjson.dumps(data)) > DATA_MAX_BYTES:
        raise ValueError(
            f"What the topic {topic} says must be at most {DATA_MAX_BYTES} bytes. Send an address instead."
        )
    return signal(channel=channel_of(topic), kind=TOPIC, data={"topic": topic, **data}, lasts=lasts)


def granted(account: Account | None, wanted: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Which of these topics the account may follow, and of the others why not. Costs a query for each permission."""
    given: list[str] = []
    refused: dict[str, str] = {}
    for name in wanted:
        reason = _refusal(account, name)
        if reason:
            refused[name] = reason
        else:
            given.append(name)
    return given, refused


def _refusal(account: Account | None, name: str) -> str:
    topic = topics().get(name)
    if topic is None:
        return "This topic does not exist. Look at live_topics in the rooms' apps.py."
    if topic.is_public:
        return ""
    if account is None:
        return "Sign in first: this topic is not public."
    if topic.permission is not None and not may(account, topic.permission):
        return f"This topic needs the permission {topic.permission}."
    return ""
