"""`./city manage openidkeys [list|rotate]`: the keys that sign ID tokens."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from longcheng.core.openid.actions.keys import NotYetPublished, ensure_keys, rotate_keys
from longcheng.core.openid.keys import published


class Command(BaseCommand):
    help = "List the keys that sign ID tokens, or put the next one to use at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", nargs="?", choices=["list", "rotate"], default="list")
        parser.add_argument(
            "--compromised", action="store_true", help="the key has leaked: withdraw it, its tokens count no longer"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        ensure_keys()
        if options["do"] == "rotate":
            try:
                key = rotate_keys(is_compromised=options["compromised"])
            except NotYetPublished as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"The key {key.kid} signs from now on.")
        for key in published():
            at = localtime(key.retired_at or key.current_at or key.made_at)
            self.stdout.write(f"{key.state:8} {key.kid}  since {at:%Y-%m-%d %H:%M}")
