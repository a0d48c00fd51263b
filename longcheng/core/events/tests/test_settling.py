"""Old settled events leave, their counts stay."""

from datetime import timedelta

from django.utils import timezone

from longcheng.core.events.counters import accepted, counts
from longcheng.core.events.delivery import deliver_batch
from longcheng.core.events.models import Delivery, DeliveryState, StoredEvent
from longcheng.core.events.tasks import KEPT, settle
from longcheng.core.events.tests.sample import HANDLER, emit_titles


def test_settled_events_leave_after_their_keeping_time_and_the_counters_do_not_change(db, handled):
    emit_titles("old", "older")
    deliver_batch()
    Delivery.objects.filter(lane="stream").update(state=DeliveryState.DELIVERED)
    StoredEvent.objects.update(recorded_at=timezone.now() - KEPT - timedelta(days=1))
    emit_titles("new")
    deliver_batch()
    before, accepted_before = counts(), accepted()
    settle()
    assert [event.data["title"] for event in StoredEvent.objects.all()] == ["new"]
    assert counts() == before
    assert accepted() == accepted_before
    assert next(count.delivered for count in counts() if count.handler == HANDLER) == 3


def test_an_event_with_a_waiting_or_dead_delivery_stays(db, handled):
    emit_titles("fail")
    deliver_batch()
    StoredEvent.objects.update(recorded_at=timezone.now() - KEPT - timedelta(days=1))
    settle()
    assert StoredEvent.objects.count() == 1
