"""`./city load PATH`: load a city's data pack, or what has changed in it."""

import argparse
from pathlib import Path

from django.core.management import execute_from_command_line

from longcheng.program.commands import add_home
from longcheng.program.opened import opened_database


def describe(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("path", metavar="PATH", help="a folder with a pack.toml, such as cities/changzhou")


def run(arguments: argparse.Namespace) -> int:
    with opened_database():
        execute_from_command_line(["city load", "loadpack", str(Path(arguments.path).absolute())])
    return 0
