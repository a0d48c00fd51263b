"""The end of an organisation, and all that ends with it in one transaction.

Its licences are cancelled, its appointments and their mandates end, its account gives no mandates any more, its
branches end, the events go out, open pages change and whoever is concerned is told: the same second, or nothing of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.actions.appointments import end_those
from longcheng.bases.organisations.actions.filing import (
    FILE,
    STANDING,
    new_filing,
    organisation_for,
    organisations_for,
    people_of,
    refuse,
    standing_licences,
    state_of_organisations,
    stated,
    tell,
    tell_open_pages,
)
from longcheng.bases.organisations.events import (
    LicenceCancelled,
    OrganisationDissolved,
    OrganisationRevoked,
    OrganisationsMerged,
)
from longcheng.bases.organisations.fitness import (
    DISSOLVED,
    REVOKED,
    day_defect,
    document_defect,
    ended_defect,
    found_only,
    last_change,
    merger_defects,
    reason_defect,
    standing_defect,
)
from longcheng.bases.organisations.laws import BRANCHES_END_FIRST, LICENCES_END, for_the_record
from longcheng.bases.organisations.models import Appointment, Licence, Organisation
from longcheng.bases.organisations.registers import LICENCES, LICENSING, ORGANISATIONS
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record, require
from longcheng.core.clock.days import midnight
from longcheng.core.events.event import Event
from longcheng.core.events.outbox import emit, emit_all
from longcheng.core.mandates.actions import end_mandates_of
from longcheng.core.registry.acts import Statement, lock_subjects, state_all

MERGED, CANCELLED = "merged", "cancelled"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How organisations end: as which kind of act, in which status, on which day."""

    kind: str
    status: str
    day: date
    reason: str
    title: Callable[[Organisation], str]
    successor_id: int | None = None


@dataclass
class Ended:
    """What has ended: the organisations with their branches behind them, and the licences."""

    organisations: list[Organisation] = field(default_factory=list)
    licences: list[Licence] = field(default_factory=list)


def dissolve(officer: Account, *, organisation_id: int, day: date | None, document: str) -> Organisation:
    """Enter the end of an organisation 注销登记, from its paper. Raises Denied, Unfit."""
    with transaction.atomic():
        one = organisation_for(officer, FILE, organisation_id)
        refuse(
            _end_defects(one, day=day, defect=ended_defect(one)) | found_only({"document": document_defect(document)})
        )
        assert day is not None  # noqa: S101  _end_defects has asked
        ending = Ending(
            kind=DISSOLVED, status=DISSOLVED, day=day, reason=document,
            title=lambda body: _("%(name)s has been dissolved.") % {"name": body.name},
        )  # fmt: skip
        _end(officer, [one], ending)
    return _as_it_stands(one)


def revoke_organisation(officer: Account, *, organisation_id: int, day: date | None, reason: str) -> Organisation:
    """Enter that the business licence was revoked 吊销: from now on it only winds itself up. Raises Denied, Unfit."""
    with transaction.atomic():
        one = organisation_for(officer, FILE, organisation_id)
        refuse(_end_defects(one, day=day, defect=standing_defect(one)) | found_only({"reason": reason_defect(reason)}))
        assert day is not None  # noqa: S101  _end_defects has asked
        ending = Ending(
            kind=REVOKED, status=REVOKED, day=day, reason=reason,
            title=lambda body: _("The business licence of %(name)s has been revoked.") % {"name": body.name},
        )  # fmt: skip
        _end(officer, [one], ending)
    return _as_it_stands(one)


def merge_organisations(
    officer: Account, *, into_id: int, other_ids: Iterable[int], day: date | None, document: str
) -> Organisation:
    """Enter that an organisation takes over others 吸收合并, which end by it. Raises Denied, Unfit.

    The officer's area must reach all of them. What they owe and own is the successor's by law; their licences are not.
    """
    asked = list(dict.fromkeys(other_ids))
    with transaction.atomic():
        lock_subjects(ORGANISATIONS, [into_id, *asked])
        into = organisation_for(officer, FILE, into_id)
        rows = organisations_for(officer, FILE, asked)
        others = [rows[number] for number in asked if number in rows]
        for one in others:
            require(officer, FILE, area_code=one.division_code)
        found = merger_defects(into, others, asked=asked)
        latest = max(filter(None, (last_change(one) for one in [into, *others])), default=None)
        found |= {"day": day_defect(day, today=timezone.localdate(), not_before=latest)}
        refuse(found | {"document": document_defect(document)})
        assert day is not None  # noqa: S101  day_defect has asked
        words = {"into": into.name}
        ending = Ending(
            kind=MERGED, status=DISSOLVED, day=day, reason=document, successor_id=into.pk,
            title=lambda body: _("%(name)s has been merged into %(into)s.") % ({"name": body.name} | words),
        )  # fmt: skip
        filing = _end(officer, others, ending)
        emit(OrganisationsMerged(organisation_id=into.pk, merged_ids=asked, day=day), actor=officer)
        tell_open_pages([into.pk])
        tell(into, key=filing, title=lambda: _("%(into)s has taken over another organisation.") % words)
    return _as_it_stands(into)


def _end_defects(one: Organisation, *, day: date | None, defect: str) -> dict[str, str]:
    found = {"organisation": defect}
    if not defect:
        found["day"] = day_defect(day, today=timezone.localdate(), not_before=last_change(one))
    return found_only(found)


def _end(officer: Account, organisations: list[Organisation], ending: Ending) -> str:
    """End these with their branches; returns the key of the filing."""
    filing, ended = new_filing(), Ended()
    branches = _branches_of(organisations)
    ended.organisations = [*organisations, *branches]
    ids = [one.pk for one in ended.organisations]
    people = {one.pk: people_of([one.pk]) for one in ended.organisations}
    ended.licences = standing_licences(ids)
    own = {one.pk for one in organisations}
    state_of_organisations(
        [_statement(one, filing, ending, is_own=one.pk in own) for one in ended.organisations], by=officer
    )
    end_licences(officer, ended.licences, filing=filing, day=ending.day, reason=for_the_record(LICENCES_END))
    acting = Appointment.objects.filter(organisation_id__in=ids, ended_date=None)
    end_those(officer, list(acting), filing=filing, day=ending.day, because="the organisation has ended")
    for one in ended.organisations:
        _close_account(one, by=officer)
        record(
            officer, f"organisations.{ending.kind}", subject=f"organisation:{one.pk}", filing=filing,
            area=one.division_code, licences_ended=sum(1 for row in ended.licences if row.organisation_id == one.pk),
        )  # fmt: skip
    _tell(ended, ending, filing, people=people)
    tell_open_pages(ids)
    emit_all(_events(ended, ending, own), actor=officer)
    return filing


def _branches_of(organisations: Iterable[Organisation]) -> list[Organisation]:
    heads = [one.pk for one in organisations]
    found = Organisation.objects.filter(branch_of_id__in=heads, status__in=STANDING).exclude(pk__in=heads)
    ids = sorted(found.values_list("pk", flat=True))
    lock_subjects(ORGANISATIONS, ids)
    return list(found.select_related("account").filter(pk__in=ids).order_by("pk"))


def _statement(one: Organisation, filing: str, ending: Ending, *, is_own: bool) -> Statement:
    """A branch ends on the day of its head office, or on that of its own last change if that was later."""
    day = max(filter(None, (ending.day, last_change(one))))
    values: dict[str, Any] = {"status": ending.status, "status_date": day.isoformat()}
    if ending.status == DISSOLVED:
        values["ended_date"] = day.isoformat()
    if ending.successor_id is not None and is_own:
        values["successor_id"] = ending.successor_id
    reason = ending.reason if is_own else for_the_record(BRANCHES_END_FIRST)
    return stated(one, filing, kind=ending.kind if is_own else ending.status, values=values, day=day, reason=reason)


def end_licences(by: Account | None, licences: Iterable[Licence], *, filing: str, day: date, reason: str) -> None:
    """Cancel licences because their holder has ended, inside the transaction that ends it."""
    statements = []
    for one in licences:
        # What has been stated of a licence for a later day would outlive a cancellation for an earlier one.
        since = max(filter(None, (day, one.state_date, one.issued_date)))
        values: Mapping[str, Any] = {"state": CANCELLED, "state_date": since.isoformat(), "reason": reason}
        statements.append(
            Statement(
                kind=CANCELLED, source=LICENSING, subject_id=one.pk, values=values, valid_from=midnight(since),
                source_key=filing, reason=reason,
            )
        )  # fmt: skip
    state_all(LICENCES, statements, by=by)


def _close_account(one: Organisation, *, by: Account) -> None:
    """Its own account gives and holds no mandate any more: a closed giver's mandates are dead by themselves."""
    if one.account is None:
        return
    end_mandates_of(one.account, by=by, because="the organisation has ended")
    Account.objects.filter(pk=one.account.pk).update(is_active=False)


def _tell(ended: Ended, ending: Ending, filing: str, *, people: Mapping[int, list[int]]) -> None:
    for one in ended.organisations:
        tell(
            one,
            key=filing,
            title=lambda body=one: ending.title(body),  # type: ignore[misc]
            body=lambda: _("Its licences have ended, and nobody acts for it any more. If it was a mistake, tell the "
                           "registrar at once: it can be taken back whole."),
            people=people[one.pk],
            licences=[row for row in ended.licences if row.organisation_id == one.pk],
        )  # fmt: skip


def _events(ended: Ended, ending: Ending, own: set[int]) -> list[Event]:
    """In the order in which others understand them: the organisations, then their licences."""
    found: list[Event] = []
    for one in ended.organisations:
        if ending.status == REVOKED:
            found.append(OrganisationRevoked(organisation_id=one.pk, code=one.code, day=ending.day))
        else:
            successor = ending.successor_id if one.pk in own else None
            found.append(
                OrganisationDissolved(
                    organisation_id=one.pk, code=one.code, day=ending.day, successor_id=successor
                )
            )  # fmt: skip
    return found + [
        LicenceCancelled(organisation_id=row.organisation_id or 0, licence_id=row.pk, kind=row.kind, day=ending.day)
        for row in ended.licences
    ]


def _as_it_stands(one: Organisation) -> Organisation:
    return Organisation.objects.select_related("account").get(pk=one.pk)
