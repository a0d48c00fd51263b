"""Suspending business for a time 歇业, and taking it up again."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.actions.filing import (
    FILE,
    new_filing,
    organisation_for,
    refuse,
    standing_licences,
    state_of_organisations,
    stated,
    tell,
    tell_open_pages,
)
from longcheng.bases.organisations.events import OrganisationResumed, OrganisationSuspended
from longcheng.bases.organisations.fitness import (
    ACTIVE,
    SUSPENDED,
    day_defect,
    found_only,
    last_change,
    reason_defect,
    standing_defect,
    suspension_defects,
)
from longcheng.bases.organisations.models import Organisation
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.events.outbox import emit

RESUMED = "resumed"
UNTIL = "suspended_until"  # in `properties`: the last day for which the suspension was filed


def suspend_business(
    officer: Account, *, organisation_id: int, day: date | None, until: date | None, reason: str
) -> Organisation:
    """Enter that business stops for a time, three years at most. Licences and mandates stay. Raises Denied, Unfit."""
    with transaction.atomic():
        one = organisation_for(officer, FILE, organisation_id)
        found = suspension_defects(one, day=day, until=until, today=timezone.localdate())
        refuse(found | found_only({"reason": reason_defect(reason)}))
        assert day is not None and until is not None  # noqa: PT018, S101  suspension_defects has asked
        properties = one.properties | {UNTIL: until.isoformat()}
        filing = _state(officer, one, SUSPENDED, SUSPENDED, day=day, properties=properties, reason=reason)
        emit(OrganisationSuspended(organisation_id=one.pk, day=day, until=until), actor=officer)
        words = {"name": one.name, "until": until}
        _tell(one, filing, lambda: _("%(name)s has suspended business until %(until)s.") % words)
    return Organisation.objects.get(pk=one.pk)


def resume_business(officer: Account, *, organisation_id: int, day: date | None, reason: str) -> Organisation:
    """Enter that business goes on. Raises Denied, Unfit."""
    with transaction.atomic():
        one = organisation_for(officer, FILE, organisation_id)
        found = {"organisation": standing_defect(one)}
        if one.status == ACTIVE:
            found["organisation"] = _("Its business is not suspended.")
        found["day"] = day_defect(day, today=timezone.localdate(), not_before=last_change(one))
        refuse(found | {"reason": reason_defect(reason)})
        assert day is not None  # noqa: S101  day_defect has asked
        properties = {key: value for key, value in one.properties.items() if key != UNTIL}
        filing = _state(officer, one, RESUMED, ACTIVE, day=day, properties=properties, reason=reason)
        emit(OrganisationResumed(organisation_id=one.pk, day=day), actor=officer)
        words = {"name": one.name}
        _tell(one, filing, lambda: _("%(name)s is in business again.") % words)
    return Organisation.objects.get(pk=one.pk)


def _state(
    officer: Account, one: Organisation, kind: str, status: str, *, day: date, properties: dict[str, object],
    reason: str,
) -> str:  # fmt: skip
    filing = new_filing()
    values = {"status": status, "status_date": day.isoformat(), "properties": properties}
    state_of_organisations([stated(one, filing, kind=kind, values=values, day=day, reason=reason)], by=officer)
    subject = f"organisation:{one.pk}"
    record(officer, f"organisations.{kind}", subject=subject, filing=filing, area=one.division_code)
    tell_open_pages([one.pk])
    return filing


def _tell(one: Organisation, filing: str, title: Callable[[], str]) -> None:
    tell(one, key=filing, title=title, licences=standing_licences([one.pk]))
