"""`./city manage translations [--update]`: what is not translated yet, or the catalogues brought up to date."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from longcheng.portal import translations

PACKAGE = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "List what is missing in the translations; with --update, add the missing texts to the catalogues."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--update", action="store_true", help="add missing texts, drop unused ones")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["update"]:
            still_open = translations.update(PACKAGE)
            self.stdout.write(f"{still_open} texts wait for their translation.")
            return
        found = translations.defects(PACKAGE)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("Every text is translated.")
