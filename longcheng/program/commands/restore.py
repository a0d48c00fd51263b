"""`./city restore FILE`: fill an empty home from a backup, then compare counts and checksums."""

import argparse
from pathlib import Path

from longcheng.program.commands import add_home
from longcheng.program.commands.report import CommandError, Steps, console
from longcheng.program.configuration import configuration
from longcheng.program.engines import Database
from longcheng.program.home import Home
from longcheng.program.keeping import KeepingError, read_manifest, restore
from longcheng.program.opened import opened_database
from longcheng.program.supervisor import running_parts


def describe(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("file", metavar="FILE", help="a file that ./city backup wrote")


def run(arguments: argparse.Namespace) -> int:
    settings = configuration()
    home, source = Home(settings.home), Path(arguments.file).absolute()
    try:
        manifest = read_manifest(source)
    except KeepingError as error:
        raise CommandError(str(error)) from error
    if running_parts(home):
        raise CommandError(f"A city runs in {home.folder}. Restore into another home: --home DIR")
    if Database.of(home).exists and not settings.database_url:
        raise CommandError(f"{home.folder} holds a city already. Restore into a new home: --home DIR")
    home.prepare()
    steps = Steps()
    console.print(f"Backup of {manifest['city']}, made {manifest['made_at']} by version {manifest['version']}")
    try:
        with opened_database(), steps.step("Restoring and comparing"):
            differences = restore(source, settings.database_url or home.database_url(), home.files)
    except KeepingError as error:
        raise CommandError(str(error)) from error
    if differences:
        raise CommandError("The restored city differs from the backup:\n" + "\n".join(differences))
    rows = sum(table["rows"] for table in manifest["tables"].values())
    console.print(f"{len(manifest['tables'])} tables and {rows:,} rows are the same in count and checksum.")
    console.print(
        f"Put the old home's secrets.json and keys.json into {home.folder}, or people sign in anew and what is "
        "sealed stays closed."
    )
    console.print(f"Start it: ./city up --home {home.folder}")
    return 0
