"""Doubts about the population register: what a resident files, and what a registrar decides, takes over, gives back."""

from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from longcheng.bases.population.actions.name_changes import name_account
from longcheng.bases.population.doubts import DESK
from longcheng.bases.population.events import RecordCorrected
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.queries import person_by_subject, resident_of
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.core.access.matters import assign_matter
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.deciding import decide_doubt, give_back_doubt, take_doubt, undo_acceptance, withdraw_doubt
from longcheng.core.registry.doubts.queries import matter_of
from longcheng.core.registry.doubts.wrong import NoSuchValue, file_doubt
from longcheng.core.registry.models import Doubt, DoubtState

DECIDE = "population.decide_correction"
CORRECTION = "population.correction"


def file_correction(account: Account, *, field: str, value: str = "", note: str = "") -> Doubt:
    """A resident says that a value of their own record is wrong. Raises Unfit with all defects, Denied for others."""
    person = resident_of(account.pk)
    if person is None:
        raise Denied(_("There is no record of you as a resident, so nothing in it can be corrected."))
    try:
        return file_doubt(account, DESK, number=person.pk, field=field, value=value, note=note)
    except NoSuchValue as error:
        raise Unfit({"field": _("Choose what is wrong.")}) from error


def decide_correction(officer: Account, *, correction_id: int, accept: bool, reason: str, value: str = "") -> Doubt:
    """Change the record as asked, or say why not; either closes the purpose. Raises Denied, Unfit."""
    with transaction.atomic():
        doubt = decide_doubt(officer, doubt_id=correction_id, accept=accept, reason=reason, value=value)
        matter = matter_of(doubt)
        person = person_by_subject(matter.subject_id) if matter else None
        if doubt.state == DoubtState.ACCEPTED and person is not None:
            if doubt.field == "name":
                name_account(person)
            emit(RecordCorrected(person_id=person.pk, field=doubt.field), actor=officer)
    return doubt


def undo_correction(officer: Account, *, correction_id: int) -> Doubt:
    """Take back a correction that was a mistake; the request is open again. Raises Denied, Unfit."""
    with transaction.atomic():
        doubt = undo_acceptance(officer, doubt_id=correction_id)
        matter = matter_of(doubt)
        person = person_by_subject(matter.subject_id) if matter else None
        if person is not None and doubt.field == "name":
            name_account(person)
    return doubt


def take_correction(officer: Account, *, correction_id: int) -> None:
    """From now on this officer alone may read for the request and decide it. Raises Denied, Unfit."""
    take_doubt(officer, doubt_id=correction_id)


def give_back_correction(officer: Account, *, correction_id: int) -> None:
    """The request is every registrar's of the area again. Raises Denied for one that a colleague has taken; Unfit."""
    give_back_doubt(officer, doubt_id=correction_id)


def withdraw_correction(account: Account, *, correction_id: int) -> Doubt:
    """Who filed the request takes it back; the purpose is gone. Raises Doubt.DoesNotExist for another's."""
    return withdraw_doubt(account, doubt_id=correction_id)


def follow_moves() -> int:
    """Put open requests before the registrar of where their people live now, who may read them; returns how many.

    Who took one in the former area has it no longer: a matter that they cannot read would stay with them.
    """
    homes: dict[str, QuerySet[Any]] = {
        PERSONS.name: Person.objects.filter(pk=OuterRef("subject_id")),
        HOUSEHOLDS.name: Household.objects.filter(pk=OuterRef("subject_id")),
    }
    moved = 0
    with transaction.atomic():
        for register, home in homes.items():
            here = Doubt.objects.filter(register=register, state=DoubtState.OPEN)
            found = here.annotate(now=Subquery(home.values("division_code")[:1])).exclude(now="")
            for doubt in found.exclude(now=F("area_code")).exclude(now=None).select_for_update(of=("self",)):
                doubt.area_code = doubt.now
                doubt.save(update_fields=["area_code"])
                assign_matter(CORRECTION, reference=str(doubt.pk), holder=None)
                moved += 1
    return moved
