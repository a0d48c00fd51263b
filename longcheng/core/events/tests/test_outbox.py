"""Emitting: with the act or not at all, in the order of commits."""

import threading

import pytest
from django.db import connection, transaction

from longcheng.core.events.models import Delivery, DeliveryState, StoredEvent
from longcheng.core.events.outbox import emit, emit_all
from longcheng.core.events.tests.sample import HANDLER, INNER, SAMPLE, Inner, Sample


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="inside transaction"):
        emit(Sample(thing_id=1, title="Water"))


def test_an_event_is_stored_with_one_delivery_for_each_handler_and_the_stream(db):
    with transaction.atomic():
        event_id = emit(Sample(thing_id=1, title="Water"))
    stored = StoredEvent.objects.get(pk=event_id)
    assert stored.name == SAMPLE
    assert stored.key == "1"
    assert stored.data["title"] == "Water"
    handlers = {delivery.handler: delivery.lane for delivery in Delivery.objects.filter(event=stored)}
    assert handlers == {HANDLER: "local", "events.stream": "stream"}


def test_an_event_that_is_not_shared_never_goes_to_the_stream(db):
    with transaction.atomic():
        emit(Inner(thing_id=1))
    assert StoredEvent.objects.get().name == INNER
    assert not Delivery.objects.exists()


def test_an_event_goes_with_the_act_that_failed(db):
    def act_and_fail() -> None:
        with transaction.atomic():
            emit(Sample(thing_id=1, title="Water"))
            raise LookupError

    with pytest.raises(LookupError):
        act_and_fail()
    assert not StoredEvent.objects.exists()
    assert not Delivery.objects.exists()


def test_several_events_are_emitted_in_the_order_of_their_keys(db):
    with transaction.atomic():
        emit_all([Sample(thing_id=number, title="x") for number in (3, 1, 2)])
    assert list(StoredEvent.objects.order_by("id").values_list("key", flat=True)) == ["1", "2", "3"]


@pytest.mark.django_db(transaction=True)
def test_numbers_of_one_key_follow_the_order_of_commits():
    """The second emitter of a key gets its number only after the first has committed."""
    first_has_emitted, first_may_commit, numbers = threading.Event(), threading.Event(), {}

    def first() -> None:
        with transaction.atomic():
            numbers["first"] = emit(Sample(thing_id=1, title="first"))
            first_has_emitted.set()
            first_may_commit.wait(5)
        connection.close()

    def second() -> None:
        first_has_emitted.wait(5)
        with transaction.atomic():
            numbers["second"] = emit(Sample(thing_id=1, title="second"))
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    first_has_emitted.wait(5)
    threads[1].join(0.3)
    assert threads[1].is_alive(), "the second emitter must wait for the first to commit"
    first_may_commit.set()
    for thread in threads:
        thread.join(5)
    assert numbers["first"] < numbers["second"]
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 4
