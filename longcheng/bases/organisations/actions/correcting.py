"""Correcting a field that was wrong: the registration states it anew, for the whole time of the wrong value."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.actions.filing import (
    FILE,
    keep_others_off,
    new_filing,
    organisation_for,
    place_defects,
    refuse,
    taken_defects,
    tell,
    tell_open_pages,
)
from longcheng.bases.organisations.events import OrganisationCorrected
from longcheng.bases.organisations.fitness import (
    ADDRESS_MAX,
    WITHOUT_CODE,
    capital_defect,
    day_defect,
    line_defect,
    reason_defect,
    scope_defect,
)
from longcheng.bases.organisations.industries import industry_defect, normal_industry
from longcheng.bases.organisations.models import Organisation
from longcheng.bases.organisations.names import key_of, name_defect, normal_name
from longcheng.bases.organisations.registers import ORGANISATIONS, REGISTRATION
from longcheng.bases.organisations.rules import credit_code_defect, normal_code
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, state
from longcheng.core.registry.reading import as_of

CORRECTION = "correction"
CORRECTABLE = (
    "name", "code", "representative_name", "industry", "scope", "division_code", "address", "founded_date",
    "capital_yuan",
)  # fmt: skip


def correct(officer: Account, *, organisation_id: int, field: str, value: str, reason: str) -> Organisation:
    """Put a field right that was entered wrong. Raises Denied, Unfit.

    What was right until now is changed by an act of its own: a new name, a move. The correct value holds from when the
    wrong one did, and what was held before stays in the history.
    """
    with transaction.atomic():
        one = organisation_for(officer, FILE, organisation_id)
        value = value.strip()
        fits = _as_stated(field, value)
        if field in {"name", "code"}:
            keep_others_off(normal_code(value) if field == "code" else key_of(value))
        refuse(_defects(one, field=field, value=value, fits=fits, reason=reason))
        filing = new_filing()
        known = as_of(ORGANISATIONS, one.pk)
        origin = known.origins.get(field) if known else None
        statement = Statement(
            kind=CORRECTION, source=REGISTRATION, subject_id=one.pk, values={field: fits}, source_key=filing,
            valid_from=origin.valid_from if origin else None, reason=reason.strip(),
        )  # fmt: skip
        one = Organisation.objects.get(pk=state(ORGANISATIONS, statement, by=officer).record.pk)
        if field == "name" and one.account_id is not None:
            Account.objects.filter(pk=one.account_id).update(display_name=one.name[:120])
        subject = f"organisation:{one.pk}"
        record(officer, "organisations.correct", subject=subject, filing=filing, field=field, area=one.division_code)
        tell_open_pages([one.pk])
        words = {"name": one.name}
        tell(one, key=filing, title=lambda: _("The record of %(name)s has been corrected.") % words)
        emit(OrganisationCorrected(organisation_id=one.pk, field=field), actor=officer)
    return one


def _as_stated(field: str, value: str) -> Any:
    """The value in the form of the field; None where there is none or it has no such form, which is then a defect."""
    if not value:
        return None
    if field == "capital_yuan":
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
    if field == "founded_date":
        try:
            return date.fromisoformat(value).isoformat() if len(value) == len("2026-12-31") else None
        except ValueError:
            return None
    plain: Mapping[str, Callable[[str], str]] = {
        "name": normal_name, "code": normal_code, "industry": normal_industry,
    }  # fmt: skip
    return plain.get(field, str)(value)


def _defects(one: Organisation, *, field: str, value: str, fits: Any, reason: str) -> dict[str, str]:
    found = {"reason": reason_defect(reason)}
    if field not in CORRECTABLE:
        return found | {"field": _("This field is changed by an act of its own, not by a correction.")}
    current = getattr(one, field)
    current = current.isoformat() if isinstance(current, date) else current
    if value and fits is None:
        found["value"] = _("Write the day like 2026-12-31.") if field == "founded_date" else _("Write a whole number.")
    elif (current or None) == fits:
        found["value"] = _("That is what stands there already.")
    elif fits is None:
        is_needed = field in {"name", "division_code"} or (field == "code" and one.kind not in WITHOUT_CODE)
        found["value"] = _("Say how it should read.") if is_needed else ""
    else:
        found["value"] = _DEFECTS[field](one, fits)
    return found


def _name(one: Organisation, name: str) -> str:
    return name_defect(name) or taken_defects(code="", name=name, but_of=one.pk).get("name", "")


def _code(one: Organisation, code: str) -> str:
    return credit_code_defect(code) or taken_defects(code=code, name="", but_of=one.pk).get("code", "")


_DEFECTS: Mapping[str, Callable[[Organisation, Any], str]] = {
    "name": _name,
    "code": _code,
    "representative_name": lambda one, name: line_defect(name),
    "industry": lambda one, code: industry_defect(code),
    "scope": lambda one, text: scope_defect(text),
    "division_code": lambda one, code: place_defects(code).get("division_code", ""),
    "address": lambda one, text: line_defect(text, most=ADDRESS_MAX),
    "founded_date": lambda one, day: day_defect(date.fromisoformat(day), today=timezone.localdate()),
    "capital_yuan": lambda one, yuan: capital_defect(yuan),
}
