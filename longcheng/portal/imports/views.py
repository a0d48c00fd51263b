"""One import from its file to its report: the mapping, the check, the load, at one address."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.page import open_list
from longcheng.core.registry.declaring import Register, registers
from longcheng.core.registry.import_models import ImportRun, ImportState
from longcheng.core.registry.importing.actions import begin_check, cancel, confirm, go_on, pause, set_mapping
from longcheng.core.registry.importing.filling import standing_mapping, with_choices
from longcheng.core.registry.importing.mapping import TEXT_MOST
from longcheng.core.registry.importing.queries import groups_of, runs_for
from longcheng.core.registry.importing.running import DEFECTS_KEPT_MOST
from longcheng.portal.desk.reach import ID_MAX
from longcheng.portal.imports.list import IMPORT, IMPORTS, register_title, source_title, told_counts, who

PER_PAGE = 50
LENGTH_OF_A_COLUMN = 3  # fields.NAME.column
# Which of the steps File, Mapping, Check, Load, Report is at hand.
STEP = {
    ImportState.MAPPING: 2, ImportState.CHECKING: 3, ImportState.CHECKED: 4, ImportState.RUNNING: 4,
    ImportState.PAUSED: 4, ImportState.DONE: 6, ImportState.CANCELLED: 5, ImportState.FAILED: 4,
}  # fmt: skip


@requires(IMPORT)
@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """Every file that was sent for a register one may load into."""
    return render(request, "portal/imports/every.html", {"list": open_list(request, IMPORTS)})


@requires(IMPORT)
@require_GET
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Where an import stands, and what can be done with it."""
    return _page(request, reach(request, import_id))


@requires(IMPORT)
@require_POST
def act(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take an import a step further."""
    account, run = signed_in_account(request), reach(request, import_id)
    wish = request.POST.get("do", "")
    try:
        if wish in {"fields", "text", "check_fields", "check_text"}:
            run = set_mapping(account, run, written=_written(request, run, by_text=wish.endswith("text")))
            if wish.startswith("check"):
                begin_check(account, run)
            else:
                messages.success(request, _("The mapping is kept. Check the file next."))
        elif wish in {"check", "begin", "pause", "go_on"}:
            {"check": begin_check, "begin": confirm, "pause": pause, "go_on": go_on}[wish](account, run)
    except Unfit as unfit:
        return _page(request, run, errors=unfit.defects, mapping=request.POST.get("mapping", "")[:TEXT_MOST])
    return redirect("imports:one", run.pk)


@requires(IMPORT)
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Ask once, then end an import."""
    run = reach(request, import_id)
    if request.method == "POST":
        try:
            cancel(signed_in_account(request), run)
        except Unfit as unfit:
            messages.warning(request, str(unfit))
        return redirect("imports:one", run.pk)
    if run.has_ended:
        return redirect("imports:one", run.pk)
    return render(request, "portal/imports/cancel.html", {"run": run, "loaded": acts_of(run)})


@requires(IMPORT)
@require_GET
def report(request: HttpRequest, import_id: int) -> HttpResponse:
    """What is kept of an import: who, when, which file, which mapping, what came of it; to be printed."""
    run = reach(request, import_id)
    return render(request, "portal/imports/report.html", _facts(run) | {"groups": groups_of(run)})


def reach(request: HttpRequest, import_id: int) -> ImportRun:
    """The import of this number, if the reader may load into its register. Raises Http404."""
    if import_id > ID_MAX:
        raise Http404
    return get_object_or_404(runs_for(signed_in_account(request)), pk=import_id)


def acts_of(run: ImportRun) -> int:
    """How many acts the load has stated."""
    return sum(int(run.counts.get(name, 0)) for name in ("new", "recognised", "changed"))


def _page(
    request: HttpRequest, run: ImportRun, *, errors: dict[str, str] | None = None, mapping: str = ""
) -> HttpResponse:
    counts, errors = told_counts(run), _placed(errors or {}, run)
    found = run.defects.order_by("row_number", "id")
    context = _facts(run) | {
        "errors": errors,
        "mapping": mapping or run.mapping,
        "fields": _fields(run, errors),
        "wrong_cells": _wrong_cells(run),
        "may_map": not run.was_running and run.state in {ImportState.MAPPING, ImportState.CHECKED, ImportState.PAUSED},
        "groups": groups_of(run) if run.checked_at else [],
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "is_cut": int(counts.get("defects", 0)) > DEFECTS_KEPT_MOST,
        "kept_most": DEFECTS_KEPT_MOST,
        "good": int(run.expected.get("rows", 0)) - int(run.expected.get("refused", 0)),
    }
    return render(request, "portal/imports/one.html", context, status=422 if errors else 200)


def _facts(run: ImportRun) -> dict[str, Any]:
    step = STEP[ImportState(run.state)]
    if run.state == ImportState.PAUSED and not run.was_running:
        step = 3
    return {
        "run": run,
        "counts": told_counts(run),
        "register_title": register_title(run),
        "source_title": source_title(run),
        "who": who(run),
        "acts": acts_of(run),
        "steps": [(title, "") for title in (_("File"), _("Mapping"), _("Check"), _("Load"), _("Report"))],
        "step": step,
    }


def _placed(errors: dict[str, str], run: ImportRun) -> dict[str, str]:
    """What is wrong with a mapping, by the field of the page where it is mended: a column's, or else the text's."""
    register = registers().get(run.register)
    offered = {of.name for of in _offered(register)} if register else set()
    placed: dict[str, list[str]] = {}
    for place, words in errors.items():
        parts = place.split(".")
        if parts[0] in {"key", "valid_from"}:
            placed.setdefault(parts[0], []).append(words)
        elif parts[0] == "fields" and len(parts) == LENGTH_OF_A_COLUMN and parts[1] in offered:
            placed.setdefault(f"field-{parts[1]}", []).append(words)
        else:
            placed.setdefault("mapping", []).append(words if place == "mapping" else f"{place}: {words}")
    return {name: " ".join(words) for name, words in placed.items()}


def _fields(run: ImportRun, errors: dict[str, str]) -> list[dict[str, Any]]:
    """The fields of the register, each with the column that fills it."""
    register = registers().get(run.register)
    if register is None:
        return []
    mapping = standing_mapping(run)
    rules = {rule.name: rule for rule in mapping.fields}
    rows = [
        {"name": "key", "title": _("The department's own number of the row"), "column": mapping.key, "constant": None},
        {"name": "valid_from", "title": _("Counts from (a day)"), "column": mapping.valid_from, "constant": None},
    ]
    for of in _offered(register):
        rule = rules.get(of.name)
        rows.append(
            {
                "name": f"field-{of.name}",
                "title": of.title,
                "column": rule.column if rule else "",
                "constant": rule.constant if rule else None,
                "is_sealed": of.is_sealed,
            }
        )
    return [row | {"error": errors.get(str(row["name"]), "")} for row in rows]


def _wrong_cells(run: ImportRun) -> str:
    """What happens to rows with a wrong cell, where it is the same for every field."""
    found = {rule.is_left_out for rule in standing_mapping(run).fields}
    return "" if len(found) != 1 else "leave_out" if found.pop() else "refuse"


def _offered(register: Register) -> list[Any]:
    """The fields that a file of a department can fill; numbers of other records it does not know."""
    fields = [of for of in register.fields if of.name not in register.closed_to_files]
    return [of for of in fields if of.kind not in {"number", "numbers"} or of.name in register.header_words]


def _written(request: HttpRequest, run: ImportRun, *, by_text: bool) -> str:
    if by_text:
        return request.POST.get("mapping", "")[: TEXT_MOST + 1]
    register = registers()[run.register]
    mapping = standing_mapping(run)
    chosen = {rule.name: rule.column for rule in mapping.fields}
    chosen |= {of.name: request.POST.get(f"field-{of.name}", "") for of in _offered(register)}
    return with_choices(
        register,
        mapping,
        columns=chosen,
        key=request.POST.get("key", ""),
        valid_from=request.POST.get("valid_from", ""),
        is_left_out={"refuse": False, "leave_out": True}.get(request.POST.get("wrong_cells", "")),
    )
