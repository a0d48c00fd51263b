"""`./city manage partner source|webhook …`: who may send us CloudEvents, and who receives ours."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied
from longcheng.core.events.actions import add_source, add_webhook
from longcheng.core.events.directory import events


class Command(BaseCommand):
    help = "Add a source that may send CloudEvents, or a webhook that receives shared events; prints its secret once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["source", "webhook"])
        parser.add_argument("name", help="the source's short name, or the webhook's title")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="the operator in whose name it is done")
        parser.add_argument("--url", default="", help="where the webhook listens")
        parser.add_argument("--event", action="append", default=[], help="a shared event; all of them without this")

    def handle(self, *_: Any, **options: Any) -> None:
        actor = Account.objects.filter(username=options["by"]).first()
        if actor is None:
            raise CommandError(f"The account {options['by']} does not exist.")
        unshared = [name for name in options["event"] if name not in events() or not events()[name].is_shared]
        if unshared:
            raise CommandError(f"{', '.join(unshared)} is no shared event. There are: {', '.join(_shared())}.")
        try:
            if options["what"] == "source":
                secret = add_source(actor, name=options["name"], title=options["name"])[1]
            else:
                if not options["url"].startswith(("https://", "http://")):
                    raise CommandError("A webhook needs --url, such as https://partner.example/hook")
                secret = add_webhook(actor, title=options["name"], url=options["url"], event_names=options["event"])[1]
        except (Denied, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Its secret, shown only now: {secret}")


def _shared() -> list[str]:
    return sorted(name for name, cls in events().items() if cls.is_shared)
