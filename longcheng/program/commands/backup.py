"""`./city backup FILE`: everything the city keeps, at one moment, in one file."""

import argparse
from pathlib import Path

from longcheng.program.commands import add_home
from longcheng.program.commands.report import CommandError, Steps, console
from longcheng.program.configuration import configuration
from longcheng.program.home import Home
from longcheng.program.keeping import KeepingError, backup, note_backup
from longcheng.program.opened import opened_database


def describe(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("file", metavar="FILE", help="the file to write, such as monday.city")
    parser.add_argument("--replace", action="store_true", help="write over a file that is there already")
    parser.epilog = "The secrets of the home are not in the backup; keep secrets.json and keys.json apart and safe."


def run(arguments: argparse.Namespace) -> int:
    settings = configuration()
    home, target = Home(settings.home), Path(arguments.file).absolute()
    if not home.exists and not settings.database_url:
        raise CommandError(f"There is no city in {home.folder}.")
    if target.exists() and not arguments.replace:
        raise CommandError(f"{target} exists already. Choose another name, or add --replace.")
    if not target.parent.is_dir():
        raise CommandError(f"The folder {target.parent} does not exist.")
    home.prepare()
    steps = Steps()
    try:
        with opened_database(), steps.step(f"Writing {target}"):
            database_url = settings.database_url or home.database_url()
            counted = backup(database_url, home.files, target, city=settings.city)
            note_backup(database_url)
    except KeepingError as error:
        raise CommandError(str(error)) from error
    rows = sum(total.rows for total in counted.values())
    console.print(f"{len(counted)} tables, {rows:,} rows, {target.stat().st_size / 1e6:.1f} MB.")
    return 0
