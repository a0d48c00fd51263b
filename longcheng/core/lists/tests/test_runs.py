"""Acts on many rows: the preview says what happens, each row is acted on once, also after a kill."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.actions import running, runs
from longcheng.core.lists.actions.runs import confirm_run, forget_drafts, plan_run, undo_run
from longcheng.core.lists.models import BulkRow, BulkRun, RowState, RunState
from longcheng.core.lists.tests.conftest import CALLED

WHY = {"reason": "Tried."}


def states(run):
    return {row.name: row.state for row in run.rows.all()}


def test_the_preview_says_what_then_happens(sample, operator, make_rows):
    accounts = make_rows(6)
    Account.objects.filter(pk=accounts[2].pk).update(is_active=False)
    run = plan_run(operator, of=sample, action="close", keys=[account.pk for account in accounts])
    planned = {name for name, state in states(run).items() if state == RowState.PLANNED}
    assert planned == {"row-0", "row-1", "row-3", "row-4", "row-5"}
    assert run.rows.get(name="row-2").why == "It is closed already."
    assert Account.objects.filter(username__startswith="row-", is_active=False).count() == 1, "nothing happened yet"
    run = confirm_run(operator, run_id=run.pk, values=WHY)
    assert run.state == RunState.DONE
    assert {name for name, state in states(run).items() if state == RowState.DONE} == planned
    assert not Account.objects.filter(username__startswith="row-", is_active=True).exists()


@pytest.mark.parametrize("query", ["kind=no-such-kind", "made_from=never", "q=row-1&" + "x=1&" * 300 + "closed=1"])
def test_a_filter_that_cannot_be_read_never_means_every_row(sample, operator, make_rows, query):
    make_rows(3)
    with pytest.raises(Unfit):
        plan_run(operator, of=sample, action="close", keys=[], query=query)
    assert not BulkRun.objects.exists()


def test_confirming_twice_acts_once(sample, operator, make_rows):
    (account,) = make_rows(1)
    run = plan_run(operator, of=sample, action="close", keys=[account.pk])
    for _ in range(2):
        confirm_run(operator, run_id=run.pk, values=WHY)
    assert dict(CALLED) == {account.pk: 1}


def test_a_row_that_refuses_or_breaks_holds_up_no_other_and_says_why(sample, operator, make_rows):
    accounts = make_rows(10)
    run = plan_run(operator, of=sample, action="close", keys=[account.pk for account in accounts])
    run = confirm_run(operator, run_id=run.pk, values=WHY)
    found = {row.name: (row.state, row.why) for row in run.rows.all()}
    assert found["row-7"] == (RowState.FAILED, "Sevens refuse.")
    assert found["row-8"][0] == RowState.FAILED
    assert "ZeroDivisionError" in found["row-8"][1]
    assert sum(state == RowState.DONE for state, _why in found.values()) == 8


def test_what_is_asked_must_be_said(sample, operator, make_rows):
    run = plan_run(operator, of=sample, action="close", keys=[account.pk for account in make_rows(1)])
    for reason in ("", " ", "x" * 21, "\0"):
        with pytest.raises(Unfit):
            confirm_run(operator, run_id=run.pk, values={"reason": reason})
    run.refresh_from_db()
    assert run.state == RunState.DRAFT


def test_many_rows_go_on_in_chunks_and_by_filter_exactly_those_that_fit(sample, operator, make_rows, deliver):
    make_rows(130)
    run = plan_run(operator, of=sample, action="close", keys=[], query="start=row-1")
    assert run.total == 1 + 10 + 30  # 1, 10–19, 100–129
    run = confirm_run(operator, run_id=run.pk, values=WHY)
    assert run.state == RunState.RUNNING, "so many are not done in the request"
    deliver()
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert set(CALLED.values()) == {1}
    assert len(CALLED) == 41


def test_a_worker_killed_in_the_middle_of_a_chunk_leaves_no_row_done_twice_or_lost(
    sample, operator, make_rows, deliver, monkeypatch
):
    make_rows(120)
    run = plan_run(operator, of=sample, action="close", keys=[], query="")
    confirm_run(operator, run_id=run.pk, values=WHY)
    real, acted = running._act, []

    def killed(*arguments):
        acted.append(arguments[-1].pk)
        if len(acted) == 70:  # in the second chunk
            raise OperationalError("killed")
        return real(*arguments)

    monkeypatch.setattr(running, "_act", killed)
    running.work_on(run_id=run.pk)
    assert run.rows.filter(state=RowState.PLANNED).count() == 70
    with pytest.raises(OperationalError), transaction.atomic():
        running.work_on(run_id=run.pk)
    assert run.rows.filter(state=RowState.PLANNED).count() == 70, "the broken chunk left nothing"
    closed = Account.objects.filter(username__startswith="row-", is_active=False).count()
    assert closed == run.rows.filter(state=RowState.DONE).count(), "effect and mark stand or fall together"
    monkeypatch.setattr(running, "_act", real)
    while running.work_on(run_id=run.pk):
        pass
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert not run.rows.filter(state=RowState.PLANNED).exists()
    done = run.rows.filter(state=RowState.DONE).count()
    assert Account.objects.filter(username__startswith="row-", is_active=False).count() == done == 120 - 12 - 12
    before = dict(CALLED)
    assert running.work_on(run_id=run.pk) == 0, "once more changes nothing"
    assert before == CALLED


def test_it_is_taken_back_in_its_time_and_not_after(sample, operator, make_rows, monkeypatch):
    accounts = make_rows(3)
    run = plan_run(operator, of=sample, action="close", keys=[account.pk for account in accounts])
    confirm_run(operator, run_id=run.pk, values=WHY)
    run = undo_run(operator, run_id=run.pk)
    assert run.state == RunState.UNDONE
    assert Account.objects.filter(username__startswith="row-", is_active=True).count() == 3
    assert undo_run(operator, run_id=run.pk).state == RunState.UNDONE, "twice is once"
    again = plan_run(operator, of=sample, action="close", keys=[accounts[0].pk])
    confirm_run(operator, run_id=again.pk, values=WHY)
    BulkRun.objects.filter(pk=again.pk).update(ended_at=again.made_at - timedelta(days=2))
    with pytest.raises(Denied):
        undo_run(operator, run_id=again.pk)


def test_who_loses_the_role_before_it_is_done_does_nothing_more(sample, operator, make_rows):
    accounts = make_rows(30)
    run = plan_run(operator, of=sample, action="close", keys=[account.pk for account in accounts])
    confirm_run(operator, run_id=run.pk, values=WHY)
    RoleHeld.objects.filter(account=operator).delete()
    while running.work_on(run_id=run.pk):
        pass
    assert set(states(run).values()) == {RowState.FAILED}
    assert not CALLED


def test_another_neither_plans_nor_confirms_nor_undoes(sample, operator, people, make_rows):
    (account,) = make_rows(1)
    with pytest.raises(Denied):
        plan_run(people["wu"], of=sample, action="close", keys=[account.pk])
    run = plan_run(operator, of=sample, action="close", keys=[account.pk])
    for act in (
        lambda: confirm_run(people["wu"], run_id=run.pk, values=WHY),
        lambda: undo_run(people["wu"], run_id=run.pk),
    ):
        with pytest.raises(BulkRun.DoesNotExist):
            act()


def test_nothing_too_much_or_unknown_is_refused_and_drafts_are_forgotten(sample, operator, make_rows, monkeypatch):
    accounts = make_rows(4)
    monkeypatch.setattr(runs, "ROWS_MOST", 3)
    for action, keys in (("close", []), ("close", [999_999]), ("fly", [accounts[0].pk])):
        with pytest.raises(Unfit):
            plan_run(operator, of=sample, action=action, keys=keys)
    with pytest.raises(Unfit, match="3"):
        plan_run(operator, of=sample, action="close", keys=[], query="")
    run = plan_run(operator, of=sample, action="close", keys=[accounts[0].pk])
    assert forget_drafts() == 0
    BulkRun.objects.filter(pk=run.pk).update(made_at=run.made_at - timedelta(days=2))
    assert forget_drafts() == 1
    assert not BulkRow.objects.exists()
