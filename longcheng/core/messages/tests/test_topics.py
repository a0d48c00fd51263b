"""Topics: declared, bounded, and given only to those they are for."""

import pytest

from longcheng.core.access.actions.accounts import make_account
from longcheng.core.declaration import LiveTopic
from longcheng.core.messages.checks import check_live_topics
from longcheng.core.messages.models import Signal
from longcheng.core.messages.topics import granted, publish, topics

OPEN = LiveTopic(name="messaging.open", title="Open", is_public=True, carries=("n",))
OURS = LiveTopic(name="messaging.ours", title="Ours")
PARTS = LiveTopic(name="messaging.parts", title="Parts", permission="access.operate")


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    declared = {topic.name: topic for topic in (OPEN, OURS, PARTS)}
    monkeypatch.setattr("longcheng.core.messages.topics.topics", lambda: declared)


def account(name: str, *roles: str):
    return make_account(
        username=name, password="x" * 12, display_name=name, kind="staff", roles=[(role, "") for role in roles]
    )


def test_what_is_published_is_one_small_signal_on_the_topics_channel(db):
    publish("messaging.open", n=3)
    kept = Signal.objects.get()
    assert (kept.channel, kept.kind, kept.data) == (
        "topic:messaging.open",
        "topic",
        {"topic": "messaging.open", "n": 3},
    )


def test_a_topic_carries_only_what_it_declares_and_never_much(db):
    with pytest.raises(LookupError, match="Declare it"):
        publish("messaging.unknown")
    with pytest.raises(ValueError, match="does not carry name"):
        publish("messaging.open", name="Wang")
    with pytest.raises(ValueError, match="at most 1000 bytes"):
        publish("messaging.open", n="x" * 1_000)
    assert not Signal.objects.exists()


def test_a_stranger_an_account_and_an_operator_follow_what_each_may(db):
    wanted = ("messaging.open", "messaging.ours", "messaging.parts", "messaging.unknown")
    given, refused = granted(None, wanted)
    assert given == ["messaging.open"]
    assert set(refused) == {"messaging.ours", "messaging.parts", "messaging.unknown"}
    given, refused = granted(account("resident"), wanted)
    assert given == ["messaging.open", "messaging.ours"]
    assert "access.operate" in refused["messaging.parts"]
    given, refused = granted(account("operator", "access.operator"), wanted)
    assert list(refused) == ["messaging.unknown"]


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        (LiveTopic(name="other.x", title="X"), "must be named"),
        (LiveTopic(name="messaging.X!", title="X"), "must be named"),
        (LiveTopic(name="messaging.x", title="X", permission="no.such"), "does not exist"),
        (LiveTopic(name="messaging.x", title="X", permission="access.operate", is_public=True), "only one of them"),
    ],
)
def test_a_misspelt_topic_stops_the_start(monkeypatch, topic, says):
    from longcheng.core.messages.apps import Messaging

    monkeypatch.setattr(Messaging, "live_topics", (topic,))
    assert any(says in error.msg for error in check_live_topics())


def test_the_declared_topics_of_the_city_are_sound():
    assert check_live_topics() == []
    assert topics()
