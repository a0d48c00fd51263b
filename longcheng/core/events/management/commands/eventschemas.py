"""`./city manage eventschemas [--write]`: compare the events with their kept schemas, or write the kept ones."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from longcheng.core.events import schemas


class Command(BaseCommand):
    help = "Compare every event with its kept schema; with --write, write down what is new or compatible."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write event_schemas.json of every room")

    def handle(self, *_: Any, **options: Any) -> None:
        found = schemas.write() if options["write"] else schemas.defects()
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("Every event fits its kept schema.")
