"""`./city manage makeaccount NAME --role ROLE[:AREA]`: the first operator of a city without a demo life."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from longcheng.core.access.actions.accounts import AccountError, make_account


class Command(BaseCommand):
    help = "Make an account; the password is asked for, or read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="what people call them")
        parser.add_argument("--kind", default="staff", help="resident, staff, department, program or device")
        parser.add_argument("--role", action="append", default=[], metavar="ROLE[:AREA]", help="may be given again")

    def handle(self, *_: Any, **options: Any) -> None:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password)
            account = make_account(
                username=options["username"],
                password=password,
                display_name=options["name"],
                kind=options["kind"],
                roles=[tuple((role + ":").split(":")[:2]) for role in options["role"]],
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except AccountError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Made the account {account.username}.")
