"""Working the files of maps off: opened and read by a child process, checked, loaded and taken back in portions.

A portion and how far the run is are committed together: a worker killed in the middle leaves it undone, and it is done
once when another goes on.
"""

import logging
import secrets
import traceback
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from longcheng.bases.geography.features.upserting import upsert_features
from longcheng.bases.geography.import_models import AT_WORK, MapImport, MapImportDefect, MapImportState, SeenMapKey
from longcheng.bases.geography.importing import staging
from longcheng.bases.geography.importing.choices import END, Choices, first_choices, reference_of, sheet_named
from longcheng.bases.geography.importing.city_area import CityArea
from longcheng.bases.geography.importing.drafting import Drafter
from longcheng.bases.geography.importing.ending import count_missing, end_missing
from longcheng.bases.geography.importing.layers import as_before, shape_with
from longcheng.bases.geography.importing.picture import drawn, gathered
from longcheng.bases.geography.importing.portions import (
    CHANNEL,
    COUNTED,
    KIND,
    Portion,
    checked,
    keep_defects,
    weigh,
)
from longcheng.bases.geography.importing.synthetic import end_replaced, replaced_by, take_back_replaced
from longcheng.bases.geography.importing.words import refusal
from longcheng.bases.geography.models import FeatureAct, MapLayer
from longcheng.bases.geography.registers import FEATURES, LAYERS
from longcheng.core.access.permissions import may, record
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.protection.sealing import SealBroken
from longcheng.core.registry.acts import UNDO, Statement, state_all

log = logging.getLogger(__name__)

PERMISSION = "geography.import"
PORTION_ROWS = 1_000
DEAD_AFTER = timedelta(seconds=15)
WHY_MOST = 500


class NoRight(Exception):
    """Whoever began a run may load no files any more."""


class MapImportWorker:
    """Works runs off, one portion a step. Any number of them may stand beside each other."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(8)
        self._area: CityArea | None = None

    def step(self, *, only: int | None = None) -> int:
        """Take a run one step further; returns how many features that was, 0 where none waits."""
        run = self._claim(only)
        if run is None:
            self._area = None
            return 0
        try:
            with override(run.language):
                if run.account is not None and not may(run.account, PERMISSION, area_code=""):
                    raise NoRight
                return self._work(run)
        except (OperationalError, InterfaceError):  # the database is away: the portion comes again
            raise
        except Exception as error:  # a run that cannot go on is stopped with its reason and holds up no other
            _stop(run, error)
            return 1

    def _claim(self, only: int | None) -> MapImport | None:
        """A run that this worker has in hand, or nobody: one that gave no sign of life for a while has died."""
        with transaction.atomic():
            found = MapImport.objects.select_for_update(skip_locked=only is None, of=("self",))
            is_free = Q(worked_by__in=["", self.name]) | Q(worked_at__lt=timezone.now() - DEAD_AFTER)
            found = found.select_related("account").filter(is_free, state__in=AT_WORK)
            run = (found.filter(pk=only) if only is not None else found).order_by("id").first()
            if run is not None:
                run.worked_by, run.worked_at = self.name, timezone.now()
                run.save(update_fields=["worked_by", "worked_at"])
            return run

    def _work(self, run: MapImport) -> int:
        if run.state in {MapImportState.LOOKING, MapImportState.READING}:
            read: dict[str, Any] = _looked(run) if run.state == MapImportState.LOOKING else _staged(run)
            with transaction.atomic():
                held = self._held(run)
                if held is not None:
                    _keep(held, read)
            return 1
        if run.state == MapImportState.CHECKING and not run.row_number:
            self._area = None
        with transaction.atomic():
            held = self._held(run)
            return 1 if held is None else max(self._portion(held), 1)

    def _held(self, run: MapImport) -> MapImport | None:
        """The run, locked, if it is still ours and in the same state."""
        found = MapImport.objects.select_for_update(of=("self",)).select_related("account").get(pk=run.pk)
        return found if (found.state, found.worked_by) == (run.state, self.name) else None

    def _portion(self, run: MapImport) -> int:
        if run.state == MapImportState.UNDOING:
            done = _take_back(run)
        else:
            self._area = self._area or CityArea()
            done = _rows(run, self._area)
        run.worked_by, run.worked_at = (self.name if run.is_working else ""), timezone.now()
        run.save()
        return done


def _alive(run: MapImport) -> Callable[[], None]:
    def tell() -> None:
        try:
            MapImport.objects.filter(pk=run.pk).update(worked_at=timezone.now())
        finally:
            connection.close()  # told from a thread of its own

    return tell


def _looked(run: MapImport) -> dict[str, Any]:
    contents = staging.look(run, alive=_alive(run))
    layer = run.choices.get("layer", "")
    choices = first_choices(contents, kind=run.kind, layer=layer).kept()
    return {"contents": contents, "choices": choices, "state": MapImportState.MAPPING}


def _staged(run: MapImport) -> dict[str, Any]:
    choices = Choices.of(run.choices)
    sheet = sheet_named(run.contents, choices.sheet)
    datum, crs = reference_of(choices, sheet)
    job = {
        "sheet": choices.sheet,
        "datum": datum,
        "crs": crs,
        "kind": choices.kind,
        "encoding": choices.encoding,
        "table": {name: getattr(choices, name) for name in ("lon", "lat", "wkt", "encoding")},
    }
    token, kept = staging.stage(run, job, alive=_alive(run))
    return {
        "staged_token": token,
        "staged_key": kept.key,
        "staged_size": kept.size,
        "total_rows": sheet["count"],
        "state": MapImportState.CHECKING,
        "worked_by": run.worked_by,
    }


def _keep(run: MapImport, read: dict[str, Any]) -> None:
    run.worked_by = ""
    for name, value in read.items():
        setattr(run, name, value)
    run.worked_at = timezone.now()
    run.save()


def _rows(run: MapImport, area: CityArea) -> int:
    """The next features of a run that is checked or loaded."""
    choices = Choices.of(run.choices)
    layer = _layer(run, choices)
    drafter = Drafter(choices, run.contents, shape=layer.shape)
    rows, file = staging.staged_rows(run)
    with file:
        taken = list(islice(rows, PORTION_ROWS))
    is_load = run.state == MapImportState.RUNNING
    portion = checked(run, [row for _at, row in taken], drafter=drafter, area=area, is_load=is_load)
    if is_load:
        _load(run, portion, layer)
        run.counts = _added(run.counts, portion.counts)
    else:
        weigh(run, portion, layer)
        keep_defects(run, portion.found)
        districts = sorted(portion.districts.union(run.expected.get("districts", ())))
        run.expected = _added(run.expected, portion.counts) | {"districts": districts}
        shapes = [one.shape for one in portion.found if not one.flaws]
        run.picture = gathered(run.picture, shapes, first=run.row_number, total=run.total_rows)
    if taken:
        run.place, run.row_number = taken[-1][0], int(taken[-1][1]["n"])
    if len(taken) < PORTION_ROWS:
        _end_load(run, choices, layer) if is_load else _end_check(run, choices, area)
    return len(taken)


def _layer(run: MapImport, choices: Choices) -> MapLayer:
    """The layer that stands, or what a new one would be, for comparing."""
    found = MapLayer.objects.filter(name=choices.layer).first()
    if found is not None and (run.state == MapImportState.RUNNING or not choices.is_new):
        return found
    return MapLayer(name=choices.layer, kind=choices.kind, shape=shape_with({}, choices, run.contents))


def _load(run: MapImport, portion: Portion, layer: MapLayer) -> None:
    try:
        with transaction.atomic():
            done = _upserted(run, portion.drafts, layer)
    except Unfit:
        _load_singly(run, portion, layer)  # one thing that the register refuses holds up no other
        return
    for name in ("new", "changed", "same"):
        portion.counts[name] = getattr(done, name)


def _load_singly(run: MapImport, portion: Portion, layer: MapLayer) -> None:
    numbers = {one.key: one for one in portion.found}
    for draft in portion.drafts:
        try:
            with transaction.atomic():
                done = _upserted(run, [draft], layer)
        except Unfit as unfit:
            found = numbers[draft.key]
            found.flaws, found.repairs = [], []
            found.flaw("refused", "", draft.key, told=str(unfit))
            keep_defects(run, [found])
            portion.counts["refused"] += 1
            portion.counts["defects"] += 1
        else:
            for name in ("new", "changed", "same"):
                portion.counts[name] += getattr(done, name)


def _upserted(run: MapImport, drafts: list[Any], layer: MapLayer) -> Any:
    return upsert_features(layer, drafts, source=LAYERS, kind=KIND, by=run.account, batch_id=run.pk, channel=CHANNEL)


def _added(counts: dict[str, Any], more: dict[str, int]) -> dict[str, int]:
    return {name: int(counts.get(name, 0)) + more.get(name, 0) for name in COUNTED}


def _end_check(run: MapImport, choices: Choices, area: CityArea) -> None:
    if choices.missing == END:
        run.expected["ended"], run.examples["ended"] = count_missing(run, choices.layer)
    else:
        run.expected["ended"] = sum(one["count"] for one in replaced_by(run))
    run.picture = drawn(run.picture, area)
    run.total_rows = run.expected["rows"]
    run.state, run.checked_at = MapImportState.CHECKED, timezone.now()
    run.row_number, run.place = 0, 0


def _end_load(run: MapImport, choices: Choices, layer: MapLayer) -> None:
    ended = end_replaced(run)
    if not ended and choices.missing == END:
        ended = end_missing(run, layer)
    if ended:
        run.counts["ended"] += ended
        return  # there may be more of them; the next step looks
    MapLayer.objects.filter(name=layer.name).update(loaded_at=timezone.now())
    SeenMapKey.objects.filter(run=run).delete()
    run.state, run.ended_at = MapImportState.DONE, timezone.now()
    told = {name: run.counts[name] for name in COUNTED}
    record(run.account, "geography.map_import_loaded", subject=f"map-import:{run.pk}", layer=layer.name, **told)


def _take_back(run: MapImport) -> int:
    """Take the next acts of a load back. Done ones are known by their taking back, so nothing is taken back twice."""
    acts = list(
        FeatureAct.objects.filter(batch_id=run.pk, kind__in=[KIND, "ended"], pk__gt=run.place, source=LAYERS)
        .order_by("pk")[:PORTION_ROWS]
    )  # fmt: skip
    taken = set(FeatureAct.objects.filter(voids_id__in=[act.pk for act in acts]).values_list("voids_id", flat=True))
    reason = _("The file %(name)s was taken back.") % {"name": run.file_name[:100]}
    undone = [
        Statement(
            kind=UNDO, source=act.source, values={}, subject_id=act.subject_id, reason=reason, voids_id=act.pk,
            batch_id=run.pk,
        )
        for act in acts if act.pk not in taken
    ]  # fmt: skip
    state_all(FEATURES, undone, by=run.account)
    run.counts["undone"] = int(run.counts.get("undone", 0)) + len(undone)
    if acts:
        run.place = acts[-1].pk
        run.row_number += len(acts)
    if len(acts) < PORTION_ROWS:
        run.counts["undone"] += take_back_replaced(run, reason=reason)
        as_before(run)
        run.state, run.undone_at = MapImportState.UNDONE, timezone.now()
        told = {"acts": run.counts["undone"]}
        record(run.account, "geography.map_import_undone", subject=f"map-import:{run.pk}", **told)
    return len(acts)


def begin_anew(run: MapImport) -> None:
    """Forget what an earlier check has found."""
    MapImportDefect.objects.filter(run=run).delete()
    SeenMapKey.objects.filter(run=run).delete()


def _stop(run: MapImport, error: Exception) -> None:
    """Stop a run with the reason; it can be mended and go on where it stood."""
    with override(run.language):
        if isinstance(error, staging.FileUnreadable):
            why = refusal(error.code, error.about)
        elif isinstance(error, NoRight):
            why = _("Whoever began this has no right to load files any more. Somebody who has it begins anew.")
        elif isinstance(error, Unfit):
            why = str(error)
        elif isinstance(error, FileNotFoundError | SealBroken):
            why = _("The file is gone or was altered. Send it anew.")
        else:
            # Where it happened, never its words: a database repeats the row that it refuses.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("Map import %s stopped: %s\n%s", run.pk, type(error).__name__, where)
            why = _(
                "A mistake of ours (%(kind)s). What was loaded stands; the operators find the reason in the log."
            ) % {"kind": type(error).__name__}
    MapImport.objects.filter(pk=run.pk, state=run.state).update(
        state=MapImportState.FAILED, stopped_in=run.state, why_stopped=why[:WHY_MOST], worked_by=""
    )
