"""The pages of the files of maps: the list, sending one, its statements, its check, its load, its report."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.bases.geography.feature_telling import is_english
from longcheng.bases.geography.import_models import MapImport, MapImportState
from longcheng.bases.geography.importing import form
from longcheng.bases.geography.importing.actions import cancel, change, choose, confirm, go_on, receive, undo
from longcheng.bases.geography.importing.choices import Choices
from longcheng.bases.geography.importing.kinds import ENDINGS, KINDS
from longcheng.bases.geography.importing.list import MAP_IMPORTS, told_counts, who
from longcheng.bases.geography.importing.portions import DEFECTS_KEPT_MOST
from longcheng.bases.geography.importing.queries import groups_of, runs_for
from longcheng.bases.geography.importing.running import PERMISSION
from longcheng.bases.geography.importing.synthetic import replaced_by
from longcheng.bases.geography.models import MapLayer
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.page import open_list
from longcheng.core.protection.uploads import name_defects

PER_PAGE = 50
ID_MAX = 2**63 - 1
# Which of the steps File, Statements, Check, Load, Report is at hand.
STEP = {
    MapImportState.LOOKING: 1, MapImportState.MAPPING: 2, MapImportState.READING: 3, MapImportState.CHECKING: 3,
    MapImportState.CHECKED: 4, MapImportState.RUNNING: 4, MapImportState.DONE: 6, MapImportState.UNDOING: 6,
    MapImportState.UNDONE: 6, MapImportState.CANCELLED: 5,
}  # fmt: skip


@requires(PERMISSION)
@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """Every file that was sent."""
    return render(request, "geography/imports/every.html", {"list": open_list(request, MAP_IMPORTS)})


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; what it sends is kept sealed and opened by the worker, nothing is loaded."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("geography:import", _received(request).pk)
        except Unfit as unfit:
            errors = dict(unfit.defects)
    context = {
        "errors": errors,
        "upload_mb": settings.IMPORT_UPLOAD_MB,
        "file_days": settings.IMPORT_FILE_DAYS,
        "endings": ",".join(ENDINGS),
        "kinds": [title for title, _endings in KINDS.values()],
    }
    return render(request, "geography/imports/new.html", context, status=422 if errors else 200)


@requires(PERMISSION)
@require_GET
def one(request: HttpRequest, map_import_id: int) -> HttpResponse:
    """Where an import stands, and what can be done with it."""
    return _page(request, reach(request, map_import_id))


@requires(PERMISSION)
@require_POST
def act(request: HttpRequest, map_import_id: int) -> HttpResponse:
    """Take an import a step further."""
    account, run = signed_in_account(request), reach(request, map_import_id)
    wish = request.POST.get("do", "")
    choices = None
    try:
        if wish == "sheet":
            return _page(request, run, choices=form.another_sheet(request.POST, run))
        if wish == "check":
            choices = form.read(request.POST, run)
            choose(account, run, choices=choices)
        elif wish in {"begin", "go_on", "change"}:
            {"begin": confirm, "go_on": go_on, "change": change}[wish](account, run)
    except Unfit as unfit:
        return _page(request, run, errors=dict(unfit.defects), choices=choices)
    return redirect("geography:import", run.pk)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, map_import_id: int) -> HttpResponse:
    """Ask once, then end an import."""
    run = reach(request, map_import_id)
    if request.method == "POST":
        try:
            cancel(signed_in_account(request), run)
        except Unfit as unfit:
            messages.warning(request, str(unfit))
        return redirect("geography:import", run.pk)
    if run.is_over:
        return redirect("geography:import", run.pk)
    return render(request, "geography/imports/cancel.html", {"run": run, "acts": acts_of(run)})


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, map_import_id: int) -> HttpResponse:
    """Ask once, then have every act of an import taken back."""
    run = reach(request, map_import_id)
    if request.method == "POST":
        try:
            undo(signed_in_account(request), run)
        except Unfit as unfit:
            messages.warning(request, str(unfit))
        return redirect("geography:import", run.pk)
    if not may_be_undone(run):
        return redirect("geography:import", run.pk)
    return render(request, "geography/imports/undo.html", {"run": run, "acts": acts_of(run)})


@requires(PERMISSION)
@require_GET
def report(request: HttpRequest, map_import_id: int) -> HttpResponse:
    """What is kept of an import: who, when, which file, what was stated, what came of it; to be printed."""
    run = reach(request, map_import_id)
    return render(request, "geography/imports/report.html", _facts(run) | {"groups": groups_of(run)})


def reach(request: HttpRequest, map_import_id: int) -> MapImport:
    """The import of this number, if the reader may load files. Raises Http404."""
    if map_import_id > ID_MAX:
        raise Http404
    return get_object_or_404(runs_for(signed_in_account(request)), pk=map_import_id)


def acts_of(run: MapImport) -> int:
    """How many acts the load has stated."""
    return sum(int(run.counts.get(name, 0)) for name in ("new", "changed", "ended"))


def may_be_undone(run: MapImport) -> bool:
    """Whether something was loaded that can be taken back."""
    is_still = run.state in {MapImportState.DONE, MapImportState.CANCELLED, MapImportState.FAILED}
    return is_still and bool(run.begun_at and acts_of(run))


def _received(request: HttpRequest) -> MapImport:
    sent = request.FILES.get("file")
    if sent is None:
        raise Unfit({"file": _("Choose the file.")})
    defects = list(name_defects(str(sent.name or "")))
    if not sent.size:
        defects.append(_("The file is empty. Choose another."))
    elif sent.size > settings.IMPORT_UPLOAD_MB * 1_000_000:
        most = f"{settings.IMPORT_UPLOAD_MB:g}"
        defects.append(_("The file is larger than %(most)s MB. Choose a smaller one.") % {"most": most})
    if defects:
        raise Unfit({"file": " ".join(defects)})
    layer = request.GET.get("layer", "")[:40]
    return receive(signed_in_account(request), file=sent.open(), name=str(sent.name), layer=layer)


def _page(
    request: HttpRequest, run: MapImport, *, errors: dict[str, str] | None = None, choices: Choices | None = None
) -> HttpResponse:
    errors = errors or {}
    context = _facts(run) | {
        "errors": errors,
        "groups": groups_of(run) if run.checked_at else [],
        "page": Paginator(run.defects.order_by("row_number", "id"), PER_PAGE).get_page(request.GET.get("page")),
        "kept_most": DEFECTS_KEPT_MOST,
        "is_cut": int(run.expected.get("defects", 0)) > DEFECTS_KEPT_MOST,
        "good": int(run.expected.get("rows", 0)) - int(run.expected.get("refused", 0)),
        "may_be_undone": may_be_undone(run),
        "picture": run.picture if run.checked_at else {},
        "replaced": replaced_by(run) if run.state == MapImportState.CHECKED else [],
    }
    if run.state == MapImportState.MAPPING:
        context |= form.shown(run, choices or Choices.of(run.choices), errors)
    return render(request, "geography/imports/one.html", context, status=422 if errors else 200)


def _facts(run: MapImport) -> dict[str, Any]:
    step = STEP.get(MapImportState(run.state)) or STEP.get(MapImportState(run.stopped_in or "looking"), 1)
    kept = Choices.of(run.choices)
    layer = MapLayer.objects.filter(name=run.layer_name).first() if run.layer_name else None
    named = layer or kept
    return {
        "run": run,
        "counts": told_counts(run),
        "acts": acts_of(run),
        "kind_title": KINDS[run.kind][0] if run.kind in KINDS else run.kind,
        "layer": layer,
        "layer_title": (named.title_en if is_english() else named.title_zh) or kept.layer,
        "kept": kept,
        "kept_datum": form.datum_words(kept.datum) if kept.datum else "",
        "who": who(run),
        "steps": [(title, "") for title in (_("File"), _("Statements"), _("Check"), _("Load"), _("Report"))],
        "step": step,
        "has_nothing_new": bool(run.checked_at) and not _news(told_counts(run)),
    }


def _news(counts: dict[str, Any]) -> int:
    return sum(int(counts.get(name, 0)) for name in ("new", "changed", "ended"))
