"""Acts on many rows: the preview, the confirmation, the progress, what became of each row."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.core.access.doors import requires_sign_in
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.actions.runs import confirm_run, may_undo, parts_of, plan_run, undo_run
from longcheng.core.lists.models import BulkRow, BulkRun, RowState, RunState
from longcheng.core.lists.queries import runs_of, states_of
from longcheng.core.lists.query import QUERY_MAX
from longcheng.portal.desk.files import results_file
from longcheng.portal.desk.reach import ID_MAX, chosen_list, clerk, list_address

PER_PAGE = 100


@requires_sign_in
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """From the ticked rows, or all of a filter, to the preview. Nothing happens yet."""
    account = clerk(request)
    of = chosen_list(request, request.POST.get("list", ""))
    query = request.POST.get("query", "")[: QUERY_MAX + 1]  # one more, so that a cut filter is not taken for a whole
    keys = [int(key) for key in request.POST.getlist("row") if key.isascii() and key.isdigit() and len(key) < 19]
    is_all = request.POST.get("all") == "1"
    try:
        run = plan_run(account, of=of, action=request.POST.get("do", ""), keys=keys, query=query if is_all else None)
    except Unfit as unfit:
        messages.warning(request, str(unfit))
        return redirect(list_address(of, account, query=query))
    return redirect("desk:run", run.pk)


@requires_sign_in
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Everything one has done to many rows at once, so that it can be left and found again."""
    page = Paginator(runs_of(clerk(request)), 20).get_page(request.GET.get("page"))
    shown = [_row(run) for run in page]
    return render(request, "portal/desk/runs.html", {"page": page, "runs": shown})


def _row(run: BulkRun) -> dict[str, object]:
    action, of = parts_of(run)
    return {"run": run, "title": action.title, "list": of.title}


@requires_sign_in
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """The preview before it, the progress during it, the results after it: one address for all three."""
    account = clerk(request)
    run = _own(request, run_id)
    action, of = parts_of(run)
    errors: dict[str, str] = {}
    values = {ask.name: request.POST.get(ask.name, "")[: ask.longest + 1] for ask in action.asks}
    if request.method == "POST":
        try:
            confirm_run(account, run_id=run.pk, values=values)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            return redirect("desk:run", run.pk)
    states = states_of(run)
    state = request.GET.get("state", "")
    rows = run.rows.order_by("id")
    rows = rows.filter(state=state) if state in RowState.values else rows
    context = {
        "run": run,
        "action": action,
        "of": of,
        "states": states,
        "settled": _settled(run, states),
        "to_do": run.total - states[RowState.CANNOT],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "filters": [
            (f"{label} {states[value]}", f"?state={value}") for value, label in RowState.choices if states[value]
        ],
        "asks": [(ask, values[ask.name], errors.get(ask.name, "")) for ask in action.asks],
        "errors": errors,
        "may_undo": may_undo(run, action),
        "is_under_way": run.state in {RunState.RUNNING, RunState.UNDOING},
        "list_href": f"{reverse(of.url)}?{run.query}" if run.query else reverse(of.url),
    }
    return render(request, "portal/desk/run.html", context, status=422 if errors else 200)


def _settled(run: BulkRun, states: dict[str, int]) -> int:
    """How many rows are through; of an undoing, how many are taken back or cannot be."""
    if run.state == RunState.UNDOING:
        return states[RowState.UNDONE] + states[RowState.KEPT]
    return states[RowState.DONE] + states[RowState.FAILED]


def _own(request: HttpRequest, run_id: int) -> BulkRun:
    if run_id > ID_MAX:
        raise Http404
    return get_object_or_404(runs_of(clerk(request)), pk=run_id)


@requires_sign_in
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask once, then take back what was done."""
    run = _own(request, run_id)
    action, _of = parts_of(run)
    if request.method == "POST":
        undo_run(clerk(request), run_id=run.pk)
        return redirect("desk:run", run.pk)
    if not may_undo(run, action):
        return redirect("desk:run", run.pk)
    count = states_of(run)[RowState.DONE]
    told = ngettext("Take back %(n)s row?", "Take back %(n)s rows?", count) % {"n": count}
    return render(request, "portal/desk/run_undo.html", {"run": run, "action": action, "title": told})


@requires_sign_in
@require_GET
def results(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """What became of each row, as a file."""
    run = _own(request, run_id)
    action, of = parts_of(run)
    rows = BulkRow.objects.filter(run=run).order_by("id")
    return results_file(
        run, rows, title=f"{of.title}: {action.title}", heads=(_("Row"), _("What became of it"), _("The reason"))
    )
