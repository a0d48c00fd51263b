"""What people do with files of maps: send one, state what it is, have it checked, load it, cancel, take it back."""

import secrets
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.bases.geography.import_models import AT_WORK, OVER, MapImport, MapImportState, SeenMapKey
from longcheng.bases.geography.importing.choices import Choices, defects_of
from longcheng.bases.geography.importing.kinds import begins_as, kind_of
from longcheng.bases.geography.importing.layers import found_layer
from longcheng.bases.geography.importing.running import PERMISSION, begin_anew
from longcheng.bases.geography.importing.staging import delete_files, folder, path_of
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.protection.sealed_files import seal_file

LEFT_ALONE = timedelta(days=30)
STRAY_AFTER = timedelta(days=1)
NAME_MOST = 200
MAY_BE_CHOSEN = (MapImportState.MAPPING, MapImportState.CHECKED)


def receive(account: Account | None, *, file: IO[bytes], name: str, layer: str = "") -> MapImport:
    """Keep a file and have it opened by the worker. `account` is None for the city's own machine.

    Raises Denied; Unfit for what is none of the kinds.
    """
    _allowed(account)
    kind = kind_of(name)
    if not kind or not begins_as(kind, file):
        raise Unfit(
            {"file": _("Send GeoJSON, GeoPackage (.gpkg), a zipped Shapefile, OSM PBF or CSV, whole and so named.")}
        )
    token = secrets.token_hex(16)
    kept = seal_file(file, path_of(token))
    try:
        with transaction.atomic():
            run = MapImport.objects.create(
                account=account,
                language=get_language() or "zh-hans",
                file_name=name[-NAME_MOST:],
                kind=kind,
                sha256=kept.sha256,
                size=kept.size,
                token=token,
                file_key=kept.key,
                choices={"layer": layer},
            )
            told: dict[str, Any] = {"kind": kind, "sha256": kept.sha256, "bytes": kept.size}
            record(account, "geography.map_import_received", subject=f"map-import:{run.pk}", **told)
    except BaseException:
        path_of(token).unlink(missing_ok=True)
        raise
    return run


def choose(account: Account | None, run: MapImport, *, choices: Choices) -> MapImport:
    """Keep what is stated of a file and have every feature checked. Raises Denied; Unfit with all that is wrong."""
    _allowed(account)
    defects = defects_of(choices, run.contents)
    if defects:
        raise Unfit(defects)
    with transaction.atomic():
        run = _locked(run, *MAY_BE_CHOSEN, MapImportState.FAILED)
        if run.stopped_in in {MapImportState.RUNNING, MapImportState.UNDOING}:
            raise Unfit({"state": _("Loading has begun with these statements. Take it back, or let it go on.")})
        begin_anew(run)
        path_of(run.staged_token).unlink(missing_ok=True)
        run.choices, run.layer_name, run.state = choices.kept(), choices.layer, MapImportState.READING
        run.staged_token, run.staged_key, run.stopped_in, run.why_stopped = "", "", "", ""
        run.row_number, run.place, run.expected, run.examples, run.picture = 0, 0, {}, {}, {}
        run.checked_at, run.worked_by = None, ""
        run.save()
    return run


def change(account: Account | None, run: MapImport) -> MapImport:
    """Back to the statements. Raises Denied, Unfit."""
    _allowed(account)
    with transaction.atomic():
        run = _locked(run, *MAY_BE_CHOSEN, MapImportState.FAILED)
        if not run.contents or run.stopped_in in {MapImportState.RUNNING, MapImportState.UNDOING}:
            raise Unfit({"state": _("This is not possible now: the import is %(state)s.") % _state(run)})
        run.state = MapImportState.MAPPING
        run.save(update_fields=["state"])
    return run


def confirm(account: Account | None, run: MapImport) -> MapImport:
    """Load what the check has let through. Twice is once. Raises Denied, Unfit."""
    _allowed(account)
    with transaction.atomic():
        run = _locked(run, MapImportState.CHECKED, MapImportState.RUNNING)
        if run.state == MapImportState.RUNNING:
            return run
        if not run.expected.get("rows", 0) - run.expected.get("refused", 0):
            raise Unfit({"rows": _("No feature of the file can be loaded. Mend the file or the statements first.")})
        defects = defects_of(Choices.of(run.choices), run.contents)
        if defects:
            raise Unfit(defects)
        found_layer(run)
        run.state, run.begun_at, run.row_number, run.place = MapImportState.RUNNING, timezone.now(), 0, 0
        run.counts, run.why_stopped, run.worked_by = {}, "", ""
        run.save()
        told = {"layer": run.layer_name, "datum": run.choices["datum"]}
        record(account, "geography.map_import_begun", subject=f"map-import:{run.pk}", **told)
    return run


def go_on(account: Account | None, run: MapImport) -> MapImport:
    """Go on where it stopped. Raises Denied, Unfit."""
    _allowed(account)
    with transaction.atomic():
        run = _locked(run, MapImportState.FAILED, *AT_WORK)
        if run.state == MapImportState.FAILED:
            run.state, run.stopped_in = run.stopped_in, ""
            run.why_stopped, run.worked_by = "", ""
            run.save(update_fields=["state", "stopped_in", "why_stopped", "worked_by"])
            record(account, "geography.map_import_went_on", subject=f"map-import:{run.pk}")
    return run


def cancel(account: Account | None, run: MapImport) -> MapImport:
    """End it; what is loaded stands and can be taken back. Raises Denied, Unfit."""
    _allowed(account)
    with transaction.atomic():
        states = (state for state in MapImportState if state not in {MapImportState.DONE, MapImportState.UNDOING})
        run = _locked(run, *states)
        if not run.is_over:
            run.state, run.ended_at = MapImportState.CANCELLED, timezone.now()
            run.save(update_fields=["state", "ended_at"])
            SeenMapKey.objects.filter(run=run).delete()
            record(account, "geography.map_import_cancelled", subject=f"map-import:{run.pk}")
    return run


def undo(account: Account | None, run: MapImport) -> MapImport:
    """Have every act of a load taken back: the map is as it was, the history keeps both. Raises Denied, Unfit."""
    _allowed(account)
    with transaction.atomic():
        run = _locked(run, MapImportState.DONE, MapImportState.CANCELLED, MapImportState.FAILED, MapImportState.UNDOING)
        if run.state == MapImportState.UNDOING:
            return run
        if not run.begun_at:
            raise Unfit({"state": _("Nothing was loaded that could be taken back.")})
        run.state, run.row_number, run.place, run.worked_by = MapImportState.UNDOING, 0, 0, ""
        run.stopped_in, run.why_stopped = "", ""
        run.save()
        record(account, "geography.map_import_undo", subject=f"map-import:{run.pk}")
    return run


def forget_files() -> int:
    """Delete the files of runs that ended some days ago or were left alone; returns how many."""
    now = timezone.now()
    for run in MapImport.objects.exclude(state__in=[*OVER, *AT_WORK]).filter(made_at__lt=now - LEFT_ALONE):
        cancel(None, run)
    due = now - timedelta(days=settings.IMPORT_FILE_DAYS)
    count = 0
    for run in MapImport.objects.filter(state__in=OVER, ended_at__lt=due, file_deleted_at=None):
        delete_files(run)
        # Without its key a copy that lies in a backup opens no more once this row is gone from it too.
        run.file_key, run.staged_key, run.file_deleted_at = "", "", now
        run.save(update_fields=["file_key", "staged_key", "file_deleted_at"])
        count += 1
    return count + _forget_strays()


def _forget_strays() -> int:
    """What a killed machine left behind: files of no run, and opened copies."""
    if not folder().is_dir():
        return 0
    kept = MapImport.objects.filter(file_deleted_at=None).values_list("token", "staged_token")
    known = {token for pair in kept for token in pair}
    before, count = (timezone.now() - STRAY_AFTER).timestamp(), 0
    for path in folder().iterdir():
        if path.name.partition(".")[0] in known or path.stat().st_mtime > before:
            continue
        if path.is_dir():
            for part in path.iterdir():
                part.unlink(missing_ok=True)
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        count += 1
    return count


def _allowed(account: Account | None) -> None:
    if account is not None:
        require(account, PERMISSION, area_code="")


def _locked(run: MapImport, *states: str) -> MapImport:
    """The run, in one of these states, held until the transaction ends. Raises Unfit."""
    found = MapImport.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if found.state not in states:
        raise Unfit({"state": _("This is not possible now: the import is %(state)s.") % _state(found)})
    return found


def _state(run: MapImport) -> dict[str, Any]:
    return {"state": MapImportState(run.state).label}
