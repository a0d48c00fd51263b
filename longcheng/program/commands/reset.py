"""`./city reset`: forget everything in a home, after asking."""

import argparse
import shutil
import sys

from longcheng.program.commands import add_home
from longcheng.program.commands.report import CommandError, console
from longcheng.program.configuration import configuration
from longcheng.program.engines import Database
from longcheng.program.home import Home
from longcheng.program.supervisor import running_parts

OWN = (
    "secrets.json",
    "passwords.json",
    "keys.json",
    "keys.lock",
    "logs",
    "checkpoints.txt",
    "ledger_keys.txt",
    "run",
    "static",
    "files",
    "nats",
    "database",
    "database.making",
    "door",
    "caddy",
)


def describe(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> int:
    home = Home(configuration().home)
    if not home.exists:
        console.print(f"There is nothing in {home.folder} to forget.")
        return 0
    if running_parts(home):
        raise CommandError(f"A city runs in {home.folder}. Stop it first: ./city down")
    if not arguments.yes and not agreed(home):
        console.print("Nothing was changed.")
        return 1
    for folder in Database.of(home).folders():
        shutil.rmtree(folder, ignore_errors=True)
    # A write that was killed leaves its temporary file, which may hold the keys.
    for path in [home.folder / name for name in OWN] + [
        left for name in OWN for left in home.folder.glob(f"{name}.*.tmp")
    ]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if not any(home.folder.iterdir()):
        home.folder.rmdir()
    console.print(f"Forgotten: {home.folder}")
    return 0


def agreed(home: Home) -> bool:
    """Ask for the word, since this cannot be undone."""
    if not sys.stdin.isatty():
        raise CommandError("Reset asks first, and there is no terminal to answer on. Type: ./city reset --yes")
    console.print(f"This forgets every record, file and secret in [bold]{home.folder}[/bold]. It cannot be undone.")
    console.print("A copy first? ./city backup FILE")
    return input("Type the word forget to go on: ").strip() == "forget"
