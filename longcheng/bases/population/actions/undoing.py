"""Taking back an act that was filed by mistake, with all that was stated together with it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from longcheng.bases.population.actions.births import BIRTH
from longcheng.bases.population.actions.deaths import DEATH, GUARDIANSHIP, SPOUSE_DIES
from longcheng.bases.population.actions.filing import (
    FILE,
    FILED,
    if_wrong,
    one_open,
    people_for,
    require_area,
    require_release,
    tell,
)
from longcheng.bases.population.actions.heads import HEAD_CHANGES
from longcheng.bases.population.actions.matching import ENTERED
from longcheng.bases.population.actions.name_changes import name_account
from longcheng.bases.population.actions.protection import PROTECTION, principal_of
from longcheng.bases.population.events import ActTakenBack
from longcheng.bases.population.fitness import text_defect
from longcheng.bases.population.models import HouseholdAct, Person, PersonAct
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS, POLICE, SOURCES
from longcheng.bases.population.relatives import members_of
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record, require
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, lock_subjects, state_all
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.reading import standing_acts

UNDO, MERGE = "undo", "merge"
NOBODY = -1
OURS = [one.name for one in SOURCES]


def undo_act(
    officer: Account, *, act_id: int, reason: str, of_household: bool = False, purpose: Purpose = NO_PURPOSE
) -> list[Any]:
    """Take back an act of a person (or of a household) and what was stated with it; returns the acts that do so.

    The person whose act it is must be open, and live in the officer's area, unless the officer filed it: by a mistaken
    move somebody leaves the area. Nothing is deleted. Mandates that a death has ended do not come back by themselves.
    Raises Denied, Unfit.
    """
    register = HOUSEHOLDS if of_household else PERSONS
    with transaction.atomic():
        act: Any = register.act_model._default_manager.filter(pk=act_id).first()
        person = _person_of(officer, act, of_household=of_household, purpose=purpose)
        _refuse_unfit(register, act, reason=reason)
        if act.kind == PROTECTION and person.is_protected:
            require_release(officer, person)
        taken = _take_back_together(officer, act, reason=reason.strip())
        for one in Person.objects.filter(pk__in={back.subject_id for back in taken if isinstance(back, PersonAct)}):
            if "name" in act.fields:
                name_account(one)
            tell(
                one,
                key=f"undone {act.source_key}",
                title=lambda: _("An entry in your record was made by mistake and has been taken back."),
                body=if_wrong,
            )
        kind, filing = act.kind, act.source_key
        record(officer, "population.undo_act", subject=f"person:{person.pk}", filing=filing, kind=kind, act=act.pk)
        emit(ActTakenBack(person_id=person.pk, kind=kind), actor=officer)
    return taken


def _person_of(officer: Account, act: Any, *, of_household: bool, purpose: Purpose) -> Person:
    """Whose act it is, open before the officer and in their area; of a household, the first member who is open."""
    if of_household:
        require(officer, FILE)
        person = one_open(officer, members_of(act.subject_id if act is not None else None), purpose=purpose)
    else:
        numbers = {"act": act.subject_id if act is not None else NOBODY}
        person = people_for(officer, numbers, open_for=("act",), purpose=purpose)["act"]
    if act is None or act.recorded_by_id != officer.pk:
        require_area(officer, person)
    return person


def _refuse_unfit(register: Register, act: Any, *, reason: str) -> None:
    found = {"reason": text_defect(reason, missing=_("Say why it was a mistake. The person reads it."))}
    standing = {one.pk for one in standing_acts(register, act.subject_id)}
    if act.kind == MERGE:
        found["act"] = _("Undo the merge instead: accounts and open matters go back with it.")
    elif not act.source_key.startswith(FILED):
        found["act"] = _("This was not filed at a counter. Its source corrects it, or file a doubt.")
    elif act.pk not in standing:
        found["act"] = _("This act has been taken back already.")
    elif act.kind == ENTERED and register is PERSONS:
        found["act"] = _("By this entry the record was made. Correct what is wrong in it.")
    elif _follows(act):
        found["act"] = _("This followed from another act, of another person. Take that one back.")
    elif act.kind == BIRTH and _later(act):
        found["act"] = _("Later acts stand on this birth. Take those back first, the newest before the others.")
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)


def _follows(act: Any) -> bool:
    """Whether it was stated because of an act of somebody else, who is not open here."""
    if act.kind == PROTECTION:
        return bool(principal_of(act.source_key) != act.subject_id)
    if act.kind in {SPOUSE_DIES, HEAD_CHANGES}:
        return True
    deaths = PersonAct.objects.filter(source=POLICE, source_key=act.source_key, kind=DEATH)
    return bool(act.kind == GUARDIANSHIP and deaths.exists())


def _later(act: Any) -> bool:
    return any(one.source_key != act.source_key and one.pk > act.pk for one in standing_acts(PERSONS, act.subject_id))


def _take_back_together(officer: Account, act: Any, *, reason: str) -> list[Any]:
    taken: list[Any] = []
    for register, model in ((HOUSEHOLDS, HouseholdAct), (PERSONS, PersonAct)):
        together = list(model.objects.filter(source__in=OURS, source_key=act.source_key).order_by("-id"))
        lock_subjects(register, [one.subject_id for one in together])
        back = [
            Statement(
                kind=UNDO,
                source=one.source,
                subject_id=one.subject_id,
                values={},
                voids_id=one.pk,
                reason=reason,
            )
            for one in together
            if one.kind != UNDO and one.pk in {standing.pk for standing in standing_acts(register, one.subject_id)}
        ]
        taken += [stated.act for stated in state_all(register, back, by=officer)]
    return taken
