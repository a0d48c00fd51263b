"""`./city keys`: the keys of sealed fields and blind indexes, changed while the city runs; never shows a key itself."""

import argparse

from django.core.management import execute_from_command_line

from longcheng.program.commands import add_home
from longcheng.program.commands.report import CommandError
from longcheng.program.configuration import configuration
from longcheng.program.home import Home
from longcheng.program.opened import opened_database

ACTS = ("list", "rotate", "reseal", "retire")


def describe(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument(
        "act", metavar="ACT", nargs="?", default="list", choices=ACTS, help=f"one of: {', '.join(ACTS)}"
    )
    parser.add_argument("id", metavar="ID", nargs="?", help="retire: the key that goes")
    parser.add_argument("--index", action="store_true", help="rotate, reseal: the blind indexes instead of the fields")
    parser.add_argument(
        "--background", action="store_true", help="rotate: leave the values to the running city's clock"
    )
    parser.epilog = (
        "rotate makes a new current key and brings every value under it; reseal goes on where one was interrupted; "
        "retire takes a key away that nothing stands under any more. The city may run meanwhile. docs/security.md "
        "says when to do which."
    )


def run(arguments: argparse.Namespace) -> int:
    settings = configuration()
    home = Home(settings.home)
    if not home.exists and not settings.database_url:
        raise CommandError(f"There is no city in {home.folder}.")
    if (arguments.act == "retire") != bool(arguments.id):
        raise CommandError("Name the key that goes, and only there: ./city keys retire ID")
    home.prepare()
    given = [arguments.id] if arguments.id else []
    given += ["--index"] if arguments.index else []
    given += ["--background"] if arguments.background else []
    with opened_database():
        execute_from_command_line(["city keys", "keys", arguments.act, *given])
    return 0
