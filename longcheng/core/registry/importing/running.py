"""Working a run off in portions: rows, what they change and how far the run is are committed together.

A worker killed in the middle leaves the portion undone, and it is done once when the run goes on. Who works holds the
file open from portion to portion; what was committed decides where reading goes on, never what is held.
"""

import contextlib
import gc
import logging
import secrets
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from longcheng.core.access.permissions import may, record
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.protection.sealing import SealBroken
from longcheng.core.registry.acts import Stated, Statement, state_all
from longcheng.core.registry.declaring import Register, register_named
from longcheng.core.registry.import_models import (
    WORKING,
    ImportDefect,
    ImportRun,
    ImportState,
    SeenRow,
)
from longcheng.core.registry.importing.checking import Checked, Checker, Defect
from longcheng.core.registry.importing.mapping import Mapping, MappingRefused, read_mapping
from longcheng.core.registry.importing.origins import Origin, origin_of
from longcheng.core.registry.importing.rows import FileRefused, Place, Reader, Row
from longcheng.core.registry.importing.sorting import COUNTED, Portion, Sorted, expected_doubts, sort_rows
from longcheng.core.registry.importing.storing import table_of

log = logging.getLogger(__name__)

PORTION_ROWS = 1_000
DEAD_AFTER = timedelta(seconds=15)
DEFECTS_KEPT_MOST = 200_000
TEXT_MOST, SHOWN_MOST, COLUMN_MOST, WHY_MOST = 300, 60, 100, 500


# Columns as arrays: a fifth of the time that as many single values take.
REMEMBER = """
INSERT INTO registry_importedrow (origin_id, run_id, key_digest, values_digest, subject_id, act_id, row_number)
SELECT %s, %s, * FROM unnest(%s::bytea[], %s::bytea[], %s::bigint[], %s::bigint[], %s::bigint[])
ON CONFLICT (origin_id, key_digest) DO UPDATE SET values_digest = excluded.values_digest, act_id = excluded.act_id,
    subject_id = excluded.subject_id, run_id = excluded.run_id, row_number = excluded.row_number
"""


@dataclass
class Held:
    """A file held open between two portions of a run, and up to which row it has been read."""

    run_id: int
    state: str
    row_number: int
    rows: Iterator[Row]
    reader: Reader
    file: IO[bytes]
    checker: Checker

    def fits(self, run: ImportRun) -> bool:
        return (self.run_id, self.state, self.row_number) == (run.pk, run.state, run.row_number)


class ImportWorker:
    """Works runs off, one portion a step. Any number of them may stand beside each other."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(8)
        self._held: Held | None = None

    def step(self, *, only: int | None = None) -> int:
        """Work on the next rows of a run that is to be checked or loaded; returns how many, 0 where none waits."""
        run_id = 0
        try:
            with transaction.atomic():
                run = _next_run(self.name, only)
                if run is None:
                    self.let_go()
                    return 0
                run_id = run.pk
                with override(run.language), _uncollected():
                    done = self._work(run)
        except (OperationalError, InterfaceError):  # the database is away: the portion comes again
            self.let_go()
            raise
        except Exception as error:  # a run that cannot go on is stopped with its reason and holds up no other
            self.let_go()
            _stop(run_id, error)
            return 1
        if self._held is not None and run.state not in WORKING:
            self.let_go()
        return max(done, 1)

    def let_go(self) -> None:
        """Close what is held open."""
        if self._held is not None:
            self._held.file.close()
            self._held = None

    def _work(self, run: ImportRun) -> int:
        register = register_named(run.register)
        if run.account is not None and not may(run.account, register.import_permission, area_code=""):
            raise FileRefused(
                _("Whoever began this has no right to load files any more. Somebody who has it begins anew.")
            )
        held = self._opened(run, register)
        rows = list(islice(held.rows, PORTION_ROWS))
        checked = [held.checker.check(row) for row in rows]
        mapping = held.checker.mapping
        origin = origin_of(
            register.name,
            mapping.source,
            key_is_sealed=held.checker.key_is_sealed,
            is_locked=run.state == ImportState.RUNNING,
        )
        if run.state == ImportState.CHECKING:
            run.expected = _added(run.expected, _check(run, register, origin, checked))
        else:
            run.counts = _added(run.counts, _load(run, register, mapping, origin, checked))
        if rows:
            run.row_number, last = rows[-1].number, rows[-1].place
            run.place = {"at": last.at, "number": last.number}
        if len(rows) < PORTION_ROWS:
            _end_check(run) if run.state == ImportState.CHECKING else _end_load(run)
        run.worked_by, run.worked_at = self.name if run.is_working else "", timezone.now()
        run.save()
        held.row_number = run.row_number
        return len(rows)

    def _opened(self, run: ImportRun, register: Register) -> Held:
        if self._held is not None and self._held.fits(run):
            return self._held
        self.let_go()
        mapping = read_mapping(run.mapping)
        reader, file = table_of(run, mapping.options)
        place = Place(run.place.get("at", 0), run.place.get("number", 0))
        rows = reader.rows(place, beyond=run.row_number)
        checker = Checker(register, mapping, zone=ZoneInfo(settings.TIME_ZONE))
        self._held = Held(run.pk, run.state, run.row_number, rows, reader, file, checker)
        if run.state == ImportState.CHECKING and not run.row_number:
            run.total_rows = reader.total
            _keep_defects(run, [Defect(number, "", words) for number, words in reader.warnings])
        return self._held


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Hold the garbage collector back for a portion: looking at its many young objects took 40 % of the time.

    None of them is part of a ring, so they go as soon as the portion lets go of them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _next_run(worker: str, only: int | None) -> ImportRun | None:
    """A run that this worker has in hand, or nobody: one that gave no sign of life for a while has died."""
    found = ImportRun.objects.select_for_update(skip_locked=only is None, of=("self",)).select_related("account")
    is_free = Q(worked_by__in=["", worker]) | Q(worked_at__lt=timezone.now() - DEAD_AFTER)
    found = found.filter(is_free, state__in=WORKING)
    return (found.filter(pk=only) if only is not None else found).order_by("id").first()


def _check(run: ImportRun, register: Register, origin: Origin, checked: list[Checked]) -> dict[str, int]:
    _note_seen_keys(run, origin, checked)
    portion = sort_rows(register, origin, checked)
    _count(portion, checked)
    portion.counts["doubts"] = expected_doubts(register, source=run.source, rows=portion.to_state())
    _keep_defects(run, [defect for row in checked for defect in [*row.defects, *row.left_out]])
    return portion.counts


def _load(
    run: ImportRun, register: Register, mapping: Mapping, origin: Origin, checked: list[Checked]
) -> dict[str, int]:
    portion = sort_rows(register, origin, checked)
    _refuse_met_keys(run, portion)
    _count(portion, checked)
    stated = _state(run, register, mapping, origin, portion)
    portion.counts["doubts"] = sum(len(one.doubts) for _row, one in stated)
    _remember(run, origin, stated)
    return portion.counts


def _count(portion: Portion, checked: list[Checked]) -> None:
    portion.counts["rows"] = sum(not row.is_blank for row in checked)
    portion.counts["refused"] = sum(bool(row.defects) for row in checked)
    portion.counts["defects"] = sum(len(row.defects) + len(row.left_out) for row in checked)
    for row in portion.rows:
        portion.counts[row.what] += 1


def _state(
    run: ImportRun, register: Register, mapping: Mapping, origin: Origin, portion: Portion
) -> list[tuple[Sorted, Stated]]:
    """State what is new. Rows of one portion that mean the same new subject are stated one after the other."""
    first: list[Sorted] = []
    later: list[tuple[Sorted, Sorted]] = []
    leaders: dict[str, Sorted] = {}
    for row in portion.to_state():
        identity = register.identity_of(row.checked.values) if row.subject_id is None else ""
        if identity and identity in leaders:
            later.append((row, leaders[identity]))
        else:
            leaders |= {identity: row} if identity else {}
            first.append(row)
    stated = _stated(run, register, mapping, origin, portion, first)
    subjects = {id(row): one.act.subject_id for row, one in stated}
    for row, leader in later:
        row.subject_id = subjects.get(id(leader))
        portion.counts["new"] -= 1
        portion.counts["recognised"] += 1
    return stated + _stated(run, register, mapping, origin, portion, [row for row, _leader in later])


def _stated(
    run: ImportRun, register: Register, mapping: Mapping, origin: Origin, portion: Portion, rows: list[Sorted]
) -> list[tuple[Sorted, Stated]]:
    statements = [
        Statement(
            kind=mapping.kind,
            source=mapping.source,
            values=row.checked.values,
            subject_id=row.subject_id,
            valid_from=row.checked.valid_from,
            source_key=origin.source_key(row.checked),
            batch_id=run.pk,
        )
        for row in rows
    ]
    try:
        with transaction.atomic():
            return list(zip(rows, state_all(register, statements, by=run.account), strict=True))
    except Unfit:
        # One row that the register refuses holds up no other: each by itself, and the reason with it.
        return _stated_singly(run, register, portion, list(zip(rows, statements, strict=True)))


def _stated_singly(
    run: ImportRun, register: Register, portion: Portion, rows: list[tuple[Sorted, Statement]]
) -> list[tuple[Sorted, Stated]]:
    stated = []
    for row, statement in rows:
        try:
            with transaction.atomic():
                stated.append((row, state_all(register, [statement], by=run.account)[0]))
        except Unfit as unfit:
            number = row.checked.row.number
            _keep_defects(run, [Defect(number, name, words) for name, words in unfit.defects.items()])
            portion.counts[row.what] -= 1
            portion.counts["refused"] += 1
            portion.counts["defects"] += len(unfit.defects)
    return stated


def _remember(run: ImportRun, origin: Origin, stated: Iterable[tuple[Sorted, Stated]]) -> None:
    rows = [
        (row.key_digest, row.values_digest, one.act.subject_id, one.act.pk, row.checked.row.number)
        for row, one in stated
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(REMEMBER, [origin.id, run.pk, *(list(column) for column in zip(*rows, strict=True))])


def _note_seen_keys(run: ImportRun, origin: Origin, checked: list[Checked]) -> None:
    """The same number on two rows of a file is told with both; which of them counts only the department knows."""
    keyed: dict[bytes, Checked] = {}
    for row in checked:
        if row.key and not row.is_blank:
            first = keyed.setdefault(origin.key_digest(row), row)
            if first is not row:
                _same_number(row, first.row.number)
    digests = list(keyed)
    found = SeenRow.objects.filter(run=run, key_digest__in=digests)
    seen = {bytes(digest): number for digest, number in found.values_list("key_digest", "row_number")}
    for digest, row in keyed.items():
        if digest in seen:
            _same_number(row, seen[digest])
    SeenRow.objects.bulk_create(
        [SeenRow(run=run, key_digest=one, row_number=row.row.number) for one, row in keyed.items() if one not in seen]
    )


def _refuse_met_keys(run: ImportRun, portion: Portion) -> None:
    """In the load the rows known from this very run show which numbers came already."""
    met: dict[bytes, int] = {}
    kept = []
    for row in portion.rows:
        if row.checked.key:
            number = row.checked.row.number
            known = row.known.row_number if row.known and row.known.run_id == run.pk else number
            first = min(met.setdefault(row.key_digest, number), known)
            if first != number:
                _same_number(row.checked, first)
                continue
        elif met.setdefault(row.key_digest, row.checked.row.number) != row.checked.row.number:
            row.what = "unchanged"  # without a number of its own the same row twice says the same once
        kept.append(row)
    portion.rows = kept


def _same_number(row: Checked, first: int) -> None:
    words = _("The number of this row stands in row %(first)s already. Give each row a number of its own.")
    row.defects.append(Defect(row.row.number, "", words % {"first": f"{first:,}"}))


def _keep_defects(run: ImportRun, defects: list[Defect]) -> None:
    room = DEFECTS_KEPT_MOST - int(run.expected.get("defects", 0))
    ImportDefect.objects.bulk_create(
        ImportDefect(
            run=run,
            row_number=one.row_number,
            column=one.column[:COLUMN_MOST],
            text=one.text[:TEXT_MOST],
            shown=one.shown[:SHOWN_MOST],
        )
        for one in defects[: max(room, 0)]
    )


def _added(counts: dict[str, Any], more: dict[str, int]) -> dict[str, int]:
    return {name: int(counts.get(name, 0)) + more.get(name, 0) for name in COUNTED}


def _end_check(run: ImportRun) -> None:
    SeenRow.objects.filter(run=run).delete()
    run.total_rows = run.expected["rows"]
    run.state, run.checked_at = ImportState.CHECKED, timezone.now()
    run.row_number, run.place = 0, {}


def _end_load(run: ImportRun) -> None:
    run.state, run.ended_at = ImportState.DONE, timezone.now()
    told = {name: run.counts[name] for name in COUNTED}
    record(run.account, "registry.import_loaded", subject=f"import:{run.pk}", register=run.register, **told)


def _stop(run_id: int, error: Exception) -> None:
    """Pause a run with the reason; it can be mended and go on where it stood."""
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        raise error
    with override(run.language):
        if isinstance(error, FileRefused | MappingRefused):
            why = str(error)
        elif isinstance(error, FileNotFoundError | SealBroken):
            why = _("The file is gone or was altered. Send it anew.")
        else:
            # Where it happened, never its words: a database repeats the row that it refuses.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("Import %s stopped: %s\n%s", run_id, type(error).__name__, where)
            why = _(
                "A mistake of ours (%(kind)s). What was loaded stands; the operators find the reason in the log."
            ) % {"kind": type(error).__name__}
    was_running = run.state == ImportState.RUNNING
    ImportRun.objects.filter(pk=run_id, state__in=WORKING).update(
        state=ImportState.PAUSED, was_running=was_running, why_stopped=why[:WHY_MOST]
    )
