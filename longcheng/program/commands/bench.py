"""`./city bench NAME`: measure something and print one line per figure, with its unit."""

import argparse
import importlib

from longcheng.program.commands.report import CommandError, console

BENCHES = (
    "access",
    "events",
    "geography",
    "home",
    "kills",
    "live",
    "map",
    "organisations",
    "population",
    "search",
    "television",
)


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help=f"one of: {', '.join(BENCHES)}")
    parser.add_argument(
        "rest", metavar="...", nargs=argparse.REMAINDER, help="what this measurement takes (try --help)"
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.name is None:
        for name in BENCHES:
            module = importlib.import_module(f"benchmarks.{name}")
            console.print(f"  {name:<12}{(module.__doc__ or '').splitlines()[0]}")
        return 0
    if arguments.name not in BENCHES:
        raise CommandError(f"The bench {arguments.name} does not exist. There are: {', '.join(BENCHES)}.")
    return int(importlib.import_module(f"benchmarks.{arguments.name}").main(arguments.rest))
