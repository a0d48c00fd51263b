"""`./city manage closeaccount NAME`: nobody signs in to it any more; `--open` takes that back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from longcheng.core.access.actions.accounts import AccountError, close_account


class Command(BaseCommand):
    help = "Close an account: its sessions end at once, its roles and mandates open nothing. --open takes it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--open", action="store_true", help="open it again")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            account = close_account(options["username"], is_open=options["open"])
        except AccountError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The account {account.username} is {'open' if account.is_active else 'closed'}.")
