"""`./city manage …`: Django's own commands, against the running city or with its database opened for the while."""

import argparse

from django.core.management import execute_from_command_line

from longcheng.program.opened import opened_database

NEEDS_NO_DATABASE = {"check", "help", "makemigrations", "eventschemas", "translations", "--help", "version"}


def describe(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "For example: ./city manage shell, ./city manage showmigrations, ./city manage help"


def run(arguments: argparse.Namespace) -> int:
    rest = arguments.rest or ["help"]
    if rest[0] in NEEDS_NO_DATABASE:
        execute_from_command_line(["./city manage", *rest])
        return 0
    with opened_database():
        execute_from_command_line(["./city manage", *rest])
    return 0
