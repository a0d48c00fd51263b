"""`./city manage importregister REGISTER FILE --mapping M`: check a file and load it, with progress on the terminal."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from longcheng.core.declaration.unfit import Unfit
from longcheng.core.protection.upload_kinds import KINDS as FILE_KINDS
from longcheng.core.registry.import_models import ImportRun, ImportState
from longcheng.core.registry.importing.actions import begin_check, confirm, receive
from longcheng.core.registry.importing.mapping import MappingRefused, read_mapping
from longcheng.core.registry.importing.queries import groups_of
from longcheng.core.registry.importing.readers import KINDS
from longcheng.core.registry.importing.running import ImportWorker

DEFECTS_SHOWN = 20
TOLD_EVERY_S = 1.0


class Command(BaseCommand):
    help = "Check a department's file whole and load it into a register. Ended in the middle, the running city goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", help="such as population.person")
        parser.add_argument("file", type=Path, help="CSV, XLSX, JSON lines or Parquet")
        parser.add_argument(
            "--mapping", type=Path, required=True, help="the mapping file (TOML); see docs/registers.md"
        )
        parser.add_argument("--dry-run", action="store_true", help="check only; nothing is loaded")
        parser.add_argument("--strict", action="store_true", help="load nothing if any row is refused")

    def handle(self, *_: Any, **options: Any) -> None:
        with override("en"):
            run = self._received(options["register"], options["file"], options["mapping"])
            self.stdout.write(f"Import {run.pk}: {run.file_name}, SHA-256 {run.sha256}")
            worker = ImportWorker()
            run = self._worked(worker, begin_check(None, run, by_worker=worker.name), "checked")
            self._tell_defects(run)
            if options["dry_run"] or (options["strict"] and run.expected["refused"]):
                self.stdout.write(f"Nothing was loaded. /desk/imports/{run.pk}/ shows the check and can load it.")
            else:
                run = self._worked(worker, self._confirmed(worker, run), "loaded")
        if run.expected["refused"]:
            raise CommandError(f"{run.expected['refused']:,} rows were refused.", returncode=2)

    def _received(self, register: str, path: Path, mapping: Path) -> ImportRun:
        kind = next((name for name in sorted(KINDS) if path.suffix.lstrip(".").lower() in FILE_KINDS[name].endings), "")
        most = settings.IMPORT_FILE_MB * 1_000_000
        if not path.is_file() or not mapping.is_file():
            raise CommandError("The file or the mapping does not exist.")
        if not kind:
            raise CommandError("The file must end in .csv, .tsv, .xlsx, .jsonl, .ndjson or .parquet.")
        if path.stat().st_size > most:
            raise CommandError(f"The file is larger than {settings.IMPORT_FILE_MB} MB (LONGCHENG_IMPORT_FILE_MB).")
        try:
            written = mapping.read_text(encoding="utf-8-sig")
            source = read_mapping(written).source
            with path.open("rb") as file:
                return receive(
                    None, file=File(file), name=path.name, kind=kind, register=register, source=source, mapping=written
                )
        except (MappingRefused, Unfit) as refused:
            told = "\n".join(f"  {place}: {words}" for place, words in refused.defects.items())
            raise CommandError(f"Nothing was loaded.\n{told}") from refused
        except UnicodeDecodeError as error:
            raise CommandError("The mapping is not text in UTF-8.") from error

    def _confirmed(self, worker: ImportWorker, run: ImportRun) -> ImportRun:
        try:
            return confirm(None, run, by_worker=worker.name)
        except Unfit as unfit:
            raise CommandError(str(unfit)) from unfit

    def _worked(self, worker: ImportWorker, run: ImportRun, verb: str) -> ImportRun:
        began, told = time.monotonic(), 0.0
        try:
            while worker.step(only=run.pk):
                if time.monotonic() - told > TOLD_EVERY_S:
                    told = time.monotonic()
                    run.refresh_from_db()
                    self.stderr.write(f"\r{run.row_number:,} of about {run.total_rows:,} rows", ending="")
        finally:
            worker.let_go()
        run.refresh_from_db()
        if run.state not in {ImportState.CHECKED, ImportState.DONE}:
            raise CommandError(f"{run.get_state_display()}: {run.why_stopped}")
        counts = run.expected if run.state == ImportState.CHECKED else run.counts
        took = max(time.monotonic() - began, 0.001)
        numbers = ", ".join(f"{counts[name]:,} {name}" for name in counts if name != "rows")
        self.stderr.write("\r", ending="")
        self.stdout.write(f"{counts['rows']:,} rows {verb} in {took:.1f} s ({counts['rows'] / took:,.0f}/s): {numbers}")
        return run

    def _tell_defects(self, run: ImportRun) -> None:
        for group in groups_of(run)[:DEFECTS_SHOWN]:
            where = group.column or "row"
            self.stdout.write(f"  {group.count:,} × {where}: {group.text} (first: row {group.first_row:,})")
