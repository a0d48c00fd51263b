"""The clock: each task when it is due, by one worker, and a failure is kept and not spread."""

from datetime import timedelta

from django.utils import timezone

from longcheng.core.clock import running
from longcheng.core.clock.every import tasks
from longcheng.core.clock.models import Beat, ClockTask
from longcheng.core.clock.running import beat, is_alive, run_due


def test_a_task_runs_when_it_is_due_and_not_before(db, monkeypatch):
    ran = []
    monkeypatch.setattr(running, "tasks", lambda: {"test.tick": (lambda: ran.append(1), timedelta(minutes=5))})
    assert run_due() == 1
    assert run_due() == 0
    ClockTask.objects.update(due_at=timezone.now())
    assert run_due() == 1
    assert len(ran) == 2


def test_a_failing_task_keeps_its_reason_undoes_its_writes_and_is_tried_at_its_next_time(db, monkeypatch):
    def fail() -> None:
        Beat.objects.create(part="x", process="half done")
        raise ValueError("no reason to worry")

    monkeypatch.setattr(running, "tasks", lambda: {"test.fail": (fail, timedelta(minutes=5))})
    run_due()
    task = ClockTask.objects.get(name="test.fail")
    assert task.last_error == "ValueError: no reason to worry"
    assert task.due_at > timezone.now()
    assert not Beat.objects.exists()


def test_every_room_tells_its_tasks():
    assert {"events.settle", "messaging.forget_expired_signals"} <= set(tasks())


def test_a_part_is_alive_while_it_was_heard_of_lately(db):
    assert not is_alive("worker")
    beat("worker")
    assert is_alive("worker")
    Beat.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert not is_alive("worker")
