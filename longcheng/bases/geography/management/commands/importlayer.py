"""`./city manage importlayer FILE --layer … --datum …`: check a file of a map and load it, told on the terminal."""

import time
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from longcheng.bases.geography.import_models import MapImport, MapImportState
from longcheng.bases.geography.importing.actions import cancel, choose, confirm, receive, undo
from longcheng.bases.geography.importing.choices import END, KEEP, Choices, first_choices, suggested_for
from longcheng.bases.geography.importing.queries import groups_of
from longcheng.bases.geography.importing.running import MapImportWorker
from longcheng.bases.geography.importing.targets import TARGETS
from longcheng.bases.geography.models import LayerKind, MapLayer
from longcheng.core.declaration.unfit import Unfit

TEXTS = {
    "title_zh": "--title-zh", "title_en": "--title-en", "owner_zh": "--owner-zh", "owner_en": "--owner-en",
    "dated": "--dated", "licence": "--licence", "source": "--source",
}  # fmt: skip
TOLD_EVERY_S = 1.0
DEFECTS_SHOWN = 30
ENDS = {MapImportState.CHECKED, MapImportState.MAPPING, MapImportState.DONE, MapImportState.UNDONE}

Made = TypeVar("Made")


class Command(BaseCommand):
    help = "Check a file of a map whole and load it into a layer. Ended in the middle, the running city goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON, GeoPackage, zipped Shapefile, OSM PBF or CSV")
        parser.add_argument("--layer", help="its short name; one that does not exist is made")
        parser.add_argument("--datum", default="", help="WGS-84, CGCS2000, GCJ-02, BD-09 or EPSG:4513 to EPSG:4554")
        parser.add_argument("--sheet", help="the layer inside the file, where it has several")
        parser.add_argument("--kind", choices=[str(one) for one in LayerKind], help="of a new layer")
        for name, option in TEXTS.items():
            parser.add_argument(option, dest=name, default="", help="what the layer says of itself")
        parser.add_argument(
            "--column", action="append", default=[], metavar="FIELD=COLUMN", help=f"FIELD: {', '.join(TARGETS)}"
        )
        parser.add_argument("--end-missing", action="store_true", help="things that are not in the file end")
        parser.add_argument("--outside", action="store_true", help="things outside the city are taken too")
        parser.add_argument(
            "--replace-synthetic", action=BooleanOptionalAction, default=True,
            help="synthetic things end in every district in which the file has real ones",
        )  # fmt: skip
        parser.add_argument("--closed", action="store_true", help="a new layer is not given away as open data")
        parser.add_argument("--dry-run", action="store_true", help="check only; nothing is loaded")
        parser.add_argument("--strict", action="store_true", help="load nothing if any feature is refused")
        parser.add_argument("--undo", type=int, metavar="IMPORT", help="take an earlier import of this file back")

    def handle(self, *_: Any, **options: Any) -> None:
        with override("en"):
            worker = MapImportWorker()
            if options["undo"]:
                self._undo(worker, options["undo"])
                return
            run = self._worked(worker, self._received(options))
            run = self._worked(worker, self._chosen(run, options))
            self._tell(run, run.expected, "checked")
            if options["dry_run"] or (options["strict"] and run.expected["refused"]):
                cancel(None, run)
                self.stdout.write("Nothing was loaded.")
            else:
                run = self._worked(worker, self._confirmed(run))
                self._tell(run, run.counts, "loaded")
                self.stdout.write(f"--undo {run.pk} takes it back.")
        if run.expected["refused"]:
            raise CommandError(f"{run.expected['refused']:,} features were refused.", returncode=2)

    def _received(self, options: dict[str, Any]) -> MapImport:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError("The file does not exist.")
        if path.stat().st_size > settings.IMPORT_FILE_MB * 1_000_000:
            raise CommandError(f"The file is larger than {settings.IMPORT_FILE_MB} MB (LONGCHENG_IMPORT_FILE_MB).")
        if not options["layer"]:
            raise CommandError("--layer is required: the short name of the layer that the file is for.")
        with path.open("rb") as file:
            return self._done(lambda: receive(None, file=file, name=path.name, layer=options["layer"]))

    def _chosen(self, run: MapImport, options: dict[str, Any]) -> MapImport:
        layer = options["layer"]
        sheet = options["sheet"]
        made = self._done(
            lambda: (
                suggested_for(run.contents, sheet, kind=run.kind, layer=layer)
                if sheet is not None
                else first_choices(run.contents, kind=run.kind, layer=layer)
            )
        )
        made.is_new = not MapLayer.objects.filter(name=layer).exists()
        made.datum = options["datum"] or made.datum
        made.missing = END if options["end_missing"] else KEEP
        made.may_be_outside, made.replaces_synthetic = options["outside"], options["replace_synthetic"]
        if made.is_new:
            made.kind, made.is_open = options["kind"] or made.kind, not options["closed"]
        for name in TEXTS:
            setattr(made, name, options[name] or getattr(made, name))
        self._columns(made, options["column"])
        return self._done(lambda: choose(None, run, choices=made))

    def _columns(self, made: Choices, given: list[str]) -> None:
        for one in given:
            field, equals, column = one.partition("=")
            if not equals or field not in TARGETS:
                raise CommandError(f"--column {one}: write FIELD=COLUMN with one of {', '.join(TARGETS)}.")
            made.columns[field] = column
            made.properties = [name for name in made.properties if name != column]

    def _confirmed(self, run: MapImport) -> MapImport:
        return self._done(lambda: confirm(None, run))

    def _undo(self, worker: MapImportWorker, number: int) -> None:
        found = MapImport.objects.filter(pk=number).first()
        if found is None:
            raise CommandError(f"There is no import {number}.")
        run = self._worked(worker, self._done(lambda: undo(None, found)))
        self.stdout.write(f"{run.counts['undone']:,} acts were taken back.")

    def _done(self, act: Callable[[], Made]) -> Made:
        try:
            return act()
        except Unfit as unfit:
            told = "\n".join(f"  {place}: {words}" for place, words in unfit.defects.items())
            raise CommandError(f"Nothing was loaded.\n{told}") from unfit

    def _worked(self, worker: MapImportWorker, run: MapImport) -> MapImport:
        told = 0.0
        while worker.step(only=run.pk):
            if time.monotonic() - told > TOLD_EVERY_S:
                told = time.monotonic()
                run.refresh_from_db()
                self.stderr.write(f"\r{run.row_number:,} of about {run.total_rows:,} features", ending="")
        run.refresh_from_db()
        while run.is_working:  # the running city's worker has it in hand
            time.sleep(TOLD_EVERY_S)
            worker.step(only=run.pk)
            run.refresh_from_db()
        if run.state not in ENDS:
            raise CommandError(f"{run.get_state_display()}: {run.why_stopped}")
        return run

    def _tell(self, run: MapImport, counts: dict[str, Any], verb: str) -> None:
        numbers = ", ".join(f"{counts[name]:,} {name}" for name in ("new", "changed", "same", "ended", "refused"))
        self.stderr.write("\r", ending="")
        self.stdout.write(f"Import {run.pk}: {counts['rows']:,} features {verb}: {numbers}")
        if verb == "checked":
            for group in groups_of(run)[:DEFECTS_SHOWN]:
                self.stdout.write(
                    f"  {group.count:,} × {group.column or 'feature'}: {group.text} ({group.first_row:,})"
                )
