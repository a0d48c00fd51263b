"""Working off an act on many rows in chunks, each row's effect and its mark committed together."""

import logging

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.lists.declaring import BulkAction, StaffList
from longcheng.core.lists.directory import staff_list
from longcheng.core.lists.events import BulkRunGoesOn
from longcheng.core.lists.models import BulkRow, BulkRun, RowState, RunState

log = logging.getLogger(__name__)

CHUNK = 50
WHY_MAX = 300


def work_on(*, run_id: int, chunk: int = 0) -> int:
    """Act on the next rows that wait; returns how many. One transaction, and the caller's if there is one.

    A worker killed in the middle leaves the whole chunk undone, and it is done once when it comes again: a row leaves
    its waiting state only together with its effect.
    """
    with transaction.atomic():
        run = BulkRun.objects.select_for_update(of=("self",)).select_related("account").get(pk=run_id)
        if run.state not in {RunState.RUNNING, RunState.UNDOING}:
            return 0
        from_state = RowState.PLANNED if run.state == RunState.RUNNING else RowState.DONE
        waiting = list(run.rows.filter(state=from_state).order_by("id")[: CHUNK + 1])
        with override(run.language):
            _work_off(run, waiting[:CHUNK])
        if len(waiting) > CHUNK:
            emit(BulkRunGoesOn(run_id=run.pk, chunk=chunk + 1), actor=run.account)
        else:
            _end(run)
    return min(len(waiting), CHUNK)


def _work_off(run: BulkRun, rows: list[BulkRow]) -> None:
    of = staff_list(run.list_name)
    action = of.action(run.action) if of is not None else None
    for row in rows:
        row.state, row.why = _act(run, of, action, row)
        row.at = timezone.now()
    BulkRow.objects.bulk_update(rows, ["state", "why", "at"])


def _act(run: BulkRun, of: StaffList | None, action: BulkAction | None, row: BulkRow) -> tuple[RowState, str]:
    """Do one row, or take it back; what refuses is told with the row and stops no other."""
    is_undo = run.state == RunState.UNDOING
    done, not_done = (RowState.UNDONE, RowState.KEPT) if is_undo else (RowState.DONE, RowState.FAILED)
    if of is None or action is None:
        return not_done, _("The city has no such list any more.")
    # The right may be gone since: the list gives only what the account may see now.
    found = of.rows(run.account).filter(pk=row.key).first()
    if found is None:
        return not_done, _("It is not in your list any more.")
    try:
        with transaction.atomic():
            if not is_undo:
                if why := action.why_not(run.account, found):
                    return not_done, why[:WHY_MAX]
                action.do(run.account, found, run.values)
            elif action.undo is not None:
                action.undo(run.account, found, run.values)
    except (Unfit, Denied) as refusal:
        return not_done, str(refusal)[:WHY_MAX]
    except (OperationalError, InterfaceError):
        raise  # the database is away: the whole chunk comes again
    except Exception as error:  # one broken row must not hold back the others; its reason stands with it
        log.exception("Row %s of run %s failed", row.key, run.pk)
        return not_done, _("A mistake of ours (%(kind)s). The operators find it in the log.") % {
            "kind": type(error).__name__
        }
    return done, ""


def _end(run: BulkRun) -> None:
    now = timezone.now()
    if run.state == RunState.RUNNING:
        run.state, run.ended_at = RunState.DONE, now
    else:
        run.state, run.undone_at = RunState.UNDONE, now
    run.save(update_fields=["state", "ended_at", "undone_at"])
