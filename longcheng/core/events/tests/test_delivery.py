"""Delivering: once, in order, with back-off, and never two workers at one key."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.events import counters, delivery, outbox
from longcheng.core.events.actions import drop, redrive
from longcheng.core.events.counters import counts
from longcheng.core.events.delivery import deliver_batch, deliver_carefully, wait_after
from longcheng.core.events.models import Delivery, DeliveryState, StoredEvent
from longcheng.core.events.tests.sample import HANDLER, Sample, emit_titles, make_due, waiting


def test_events_of_one_key_are_handled_in_order_and_once(db, handled):
    emit_titles("a", "b", "c")
    assert deliver_batch() == 3
    assert deliver_batch() == 0
    assert handled == ["a", "b", "c"]


def test_a_failure_undoes_only_its_own_effect_and_holds_back_its_own_key(db, handled):
    emit_titles("a", "fail", "after", thing_id=1)
    emit_titles("other", thing_id=2)
    deliver_batch()
    assert waiting() == ["fail", "after"]
    assert sorted(Account.objects.values_list("display_name", flat=True)) == ["a", "other"]
    failed = Delivery.objects.get(event__data__title="fail", lane="local")
    assert failed.attempts == 1
    assert "cannot handle fail" in failed.last_error
    assert failed.due_at > timezone.now()


def test_what_waits_behind_a_failure_waits_until_it_is_due(db, handled):
    emit_titles("fail", "after")
    deliver_batch()
    assert deliver_batch() == 0, "the head waits for its next attempt, what follows waits behind it"
    make_due()
    deliver_batch()
    assert waiting() == ["fail", "after"]


def test_a_handler_that_asks_to_exit_has_failed_and_ends_nothing(db, set_handler):
    def handle(event) -> None:
        raise SystemExit(1)

    set_handler(handle)
    emit_titles("a")
    deliver_batch()
    assert "asked its process to exit" in Delivery.objects.get(lane="local").last_error


def test_the_wait_doubles_up_to_ten_minutes():
    assert [wait_after(n) for n in (1, 2, 3, 4)] == [timedelta(seconds=s) for s in (1, 2, 4, 8)]
    assert wait_after(30) == timedelta(minutes=10)


def test_after_ten_failures_it_is_a_dead_letter_and_order_gives_way_to_the_living(db, handled):
    emit_titles("fail", "after")
    for _ in range(delivery.ATTEMPTS_MAX["local"]):
        make_due()
        deliver_batch()
    assert Delivery.objects.get(event__data__title="fail", lane="local").state == DeliveryState.DEAD
    deliver_batch()
    assert waiting() == []
    assert handled[-1] == "after"


def test_a_dead_letter_is_delivered_again_or_dropped_by_an_operator_with_a_reason(people, handled):
    emit_titles("fail one", thing_id=1)
    emit_titles("fail two", thing_id=2)
    Delivery.objects.filter(lane="local").update(state=DeliveryState.DEAD, attempts=10)
    one, two = Delivery.objects.filter(lane="local").order_by("id")
    operator = people["zheng"]
    with pytest.raises(ValueError, match=r"[Rr]eason|理由|原因"):
        drop(operator, delivery_ids=[two.pk], reason=" ")
    assert drop(operator, delivery_ids=[two.pk], reason="sent by hand") == 1
    assert redrive(operator, delivery_ids=[one.pk, two.pk]) == 1, "only what is dead is driven again"
    StoredEvent.objects.filter(pk=one.event_id).update(data=Sample(thing_id=1, title="mended").to_json())
    deliver_batch()
    assert handled == ["mended"]
    assert [(count.delivered, count.dropped, count.is_settled) for count in counts() if count.handler == HANDLER] == [
        (1, 1, True)
    ]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_the_same_key(set_handler):
    """While one worker is inside a handler of a key, another gets other keys and not the next of this one."""
    inside, may_leave, seen = threading.Event(), threading.Event(), []

    def handle(event) -> None:
        seen.append((threading.current_thread().name, event.title))
        if event.title == "slow":
            inside.set()
            may_leave.wait(5)

    set_handler(handle)
    emit_titles("slow", "next", thing_id=1)
    first = threading.Thread(target=lambda: (deliver_batch(limit=1), connection.close()), name="first")
    first.start()
    inside.wait(5)
    emit_titles("elsewhere", thing_id=2)
    second = threading.Thread(target=lambda: (deliver_batch(), connection.close()), name="second")
    second.start()
    second.join(5)
    assert seen == [("first", "slow"), ("second", "elsewhere")]
    may_leave.set()
    first.join(5)
    deliver_batch()
    assert [title for _, title in seen] == ["slow", "elsewhere", "next"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_in_a_handler_leaves_no_half_effect_and_its_event_is_delivered_again(set_handler):
    """The connection is cut by the server in the middle of the transaction, as by kill -9."""
    calls = []

    def handle(event) -> None:
        Account.objects.create(username=f"effect-{len(calls)}")
        calls.append(event.title)
        if len(calls) == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    set_handler(handle)
    emit_titles("once")
    deliver_batch()
    deliver_batch()
    assert calls == ["once", "once"], "the first try was cut off, the second was whole"
    assert list(Account.objects.values_list("username", flat=True)) == ["effect-1"]


def test_an_event_that_kills_its_worker_each_time_becomes_a_dead_letter_and_the_rest_goes_on(db, set_handler):
    """A worker that was killed counts each attempt before the handler runs."""
    handled = []

    def handle(event) -> None:
        if event.title == "poison":
            raise KeyboardInterrupt("stands for the end of the process")
        handled.append(event.title)

    set_handler(handle)
    emit_titles("poison", "after it", thing_id=1)
    emit_titles("elsewhere", thing_id=2)
    for _ in range(delivery.ATTEMPTS_MAX["local"]):
        with pytest.raises(KeyboardInterrupt):
            deliver_carefully()
    while deliver_carefully():
        pass
    assert handled == ["after it", "elsewhere"]
    dead = Delivery.objects.get(state=DeliveryState.DEAD)
    assert "each time" in dead.last_error


def test_a_handler_that_left_the_code_counts_to_its_last_event_and_its_letters_say_so(db, handled, monkeypatch):
    emit_titles("a", "b")
    deliver_batch()
    monkeypatch.setattr(outbox, "handler_names", lambda name: ())
    monkeypatch.setattr(counters, "handlers", dict)
    emit_titles("after it was gone")
    count = next(count for count in counts() if count.handler == HANDLER)
    assert (count.accepted, count.stored, count.delivered, count.is_settled) == (2, 2, 2, True)
    Delivery.objects.filter(handler=HANDLER).update(state=DeliveryState.WAITING)
    monkeypatch.setattr(delivery, "handlers", dict)
    deliver_batch()
    assert "no longer in the code" in Delivery.objects.filter(handler=HANDLER).earliest("id").last_error


def test_counters_of_accepted_stored_and_delivered_are_equal_at_rest(db, handled):
    emit_titles("a", "b", "c")
    before = next(count for count in counts() if count.handler == HANDLER)
    assert (before.accepted, before.stored, before.delivered, before.waiting) == (3, 3, 0, 3)
    assert not before.is_settled
    deliver_batch()
    after = next(count for count in counts() if count.handler == HANDLER)
    assert (after.accepted, after.stored, after.delivered, after.is_settled) == (3, 3, 3, True)
