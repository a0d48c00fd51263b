"""What follows where somebody dies who acts for organisations: no officer files it, the register hears of the death."""

from datetime import date

from django.db import transaction

from longcheng.bases.organisations.actions.appointments import end_those, mark_vacant
from longcheng.bases.organisations.actions.filing import new_filing, tell_open_pages
from longcheng.bases.organisations.laws import AGENCY_ENDS, for_the_record
from longcheng.bases.organisations.models import Appointment, Organisation
from longcheng.bases.organisations.registers import ORGANISATIONS
from longcheng.bases.population.models import Person
from longcheng.core.access.permissions import record
from longcheng.core.registry.acts import lock_subjects


def end_for_the_dead(*, person_id: int, death_date: date) -> list[int]:
    """End what a dead person was appointed to; the organisations of which they were representative are to name another.

    Returns the numbers of those. Called again it changes nothing more.
    """
    with transaction.atomic():
        # What was entered under a number that was merged into this one is theirs as well.
        numbers = [person_id, *Person.objects.filter(merged_into_id=person_id).values_list("pk", flat=True)]
        acting = Appointment.objects.filter(person_id__in=numbers, ended_date=None)
        named = Organisation.objects.filter(representative_id__in=numbers)
        ids = {*acting.values_list("organisation_id", flat=True), *named.values_list("pk", flat=True)} - {None}
        lock_subjects(ORGANISATIONS, [one for one in ids if one is not None])
        filing, found, vacant = new_filing(), list(acting), list(named)
        end_those(None, found, filing=filing, day=death_date, because="death", reason=for_the_record(AGENCY_ENDS))
        mark_vacant(vacant, by=None, filing=filing)
        for one in vacant:
            record(None, "organisations.representative_died", subject=f"organisation:{one.pk}", filing=filing)
        tell_open_pages(sorted(one for one in ids if one is not None))
    return [one.pk for one in vacant]
