"""`./city manage checkaddresses CODE`: the nightly check of a town's addresses, now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.actions.checking import check_addresses


class Command(BaseCommand):
    help = "Check the addresses of all residents of a town; each of them can read that it was done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="nine digits, such as 320411103")

    def handle(self, *args: Any, **options: Any) -> None:
        town = Division.objects.filter(level=DivisionLevel.TOWN, code=options["code"][:12]).first()
        if town is None:
            raise CommandError(f"No town or street has the code {options['code']}. It is the first nine digits.")
        check = check_addresses(town)
        self.stdout.write(
            f"{town.name}: {check.residents} residents, {check.without_address} without an address, "
            f"{check.outside_any_community} outside any community."
        )
