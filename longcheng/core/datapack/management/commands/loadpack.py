"""What `./city load PATH` runs: load a data pack into the opened database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from longcheng.core.datapack.loading import load_pack
from longcheng.core.datapack.pack import PackError, read_pack


class Command(BaseCommand):
    help = "Load what is new or changed in a data pack."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            count = load_pack(read_pack(options["path"], local_data=settings.LOCAL_DATA), report=self.stdout.write)
        except PackError as error:
            raise CommandError(f"Nothing of the defective files was loaded.\n{error}") from error
        self.stdout.write(f"{count} files loaded." if count else "Nothing is new in this pack.")
