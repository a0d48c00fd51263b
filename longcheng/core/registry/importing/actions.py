"""What people do with imports: send a file, map it, have it checked, load it, pause, go on, cancel."""

import secrets
from datetime import timedelta
from itertools import islice
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.protection.sealed_files import open_sealed, seal_file
from longcheng.core.registry.declaring import Register, register_named, sources
from longcheng.core.registry.import_models import ENDED, ImportRun, ImportState, SeenRow
from longcheng.core.registry.importing.mapping import Mapping, MappingRefused, read_mapping
from longcheng.core.registry.importing.readers import open_table
from longcheng.core.registry.importing.rows import FileRefused, Options, Reader
from longcheng.core.registry.importing.storing import delete_file, folder, path_of, table_of
from longcheng.core.registry.importing.suggesting import shape, suggest

LEFT_ALONE = timedelta(days=30)  # a run that nobody took further is cancelled, and its file goes
NAME_MOST = 200
SHAPES_FROM = 20


def receive(
    account: Account | None, *, file: IO[bytes], name: str, kind: str, register: str, source: str, mapping: str = ""
) -> ImportRun:
    """Keep a file and look at its heads. Without a mapping one is suggested.

    `account` is None for whoever works on the city's own machine. Raises Denied; Unfit with all that is wrong with the
    file, or with the mapping that came with it.
    """
    into = _allowed(account, register)
    if source not in sources() or (into.file_sources and source not in into.file_sources):
        raise Unfit({"source": _("Choose which source the file is from.")})
    token = secrets.token_hex(16)
    kept = seal_file(file, path_of(token))
    try:
        with transaction.atomic():
            run = ImportRun(
                register=register,
                source=source,
                account=account,
                language=get_language() or "zh-hans",
                file_name=name[-NAME_MOST:],
                kind=kind,
                sha256=kept.sha256,
                size=kept.size,
                token=token,
                file_key=kept.key,
            )
            options = _options_of(mapping)
            with open_sealed(path_of(token), key=kept.key, size=kept.size) as sealed:
                table = open_table(sealed, kind=kind, options=options)
                run.columns, run.total_rows = _columns(table), table.total
            run.mapping = mapping or suggest(into, source=source, columns=table.columns)
            run.save()
            if mapping:
                run = set_mapping(account, run, written=mapping)
            told = {"register": register, "source": source, "sha256": kept.sha256, "bytes": kept.size}
            record(account, "registry.import_received", subject=f"import:{run.pk}", **told)
    except FileRefused as refused:
        delete_file(token)
        raise Unfit({"file": " ".join(refused.defects)}) from refused
    except BaseException:
        delete_file(token)
        raise
    return run


def set_mapping(account: Account | None, run: ImportRun, *, written: str) -> ImportRun:
    """Keep a mapping that fits the file and the register; a check that was made by another one counts no more.

    Raises Denied, Unfit by the places of the mapping.
    """
    _allowed(account, run.register)
    try:
        options = _read_all(run, written).options
        table, file = table_of(run, options)
        with file:
            columns = _columns(table)
        mapping = read_mapping(written, columns=table.columns)
        if mapping.register != run.register:
            raise MappingRefused({"register": _("The mapping is for another register than the one you chose.")})
    except MappingRefused as refused:
        raise Unfit(refused.defects) from refused
    except FileRefused as refused:
        raise Unfit({"file": " ".join(refused.defects)}) from refused
    except FileNotFoundError:
        raise Unfit({"file": _("The file is deleted already. Send it anew.")}) from None
    with transaction.atomic():
        run = _locked(run, ImportState.MAPPING, ImportState.CHECKED, ImportState.PAUSED)
        if run.was_running:
            raise Unfit({"mapping": _("Loading has begun with this mapping. Cancel it and send the file anew.")})
        run.mapping, run.source, run.columns, run.state = written, mapping.source, columns, ImportState.MAPPING
        run.save()
    return run


def begin_check(account: Account | None, run: ImportRun, *, by_worker: str = "") -> ImportRun:
    """Have every row checked, by any worker or the one named. Twice is once. Raises Denied, Unfit."""
    _allowed(account, run.register)
    with transaction.atomic():
        run = _locked(run, ImportState.MAPPING, ImportState.CHECKED, ImportState.CHECKING)
        if run.state == ImportState.CHECKING:
            return run
        run.defects.all().delete()
        SeenRow.objects.filter(run=run).delete()
        run.state, run.row_number, run.place, run.expected = ImportState.CHECKING, 0, {}, {}
        run.why_stopped, run.was_running, run.checked_at = "", False, None
        run.worked_by, run.worked_at = by_worker, timezone.now()
        run.save()
    return run


def confirm(account: Account | None, run: ImportRun, *, by_worker: str = "") -> ImportRun:
    """Load what the check has let through, by any worker or the one named. Twice is once. Raises Denied, Unfit."""
    _allowed(account, run.register)
    with transaction.atomic():
        run = _locked(run, ImportState.CHECKED, ImportState.RUNNING)
        if run.state == ImportState.RUNNING:
            return run
        if not run.expected.get("rows", 0) - run.expected.get("refused", 0):
            raise Unfit({"rows": _("No row of the file can be loaded. Mend the mapping or the file first.")})
        run.state, run.begun_at, run.row_number, run.place = ImportState.RUNNING, timezone.now(), 0, {}
        run.counts, run.why_stopped = {}, ""
        run.worked_by, run.worked_at = by_worker, timezone.now()
        run.save()
        record(account, "registry.import_begun", subject=f"import:{run.pk}", register=run.register, source=run.source)
    return run


def pause(account: Account | None, run: ImportRun) -> ImportRun:
    """Stop after the rows in hand; what is loaded stands. Raises Denied, Unfit."""
    _allowed(account, run.register)
    with transaction.atomic():
        run = _locked(run, ImportState.CHECKING, ImportState.RUNNING, ImportState.PAUSED)
        if run.state != ImportState.PAUSED:
            run.was_running, run.state = run.state == ImportState.RUNNING, ImportState.PAUSED
            run.save(update_fields=["state", "was_running"])
            record(account, "registry.import_paused", subject=f"import:{run.pk}")
    return run


def go_on(account: Account | None, run: ImportRun) -> ImportRun:
    """Go on where it stood. Raises Denied, Unfit."""
    _allowed(account, run.register)
    with transaction.atomic():
        run = _locked(run, ImportState.PAUSED, ImportState.CHECKING, ImportState.RUNNING)
        if run.state == ImportState.PAUSED:
            run.state = ImportState.RUNNING if run.was_running else ImportState.CHECKING
            run.why_stopped, run.worked_by = "", ""
            run.save(update_fields=["state", "why_stopped", "worked_by"])
            record(account, "registry.import_went_on", subject=f"import:{run.pk}")
    return run


def cancel(account: Account | None, run: ImportRun) -> ImportRun:
    """End it; what is loaded stands, as acts that can be taken back one by one. Raises Denied, Unfit."""
    _allowed(account, run.register)
    with transaction.atomic():
        run = _locked(run, *(state for state in ImportState if state != ImportState.DONE))
        if not run.has_ended:
            run.state, run.ended_at = ImportState.CANCELLED, timezone.now()
            run.save(update_fields=["state", "ended_at"])
            SeenRow.objects.filter(run=run).delete()
            record(account, "registry.import_cancelled", subject=f"import:{run.pk}", loaded=run.counts.get("rows", 0))
    return run


def forget_files() -> int:
    """Delete the files of runs that ended some days ago or were left alone; returns how many."""
    now = timezone.now()
    left = ImportRun.objects.exclude(state__in=[*ENDED, ImportState.CHECKING, ImportState.RUNNING])
    for run in left.filter(made_at__lt=now - LEFT_ALONE):
        cancel(None, run)
    due = now - timedelta(days=settings.IMPORT_FILE_DAYS)
    count = 0
    for run in ImportRun.objects.filter(state__in=ENDED, ended_at__lt=due, file_deleted_at=None):
        delete_file(run.token)
        # Without its key a copy that lies in a backup opens no more once this row is gone from it too.
        run.file_key, run.file_deleted_at = "", now
        run.save(update_fields=["file_key", "file_deleted_at"])
        count += 1
    return count + _forget_strays(now - timedelta(days=1))


def _forget_strays(before: Any) -> int:
    """Files whose run was never written down, because the machine stopped between the two."""
    if not folder().is_dir():
        return 0
    known = set(ImportRun.objects.filter(file_deleted_at=None).values_list("token", flat=True))
    strays = [
        path
        for path in folder().iterdir()
        if path.name.partition(".")[0] not in known and path.stat().st_mtime < before.timestamp()
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _allowed(account: Account | None, register: str) -> Register:
    """The register, if the account may load files into it. Raises Denied, Unfit."""
    try:
        into = register_named(register)
    except LookupError:
        raise Unfit({"register": _("Choose the register that the file is for.")}) from None
    if account is not None:
        require(account, into.import_permission, area_code="")
    return into


def _locked(run: ImportRun, *states: str) -> ImportRun:
    """The run, in one of these states, held until the transaction ends. Raises Unfit."""
    found = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if found.state not in states:
        told = {"state": ImportState(found.state).label}
        raise Unfit({"state": _("This is not possible now: the import is %(state)s.") % told})
    return found


def _read_all(run: ImportRun, written: str) -> Mapping:
    """The mapping as far as it does not depend on the file. Raises MappingRefused, with wrong columns named as well."""
    try:
        return read_mapping(written)
    except MappingRefused:
        read_mapping(written, columns=[column["name"] for column in run.columns])
        raise


def _options_of(mapping: str) -> Options:
    try:
        return read_mapping(mapping).options if mapping else Options()
    except MappingRefused as refused:
        raise Unfit(refused.defects) from refused


def _columns(table: Reader) -> list[dict[str, str]]:
    """The columns, each with what its first value looks like, and never the value."""
    shapes: dict[str, str] = {}
    for row in islice(table.rows(), SHAPES_FROM):
        for name, cell in row.cells.items():
            if not shapes.get(name):
                shapes[name] = shape(cell)
    return [{"name": name, "shape": shapes.get(name, "")} for name in table.columns]
