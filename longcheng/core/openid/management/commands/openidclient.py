"""`./city manage openidclient NAME …`: a program that may sign people in, approved by the one who holds the machine."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from longcheng.core.openid.actions.programs import TooManyWait, approve_program, register_program
from longcheng.core.openid.registration import GRANTS, UnfitRegistration, read_registration


class Command(BaseCommand):
    help = "Make an approved program and show its client_id and, once, its secret."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what people call the program")
        parser.add_argument("--organisation", required=True, help="whose it is")
        parser.add_argument("--purpose", required=True, help="what it needs the account for, as people will read it")
        parser.add_argument("--redirect-uri", action="append", default=[], metavar="ADDRESS", help="may be given again")
        parser.add_argument("--post-logout-redirect-uri", action="append", default=[], metavar="ADDRESS")
        parser.add_argument("--scope", default="openid", help='such as "openid profile"')
        parser.add_argument("--grant", action="append", choices=sorted(GRANTS), help="may be given again")
        parser.add_argument("--public", action="store_true", help="it runs where it can keep no secret")
        parser.add_argument("--contact", default="")

    def handle(self, *_: Any, **options: Any) -> None:
        said = {
            "client_name": options["name"],
            "organisation": options["organisation"],
            "purpose": options["purpose"],
            "contacts": [options["contact"]] if options["contact"] else [],
            "redirect_uris": options["redirect_uri"],
            "post_logout_redirect_uris": options["post_logout_redirect_uri"],
            "scope": options["scope"],
            "grant_types": options["grant"] or ["authorization_code"],
            "token_endpoint_auth_method": "none" if options["public"] else "client_secret_basic",
        }
        try:
            with transaction.atomic():
                program, secret = register_program(read_registration(said), is_by_hand=True)
                program = approve_program(None, program)
        except UnfitRegistration as unfit:
            raise CommandError("\n".join(unfit.defects.values())) from unfit
        except TooManyWait as error:
            raise CommandError("Too many programs wait for a decision. Decide on some first.") from error
        account = program.user.username if program.user else ""
        shown = {"client_id": program.client_id, "account": account}
        self.stdout.write(json.dumps(shown | ({"client_secret": secret} if secret else {}), indent=2))
