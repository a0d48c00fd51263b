"""Acts on many rows: choosing, a preview that is kept, confirming, taking back."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.lists.actions.running import work_on
from longcheng.core.lists.declaring import BulkAction, StaffList
from longcheng.core.lists.directory import staff_list
from longcheng.core.lists.events import BulkRunGoesOn
from longcheng.core.lists.models import BulkRow, BulkRun, RowState, RunState
from longcheng.core.lists.query import QUERY_MAX, ListQuery

ROWS_MOST = 2_000  # of one act: a preview of more is read by nobody
AT_ONCE_MOST = 25  # so few are done within the request
DRAFTS_KEPT = timedelta(days=1)
NAME_MAX, WHY_MAX = 200, 300


def plan_run(account: Account, *, of: StaffList, action: str, keys: list[int], query: str | None = None) -> BulkRun:
    """Write down what would happen to each chosen row; nothing happens yet.

    `query` chooses all rows that fit instead of `keys`. Raises Denied, and Unfit where nothing or too much is chosen.
    """
    chosen = action_of(of, action)
    require(account, chosen.permission or of.permission)
    wanted = ListQuery.parse(of, account=account, query=query or "")
    if query is not None and (wanted.defects or len(query) > QUERY_MAX):
        # What cannot be read narrows nothing: on a page that shows too much, here it would act on too much.
        defects = wanted.defects or {"rows": _("The filter is too long. Narrow the list with fewer words.")}
        raise Unfit(dict(defects))
    found = wanted.rows() if query is not None else of.rows(account).filter(pk__in=keys[:ROWS_MOST])
    rows = of.dressed(found[: ROWS_MOST + 1])
    if not rows:
        raise Unfit({"rows": _("Tick at least one row first.")})
    if len(rows) > ROWS_MOST:
        raise Unfit({"rows": _("At most %(n)s rows at once. Narrow the list first.") % {"n": f"{ROWS_MOST:,}"}})
    with transaction.atomic():
        run = BulkRun.objects.create(
            account=account,
            list_name=of.name,
            action=chosen.name,
            query=(wanted.query() if query is not None else "")[:QUERY_MAX],
            language=get_language() or "zh-hans",
            total=len(rows),
        )
        BulkRow.objects.bulk_create(_planned(run, of, chosen, account, row) for row in rows)
    return run


def _planned(run: BulkRun, of: StaffList, action: BulkAction, account: Account, row: object) -> BulkRow:
    why = action.why_not(account, row)
    state = RowState.CANNOT if why else RowState.PLANNED
    key = int(row.pk)  # type: ignore[attr-defined]
    return BulkRow(run=run, key=key, name=of.row_name(row)[:NAME_MAX], state=state, why=why[:WHY_MAX])


def confirm_run(account: Account, *, run_id: int, values: Mapping[str, str]) -> BulkRun:
    """Begin; few rows are done when this returns, many go on in the background. Twice is once.

    Raises BulkRun.DoesNotExist for another's, Denied, and Unfit with every defect of what was asked.
    """
    with transaction.atomic():
        run = BulkRun.objects.select_for_update().get(pk=run_id, account=account)
        if run.state != RunState.DRAFT:
            return run
        action, of = parts_of(run)
        require(account, action.permission or of.permission)
        run.values = _answers(action, values)
        run.state, run.begun_at = RunState.RUNNING, timezone.now()
        run.save(update_fields=["values", "state", "begun_at"])
        record(account, "lists.begin_run", subject=f"run:{run.pk}", list=of.name, action=action.name, rows=run.total)
        _begin(run)
    run.refresh_from_db()
    return run


def undo_run(account: Account, *, run_id: int) -> BulkRun:
    """Take back what was done, where the act knows how and in its time. Twice is once.

    Raises BulkRun.DoesNotExist for another's, Denied.
    """
    with transaction.atomic():
        run = BulkRun.objects.select_for_update().get(pk=run_id, account=account)
        action, of = parts_of(run)
        if not may_undo(run, action):
            if run.state in {RunState.UNDOING, RunState.UNDONE}:
                return run
            raise Denied(_("This cannot be taken back any more."), how=_("Change the rows one by one."))
        require(account, action.permission or of.permission)
        run.state, run.undone_at = RunState.UNDOING, timezone.now()
        run.save(update_fields=["state", "undone_at"])
        record(account, "lists.undo_run", subject=f"run:{run.pk}", list=of.name, action=action.name)
        _begin(run)
    run.refresh_from_db()
    return run


def _begin(run: BulkRun) -> None:
    """Few rows now, in this very transaction; many by the worker, in chunks."""
    if run.total <= AT_ONCE_MOST:
        work_on(run_id=run.pk)
    else:
        emit(BulkRunGoesOn(run_id=run.pk, chunk=1), actor=run.account)


def may_undo(run: BulkRun, action: BulkAction) -> bool:
    """Whether it can be taken back now."""
    in_time = run.ended_at is not None and timezone.now() < run.ended_at + action.undo_within
    return action.undo is not None and run.state == RunState.DONE and in_time


def forget_drafts() -> int:
    """Remove previews that nobody confirmed within a day; returns how many."""
    drafts: QuerySet[BulkRun] = BulkRun.objects.filter(state=RunState.DRAFT, made_at__lt=timezone.now() - DRAFTS_KEPT)
    count = drafts.count()
    drafts.delete()
    return count


def action_of(of: StaffList, name: str) -> BulkAction:
    """The act of this name. Raises Unfit where the list has none."""
    action = of.action(name)
    if action is None:
        raise Unfit({"action": _("Choose what is to be done with the rows.")})
    return action


def parts_of(run: BulkRun) -> tuple[BulkAction, StaffList]:
    """The act and the list of a run. Raises Denied where the city has them no longer."""
    of = staff_list(run.list_name)
    action = of.action(run.action) if of is not None else None
    if of is None or action is None:
        raise Denied(_("The city has no such list any more."), how=_("Begin again from the list."))
    return action, of


def _answers(action: BulkAction, values: Mapping[str, str]) -> dict[str, str]:
    answers, found = {}, {}
    for ask in action.asks:
        text = values.get(ask.name, "").strip()
        if ask.is_required and not text:
            found[ask.name] = _("“%(label)s” is required.") % {"label": ask.label}
        elif len(text) > ask.longest or "\0" in text:
            found[ask.name] = _("It must have at most %(n)s signs.") % {"n": ask.longest}
        answers[ask.name] = text
    if found:
        raise Unfit(found)
    return answers
