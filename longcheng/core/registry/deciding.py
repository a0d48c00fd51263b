"""Deciding on doubts: accepted or refused with a reason, taken over, given back, withdrawn."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.matters import assign_matter
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language
from longcheng.core.registry.acts import Statement, state, take_back
from longcheng.core.registry.declaring import Register, register_named
from longcheng.core.registry.doubts.desks import choices_of, concerned_by, fit_by_desk, is_by_act, list_page
from longcheng.core.registry.doubts.ending import end_doubt, reopen_doubt
from longcheng.core.registry.doubts.queries import is_with_another, matter_of
from longcheng.core.registry.doubts.rules import decision_defects, is_same, may_be_typed, typed
from longcheng.core.registry.doubts.words import field_of, has_value, stated_value
from longcheng.core.registry.models import Doubt, DoubtState
from longcheng.core.registry.reading import as_of

CORRECTION = "correction"  # the kind of act by which every register corrects a value


def decide_doubt(officer: Account, *, doubt_id: int, accept: bool, reason: str, value: str = "") -> Doubt:
    """State the value for the field's owner, or say why it stays; either ends the doubt and its purpose.

    `value` is what the officer types where the doubt does not say how it should read. Raises Doubt.DoesNotExist,
    Denied, Unfit with all defects.
    """
    with transaction.atomic():
        doubt = _locked(doubt_id)
        check_decider(officer, doubt)
        _check_holder(officer, doubt)
        found = decision_defects(is_open=doubt.is_open, accept=accept, reason=reason)
        stated = _value_to_state(doubt, value, found) if accept and not found else None
        if found:
            raise Unfit(found)
        # Ended first: what is stated now settles the doubts of others who said the same, and not this one again.
        end_doubt(doubt, state=DoubtState.ACCEPTED if accept else DoubtState.REFUSED, by=officer, reason=reason.strip())
        if accept:
            _correct(officer, doubt, stated, reason=reason.strip())
        record(
            officer,
            "registry.decide_doubt",
            subject=f"doubt:{doubt.pk}",
            register=doubt.register,
            field=doubt.field,
            accepted=accept,
        )
    return doubt


def _locked(doubt_id: int) -> Doubt:
    return Doubt.objects.select_for_update(of=("self",)).select_related("filed_by").get(pk=doubt_id)


def check_decider(officer: Account, doubt: Doubt) -> None:
    """Raises Denied for whom the area or the doubt itself shuts out: nobody decides for themselves."""
    require(officer, register_named(doubt.register).decide_permission, area_code=doubt.area_code)
    if is_own(officer, doubt):
        raise Denied(_("This is your own request; a colleague must decide it."))


def is_own(officer: Account, doubt: Doubt) -> bool:
    """Whether the officer filed it or it is about their own record."""
    if doubt.filed_by_id == officer.pk:
        return True
    matter = matter_of(doubt)
    about = {matter.subject_id} if matter is not None else set()
    return officer.pk in about | concerned_by(doubt.register, doubt.subject_id)


def _check_holder(officer: Account, doubt: Doubt) -> None:
    if is_with_another(officer, doubt):
        raise Denied(_("A colleague has taken this request."), how=_("Ask them, or take it over first."))


def _value_to_state(doubt: Doubt, value: str, found: dict[str, str]) -> Any:
    """What the owner is to state; defects go into `found`."""
    one, choices = field_of(doubt), choices_of(doubt)
    if is_by_act(doubt) or not (has_value(doubt) or may_be_typed(one, choices)):
        found["value"] = _("File the act that changes it; the request then ends by itself.")
        return None
    if has_value(doubt):
        return stated_value(doubt)
    if not value.strip():
        found["value"] = _("Nobody has said how it should read. Enter what you have found.")
        return None
    stated, defect = typed(one, value, choices)
    if not defect:
        stated, defect = fit_by_desk(doubt, stated)
    if defect:
        found["value"] = defect
    return stated


def _correct(officer: Account, doubt: Doubt, stated: Any, *, reason: str) -> None:
    register = register_named(doubt.register)
    subject_id = _standing(register, doubt.subject_id)
    held = as_of(register, subject_id)
    origin = held.origins.get(doubt.field) if held else None
    is_owners = origin is not None and origin.source == doubt.owner
    if held is not None and is_owners and is_same(stated, held.get(doubt.field)):
        return  # the owner has stated it meanwhile
    statement = Statement(
        kind=CORRECTION,
        source=doubt.owner,
        subject_id=subject_id,
        values={doubt.field: stated},
        # What was wrong was wrong from its beginning; that it was held so stays in the history.
        valid_from=origin.valid_from if origin is not None and is_owners else None,
        reason=reason,
        source_key=f"doubt:{doubt.pk}",
    )
    state(register, statement, by=officer)


def undo_acceptance(officer: Account, *, doubt_id: int) -> Doubt:
    """Take back a correction that was a mistake: its act counts no more, and the value is being checked again.

    A refusal has no such way: nothing was changed that could be taken back. Raises Denied, Unfit.
    """
    with transaction.atomic():
        doubt = _locked(doubt_id)
        check_decider(officer, doubt)
        register = register_named(doubt.register)
        act = register.act_model._default_manager.filter(source=doubt.owner, source_key=f"doubt:{doubt.pk}").last()
        if doubt.state != DoubtState.ACCEPTED or act is None:
            raise Unfit({"state": _("No correction was made here that could be taken back.")})
        take_back(register, act.pk, by=officer, reason=_("The correction was a mistake."))
        reopen_doubt(doubt, by=officer)
        record(officer, "registry.undo_acceptance", subject=f"doubt:{doubt.pk}", register=doubt.register)
    return doubt


def _standing(register: Register, subject_id: int) -> int:
    """The record that stands for a subject now: one that was merged is corrected in the one that stayed."""
    seen = {subject_id}
    while register.merged_field:
        held = as_of(register, subject_id)
        into = held.get(register.merged_field) if held else None
        if not into or into in seen:
            break
        seen.add(into)
        subject_id = into
    return subject_id


def take_doubt(officer: Account, *, doubt_id: int) -> None:
    """From now on this officer alone may read for it and decide it. Raises Denied, Unfit."""
    _assign(officer, doubt_id=doubt_id, holder=officer)


def give_back_doubt(officer: Account, *, doubt_id: int) -> None:
    """It is everybody's of the area again. Raises Denied for one that a colleague has taken; Unfit."""
    _assign(officer, doubt_id=doubt_id, holder=None)


def _assign(officer: Account, *, doubt_id: int, holder: Account | None) -> None:
    with transaction.atomic():
        doubt = _locked(doubt_id)
        check_decider(officer, doubt)
        if not doubt.is_open:
            raise Unfit({"state": _("This request has been decided or withdrawn already.")})
        if holder is None:
            _check_holder(officer, doubt)
        matter = matter_of(doubt)
        if matter is None:
            raise Unfit({"state": _("Requests of this register are not taken over; decide it.")})
        former = matter.holder
        assign_matter(matter.kind, reference=matter.reference, holder=holder)
        if holder is not None and former is not None and former != holder:
            _tell_former_holder(doubt, former, new=holder)
        verb = "registry.take_doubt" if holder else "registry.give_back_doubt"
        record(officer, verb, subject=f"doubt:{doubt.pk}", register=doubt.register)


def _tell_former_holder(doubt: Doubt, former: Account, *, new: Account) -> None:
    """Nobody loses a request without hearing of it."""
    told = {"n": doubt.pk, "name": new.display_name}
    send(
        key=f"doubt {doubt.pk} taken over by {new.pk} at {timezone.now().isoformat()}",
        sender=in_each_language(lambda: _("Correction requests")),
        account_ids=[former.pk],
        title=in_each_language(lambda: _("%(name)s has taken over request no. %(n)s from you.") % told),
        body=in_each_language(lambda: _("Ask them if you have begun on it. You can take it over again.")),
        url=list_page(doubt),
    )


def withdraw_doubt(account: Account, *, doubt_id: int) -> Doubt:
    """Who filed it takes it back; the purpose is gone. Raises Doubt.DoesNotExist for another's."""
    with transaction.atomic():
        doubt = Doubt.objects.select_for_update(of=("self",)).get(pk=doubt_id, filed_by=account)
        if doubt.is_open:
            end_doubt(doubt, state=DoubtState.WITHDRAWN, by=None)
            record(account, "registry.withdraw_doubt", subject=f"doubt:{doubt.pk}", register=doubt.register)
    return doubt
