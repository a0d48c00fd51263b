"""Licences: granted, renewed, suspended, resumed, revoked, cancelled, by the authority that answers for them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.actions.filing import (
    LICENSE,
    keep_others_off,
    new_filing,
    no_organisation,
    organisations_for,
    refuse,
    refuse_own,
    tell,
    tell_open_pages,
)
from longcheng.bases.organisations.events import (
    LicenceCancelled,
    LicenceGranted,
    LicenceRenewed,
    LicenceResumed,
    LicenceRevoked,
    LicenceSuspended,
)
from longcheng.bases.organisations.fitness import (
    SUSPENDED,
    VALID,
    document_defect,
    licence_defects,
    renewal_defects,
    standing_defect,
    state_defects,
)
from longcheng.bases.organisations.licensing import require_licence
from longcheng.bases.organisations.models import Licence, LicenceState, Organisation
from longcheng.bases.organisations.registers import LICENCES, LICENSING
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record, require
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.event import Event
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, lock_subjects, state

GRANTED, RENEWED, RESUMED = "granted", "renewed", "resumed"
Title = Callable[[], str]


def grant_licence(
    officer: Account, *, organisation_id: int, kind: str, number: str, issuer: str, day: date | None,
    valid_until: date | None, document: str, scope: str = "", address: str = "", division_code: str = "",
    address_id: int | None = None,
) -> Licence:  # fmt: skip
    """Enter a licence that was granted, to a standing organisation. Raises Denied, Unfit.

    It holds for the address of its holder unless another is given; without a last day it holds for good.
    """
    require(officer, LICENSE)
    with transaction.atomic():
        holder = organisations_for(officer, LICENSE, [organisation_id]).get(organisation_id)
        if holder is None:
            raise Unfit({"organisation": no_organisation(organisation_id)})
        place = division_code or holder.division_code
        require_licence(officer, issuer=issuer.strip(), area_code=place)
        keep_others_off(f"licence {number.strip()}")
        found = licence_defects(
            kind=kind, number=number, scope=scope, issuer=issuer, issued=day, valid_until=valid_until,
            today=timezone.localdate(), document=document, holder=holder,
        )  # fmt: skip
        if "number" not in found:
            found["number"] = number_defect(kind=kind.strip(), number=number.strip(), holder_id=holder.pk)
        refuse(found)
        assert day is not None  # noqa: S101  licence_defects has asked
        values = {
            "organisation_id": holder.pk, "kind": kind.strip(), "number": number.strip(), "scope": scope.strip(),
            "issuer": issuer.strip(), "issued_date": day.isoformat(), "state": VALID, "state_date": day.isoformat(),
            "valid_until": valid_until.isoformat() if valid_until else None, "division_code": place,
            "address": address.strip() or holder.address, "address_id": address_id or holder.address_id,
        }  # fmt: skip
        one = _state(officer, GRANTED, values, day=day, reason=document)
        event = LicenceGranted(organisation_id=holder.pk, licence_id=one.pk, kind=one.kind, valid_until=valid_until)
        words = {"name": holder.name, "kind": one.kind, "number": one.number}
        _tell(officer, one, holder, event, lambda: _("%(name)s has been granted: %(kind)s %(number)s.") % words)
    return one


def number_defect(*, kind: str, number: str, holder_id: int, but_of: int = 0) -> str:
    """Whether another licence has the number. One of the same holder that was cancelled may be granted anew by it."""
    others = Licence.objects.filter(kind=kind, number=number).exclude(pk=but_of)
    if others.exclude(state=LicenceState.CANCELLED, organisation_id=holder_id).exists():
        return _("A licence of this kind has this number already.")
    return ""


def renew_licence(
    officer: Account, *, licence_id: int, valid_until: date | None, day: date | None, document: str, scope: str = ""
) -> Licence:
    """Enter that a licence holds longer, perhaps for another scope. Raises Denied, Unfit."""
    with transaction.atomic():
        one, holder = _licence_for(officer, licence_id)
        found = renewal_defects(one, valid_until=valid_until, day=day, today=timezone.localdate())
        refuse({"licence": standing_defect(holder)} | found | {"document": document_defect(document)})
        assert day is not None and valid_until is not None  # noqa: PT018, S101  renewal_defects has asked
        values = {"valid_until": valid_until.isoformat()} | ({"scope": scope.strip()} if scope.strip() else {})
        one = _state(officer, RENEWED, values, day=day, reason=document, subject_id=one.pk)
        event = LicenceRenewed(organisation_id=holder.pk, licence_id=one.pk, kind=one.kind, valid_until=valid_until)
        words = _words(one, holder) | {"until": valid_until}
        _tell(officer, one, holder, event, lambda: _("%(licence)s of %(name)s holds until %(until)s.") % words)
    return one


def suspend_licence(officer: Account, *, licence_id: int, day: date | None, reason: str) -> Licence:
    """Enter that a licence may not be used for now. Raises Denied, Unfit."""
    return _change(officer, licence_id, LicenceState.SUSPENDED, day=day, reason=reason, is_from=(VALID,))


def resume_licence(officer: Account, *, licence_id: int, day: date | None, reason: str) -> Licence:
    """Enter that a suspended licence may be used again, if its holder stands. Raises Denied, Unfit."""
    return _change(officer, licence_id, LicenceState.VALID, day=day, reason=reason, is_from=(SUSPENDED,))


def revoke_licence(officer: Account, *, licence_id: int, day: date | None, reason: str) -> Licence:
    """Enter that a licence was taken away as a penalty 吊销许可证. Raises Denied, Unfit."""
    return _change(officer, licence_id, LicenceState.REVOKED, day=day, reason=reason, is_from=(VALID, SUSPENDED))


def cancel_licence(officer: Account, *, licence_id: int, day: date | None, reason: str) -> Licence:
    """Enter that a licence has ended 注销许可: given back, run out, or its holder has ended. Raises Denied, Unfit."""
    return _change(officer, licence_id, LicenceState.CANCELLED, day=day, reason=reason, is_from=(VALID, SUSPENDED))


# For each state: the kind of act, the event, and what those concerned are told.
_CHANGES: dict[str, tuple[str, type[Any], Callable[[], str]]] = {
    "suspended": ("suspended", LicenceSuspended, lambda: _("%(licence)s of %(name)s has been suspended.")),
    "valid": (RESUMED, LicenceResumed, lambda: _("%(licence)s of %(name)s may be used again.")),
    "revoked": ("revoked", LicenceRevoked, lambda: _("%(licence)s of %(name)s has been revoked.")),
    "cancelled": ("cancelled", LicenceCancelled, lambda: _("%(licence)s of %(name)s has been cancelled.")),
}


def _change(
    officer: Account, licence_id: int, to: LicenceState, *, day: date | None, reason: str, is_from: Iterable[str]
) -> Licence:
    kind, event_class, says = _CHANGES[to.value]
    with transaction.atomic():
        one, holder = _licence_for(officer, licence_id)
        found = state_defects(one, day=day, today=timezone.localdate(), reason=reason, is_from=is_from)
        if to == LicenceState.VALID and (defect := standing_defect(holder)):
            found["licence"] = defect
        refuse(found)
        assert day is not None  # noqa: S101  state_defects has asked
        values = {"state": to.value, "state_date": day.isoformat(), "reason": reason.strip()}
        one = _state(officer, kind, values, day=day, reason=reason, subject_id=one.pk)
        event = event_class(organisation_id=holder.pk, licence_id=one.pk, kind=one.kind, day=day)
        words = _words(one, holder)
        _tell(officer, one, holder, event, lambda: says() % words, body=lambda: one.reason)
    return one


def _licence_for(officer: Account, licence_id: int) -> tuple[Licence, Organisation]:
    """The licence and its holder, both locked, the holder first as everywhere. Raises Denied, Unfit."""
    require(officer, LICENSE)
    found = Licence.objects.filter(pk=licence_id).first()
    if found is None or found.organisation_id is None:
        raise Unfit({"licence": _("There is no such licence.")})
    require_licence(officer, issuer=found.issuer, area_code=found.division_code)
    holder = organisations_for(officer, LICENSE, [found.organisation_id]).get(found.organisation_id)
    lock_subjects(LICENCES, [licence_id])
    found.refresh_from_db()
    if holder is None:
        raise Unfit({"licence": no_organisation(found.organisation_id)})
    refuse_own(officer, [holder.pk])
    return found, holder


def _state(
    officer: Account, kind: str, values: dict[str, Any], *, day: date, reason: str, subject_id: int | None = None
) -> Licence:
    filing = new_filing()
    statement = Statement(
        kind=kind, source=LICENSING, subject_id=subject_id, values=values, valid_from=midnight(day),
        source_key=filing, reason=reason.strip(),
    )  # fmt: skip
    one: Licence = state(LICENCES, statement, by=officer).record
    subject = f"licence:{one.pk}"
    record(officer, f"organisations.licence_{kind}", subject=subject, filing=filing, area=one.division_code)
    return one


def _tell(
    officer: Account, one: Licence, holder: Organisation, event: Event, title: Title, *, body: Title = str
) -> None:
    tell(holder, key=f"licence {one.pk} {one.last_act_id}", title=title, body=body)
    tell_open_pages([holder.pk])
    emit(event, actor=officer)


def _words(one: Licence, holder: Organisation) -> dict[str, object]:
    return {"licence": f"{one.kind} {one.number}", "name": holder.name}
