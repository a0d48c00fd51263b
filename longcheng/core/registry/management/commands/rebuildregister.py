"""`./city manage rebuildregister NAME`: make all records of a register anew from their acts, and compare the bytes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from longcheng.core.registry.declaring import register_named, registers
from longcheng.core.registry.rebuild import rebuild


class Command(BaseCommand):
    help = "Make all records of a register anew from their acts. Tells whether they have the same bytes as before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help=f"one of: {', '.join(sorted(registers()))}")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            before, after = rebuild(register_named(options["name"]))
        except LookupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"before {before}\nafter  {after}")
        same = "The records are the same to the byte." if before == after else "The records have changed."
        self.stdout.write(same)
