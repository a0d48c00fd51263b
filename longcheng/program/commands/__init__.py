"""The commands of `./city`, one module each."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import CommandError as DjangoCommandError

from longcheng import __version__
from longcheng.program.commands.report import CommandError
from longcheng.program.configuration import CHECKOUT, ConfigurationError, configuration
from longcheng.program.engines import EngineError

# Name → what it does, in the words of `./city --help`. Each module has `describe(parser)` and `run(arguments)`.
COMMANDS = {
    "up": "start the city and keep it running until Ctrl-C",
    "status": "show the running parts, their memory and whether each is ready",
    "down": "stop the city of this home from another terminal",
    "test": "prove the city: format, types, contracts, tests, browser journeys",
    "load": "load a city's data pack, or what has changed in it",
    "backup": "write everything the city keeps into one file",
    "restore": "fill an empty home from a backup and compare",
    "ledger": "verify the access ledger, prove one of its lines, check a proof",
    "keys": "list, change and retire the keys of sealed fields",
    "reset": "forget everything in this home, after asking",
    "bench": "measure something and print its figures",
    "new": "make a new service from the house's pattern",
    "manage": "run a Django management command inside the city",
}
PASSES_ALL_ON = {"test", "manage"}


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. Errors that a person can mend are one clear text, not a traceback."""
    parser = build_parser()
    if arguments and arguments[0] in PASSES_ALL_ON:
        known, rest = parser.parse_known_args(arguments[:1]), list(arguments[1:])
        known[0].rest = rest
        chosen = known[0]
    else:
        chosen = parser.parse_args(arguments)
    if not getattr(chosen, "command", None):
        parser.print_help()
        return 2
    if getattr(chosen, "home", None):
        os.environ["LONGCHENG_HOME"] = str(Path(chosen.home).expanduser().absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longcheng.program.settings")
    try:
        configuration()
        module = importlib.import_module(f"longcheng.program.commands.{chosen.command}")
        return int(module.run(chosen) or 0)
    except (ConfigurationError, CommandError, EngineError, DjangoCommandError) as error:
        print(f"city: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    """The parser of `./city`. A command's own options are read from its module only when it is named."""
    parser = argparse.ArgumentParser(
        prog="./city",
        description="Longcheng, the operating system of a smart city.",
        epilog="Each command explains itself: ./city COMMAND --help. The manual is docs/operations.md.",
    )
    parser.add_argument("--version", action="version", version=f"longcheng {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, what in COMMANDS.items():
        command = commands.add_parser(
            name, help=what, description=f"{what[0].upper()}{what[1:]}.", add_help=name != "manage"
        )
        module = importlib.import_module(f"longcheng.program.commands.{name}")
        module.describe(command)
    return parser


def add_home(parser: argparse.ArgumentParser) -> None:
    """The option that every command about a home takes."""
    parser.add_argument("--home", metavar="DIR", help=f"the city's home folder (default: {CHECKOUT / '.city'})")
