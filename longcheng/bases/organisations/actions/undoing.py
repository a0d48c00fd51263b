"""Taking back an act that was filed by mistake, with all that followed from it in the three registers."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from longcheng.bases.organisations.actions.appointments import end_mandates_without, give_mandates_again
from longcheng.bases.organisations.actions.filing import (
    FILE,
    FILED,
    LICENSE,
    keep_others_off,
    organisation_for,
    organisations_for,
    refuse,
    taken_defects,
    tell,
    tell_open_pages,
)
from longcheng.bases.organisations.actions.founding import BRANCHED, FOUNDED
from longcheng.bases.organisations.actions.licences import GRANTED, number_defect
from longcheng.bases.organisations.events import OrganisationActTakenBack
from longcheng.bases.organisations.fitness import SUSPENDED, VALID, reason_defect, standing_defect
from longcheng.bases.organisations.licensing import require_licence
from longcheng.bases.organisations.models import (
    AppointmentAct,
    Licence,
    LicenceAct,
    Organisation,
    OrganisationAct,
)
from longcheng.bases.organisations.names import key_of
from longcheng.bases.organisations.registers import APPOINTMENTS, LICENCES, LICENSING, ORGANISATIONS, REGISTRATION
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, lock_subjects, state_all
from longcheng.core.registry.reading import standing_acts

UNDO = "undo"
OURS = (REGISTRATION, LICENSING)


def undo_act(officer: Account, *, act_id: int, reason: str) -> Organisation:
    """Take back an act of an organisation and what followed from it. Nothing is deleted. Raises Denied, Unfit.

    What ended comes back: licences as they stood, branches, appointments, and for those a new mandate each.
    """
    with transaction.atomic():
        act = OrganisationAct.objects.filter(pk=act_id).first()
        require(officer, FILE)
        if act is None:
            raise Unfit({"act_id": _("There is no such act.")})
        one = organisation_for(officer, FILE, act.subject_id)
        refuse(_defects(ORGANISATIONS, act, reason=reason, entries=(FOUNDED, BRANCHED)))
        before = _filed_together(officer, act)
        concerned = _take_back_together(officer, act, reason=reason.strip())
        for number, body in organisations_for(officer, FILE, concerned).items():
            _refuse_taken_name(body, before.get(number))
            _bring_back(officer, body)
            words = {"name": body.name}
            tell(
                body,
                key=f"undone {act.source_key} {number}",
                title=lambda told=words: (
                    _("An entry about %(name)s was made by mistake and has been taken back.") % told
                ),  # type: ignore[misc]
            )
        _told(officer, act, organisation_ids=sorted({one.pk, *concerned}))
    return Organisation.objects.get(pk=one.pk)


def undo_licence_act(officer: Account, *, act_id: int, reason: str) -> Licence:
    """Take back an act of a licence that was filed by itself. Raises Denied, Unfit."""
    with transaction.atomic():
        act = LicenceAct.objects.filter(pk=act_id).first()
        require(officer, LICENSE)
        one = Licence.objects.filter(pk=act.subject_id).first() if act else None
        if act is None or one is None or one.organisation_id is None:
            raise Unfit({"act_id": _("There is no such act.")})
        require_licence(officer, issuer=one.issuer, area_code=one.division_code)
        holder = organisations_for(officer, LICENSE, [one.organisation_id])[one.organisation_id]
        found = _defects(LICENCES, act, reason=reason, entries=(GRANTED,))
        if act.source_key and OrganisationAct.objects.filter(source=REGISTRATION, source_key=act.source_key).exists():
            found["act_id"] = _("This followed from the end of its holder. The registrar takes that back.")
        refuse(found)
        _take_back_together(officer, act, reason=reason.strip())
        one.refresh_from_db()
        if one.state in (VALID, SUSPENDED):
            again = number_defect(kind=one.kind, number=one.number, holder_id=holder.pk, but_of=one.pk)
            refuse({"licence": standing_defect(holder) or again})
        words = {"licence": f"{one.kind} {one.number}", "name": holder.name}
        tell(
            holder,
            key=f"undone {act.source_key}",
            title=lambda: _("An entry about %(licence)s of %(name)s was a mistake and has been taken back.") % words,
        )
        _told(officer, act, organisation_ids=[holder.pk])
    return Licence.objects.get(pk=one.pk)


def _defects(register: Any, act: Any, *, reason: str, entries: tuple[str, ...]) -> dict[str, str]:
    found = {"reason": reason_defect(reason)}
    standing = standing_acts(register, act.subject_id)
    if act.kind == UNDO or act.pk not in {one.pk for one in standing}:
        found["act_id"] = _("This act has been taken back already.")
    elif not act.source_key.startswith(FILED):
        found["act_id"] = _("This was not filed at a counter. Its source corrects it, or file a doubt.")
    elif act.kind in entries:
        found["act_id"] = _("By this entry the record was made. Correct what is wrong in it, or end it.")
    elif any(one.pk > act.pk and one.source_key != act.source_key for one in standing):
        found["act_id"] = _("Later acts stand on this one. Take those back first, the newest before the others.")
    return found


def _filed_together(officer: Account, act: OrganisationAct) -> dict[int, Organisation]:
    """The organisations of this filing as they stand, locked. Raises Denied where the right does not reach one.

    A branch follows its head office wherever it lies, and so is not asked for; but by a branch nobody takes back what
    was filed of its head office.
    """
    together = OrganisationAct.objects.filter(source__in=OURS, source_key=act.source_key)
    found = organisations_for(officer, FILE, together.values_list("subject_id", flat=True))
    for one in found.values():
        if one.branch_of_id not in found:
            require(officer, FILE, area_code=one.division_code)
    return found


def _refuse_taken_name(one: Organisation, before: Organisation | None) -> None:
    """A name to which it comes back may be another's by now. Raises Unfit."""
    if one.is_standing and before is not None and (one.name != before.name or not before.is_standing):
        keep_others_off(key_of(one.name))
        refuse({"act_id": taken_defects(code="", name=one.name, but_of=one.pk).get("name", "")})


def _take_back_together(officer: Account, act: Any, *, reason: str) -> set[int]:
    """Take back all that has the key of the act; returns the organisations whose own acts were among it."""
    concerned: set[int] = set()
    for register, model in (
        (ORGANISATIONS, OrganisationAct),
        (LICENCES, LicenceAct),
        (APPOINTMENTS, AppointmentAct),
    ):
        manager: Any = model._default_manager
        together = list(manager.filter(source__in=OURS, source_key=act.source_key).order_by("-id"))
        lock_subjects(register, [one.subject_id for one in together])
        back = [
            Statement(
                kind=UNDO, source=one.source, subject_id=one.subject_id, values={}, voids_id=one.pk, reason=reason
            )
            for one in together
            if one.kind != UNDO and one.pk in {each.pk for each in standing_acts(register, one.subject_id)}
        ]  # fmt: skip
        state_all(register, back, by=officer)
        if register is ORGANISATIONS:
            concerned |= {one.subject_id for one in together}
        elif register is APPOINTMENTS:
            end_mandates_without([one.subject_id for one in together], by=officer)
    return concerned


def _bring_back(officer: Account, one: Organisation) -> None:
    """Its name, its account and the mandates of its appointments follow what counts again."""
    if one.account is None:
        return
    Account.objects.filter(pk=one.account.pk).update(display_name=one.name[:120], is_active=one.is_standing)
    one.account.is_active = one.is_standing
    if one.is_standing:
        give_mandates_again(one, by=officer)


def _told(officer: Account, act: Any, *, organisation_ids: list[int]) -> None:
    subject = f"{'licence' if isinstance(act, LicenceAct) else 'organisation'}:{act.subject_id}"
    record(officer, "organisations.undo_act", subject=subject, filing=act.source_key, kind=act.kind, act=act.pk)
    tell_open_pages(organisation_ids)
    for one in organisation_ids:
        emit(OrganisationActTakenBack(organisation_id=one, kind=act.kind), actor=officer)
