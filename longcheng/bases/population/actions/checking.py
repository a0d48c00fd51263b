"""The nightly check of addresses 地址核查: read under its duty, counted, and told to each person."""

from django.db import transaction

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.models import AddressCheck, Person
from longcheng.bases.population.personal import RESIDENT_PLACE
from longcheng.core.access.actions.programs import program_with_role
from longcheng.core.access.permissions import record
from longcheng.core.access.purposes import for_duty
from longcheng.core.access.reading import read_many

ADDRESS_CHECK = "population.address_check"


def check_addresses(town: Division) -> AddressCheck:
    """Read where all residents of a town live and count what is missing; each of them can read that it was done.

    Those whose address is kept secret are neither read nor counted.
    """
    keeper = program_with_role("population-register-keeper", title="人口登记程序", role="population.register_keeper")
    living = Person.objects.filter(division_code__startswith=town.code, death_date=None, merged_into_id=None)
    residents = living.select_related("household").order_by("pk")
    communities = set(
        Division.objects.filter(level=DivisionLevel.COMMUNITY, code__startswith=town.code).values_list(
            "code", flat=True
        )
    )
    counted = without_address = outside = 0
    for seen in read_many(
        residents.iterator(chunk_size=5_000), RESIDENT_PLACE, by=keeper, purpose=for_duty(ADDRESS_CHECK)
    ):
        counted += 1
        without_address += not seen["address"].content
        outside += seen["community"].content not in communities
    with transaction.atomic():
        check = AddressCheck.objects.create(
            town_code=town.code, residents=counted, without_address=without_address, outside_any_community=outside
        )
        record(keeper, "population.check_addresses", subject=f"division:{town.code}", residents=counted)
    return check
