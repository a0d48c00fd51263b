"""Who may act for an organisation: the register states it, and the person's account gets a mandate with its term."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.acting import ORGANISATION_SCOPES, REPRESENT
from longcheng.bases.organisations.actions.filing import (
    APPOINT,
    VACANT,
    new_filing,
    organisation_for,
    refuse,
    state_of_organisations,
    stated,
    tell_open_pages,
)
from longcheng.bases.organisations.fitness import (
    day_defect,
    document_defect,
    found_only,
    person_defect,
    reason_defect,
    standing_defect,
)
from longcheng.bases.organisations.models import Appointment, AppointmentRole, Organisation
from longcheng.bases.organisations.registers import APPOINTMENTS, ORGANISATIONS, REGISTRATION
from longcheng.bases.population.models import Person
from longcheng.bases.population.names import normal_name
from longcheng.bases.population.queries import resident_of
from longcheng.bases.population.rules import normal_number
from longcheng.core.access.models import Account, AccountKind, Act
from longcheng.core.access.permissions import record, require
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.mandates.actions import end_by_register, give_by_register
from longcheng.core.mandates.rules import LONGEST_DAYS
from longcheng.core.registry.acts import Statement, lock_subjects, state_all

APPOINTED, ENDED, NOBODY_NAMED = "appointed", "ended", "vacant"
MISSED, MISSES_A_DAY = "organisations.miss_person", 20
ROLES_OF_MANDATE = {"representative": 1, "principal": 1}  # how many of them an organisation has at once
AT_MOST_LIVE = 50


def person_named(officer: Account, *, name: str, number: str) -> Person:
    """Whom a paper names: both the name and the identity number must be theirs. Raises Denied, Unfit.

    Which of the two is wrong is not told, each miss is recorded, and a day has so many of them: nobody is looked up by
    trying. Call it outside a transaction that is rolled back.
    """
    require(officer, APPOINT)
    since = timezone.now() - timedelta(days=1)
    subject = f"account:{officer.pk}"
    if Act.objects.filter(subject=subject, verb=MISSED, at__gt=since).count() >= MISSES_A_DAY:
        raise Unfit(
            {"person_id": _("Those were too many names for one day. Try again tomorrow, with the paper at hand.")}
        )
    plain = normal_number(number)
    fitting = Person.objects.filter(number_index=plain, merged_into_id=None) if plain else Person.objects.none()
    found = [one for one in fitting.select_related("account")[:2] if one.name == normal_name(name)]
    if len(found) == 1:
        return found[0]
    record(officer, MISSED, subject=subject)
    raise Unfit(
        {"person_id": _("Nobody in the register has both this name and this number. Check them, sign by sign.")}
    )


def appoint(
    officer: Account, *, organisation_id: int, person_id: int, role: str, scopes: Collection[str], until: date | None,
    document: str,
) -> Appointment:  # fmt: skip
    """Enter who may act for an organisation, as what, for what and until when. Raises Denied, Unfit.

    The mandate begins at once if the person has an account, else when one is matched with them: see `settle_mandates`.
    """
    with transaction.atomic():
        one = organisation_for(officer, APPOINT, organisation_id)
        person = Person.objects.select_related("account").filter(pk=person_id).first()
        found = _defects(one, person, role=role, scopes=scopes, until=until, document=document)
        if person is not None and person.account_id == officer.pk:
            found["person_id"] = _("You are concerned by this yourself; a colleague must do it.")
        refuse(found)
        assert person is not None and until is not None  # noqa: PT018, S101  _defects has asked
        return appoint_in(
            officer, one, new_filing(), person=person, role=role, scopes=scopes, until=until, document=document
        )


def appoint_in(
    officer: Account, one: Organisation, filing: str, *, person: Person, role: str, until: date, document: str,
    scopes: Collection[str] = (REPRESENT,),
) -> Appointment:  # fmt: skip
    """State an appointment as part of a filing, inside its transaction. Raises Unfit for a term that is none."""
    today = timezone.localdate()
    refuse({"until": _term_defect(until, today=today)})
    values = {
        "organisation_id": one.pk, "person_id": person.pk, "role": role, "scopes": sorted(set(scopes)),
        "since_date": today.isoformat(), "until_date": until.isoformat(), "document": document.strip(),
    }  # fmt: skip
    statement = Statement(
        kind=APPOINTED, source=REGISTRATION, values=values, valid_from=midnight(today), source_key=filing
    )
    made: Appointment = state_all(APPOINTMENTS, [statement], by=officer)[0].record
    _give_mandate(made, one, person, by=officer)
    subject = f"organisation:{one.pk}"
    record(officer, "organisations.appoint", subject=subject, filing=filing, role=role, appointment=made.pk)
    tell_open_pages([one.pk])
    return made


def _defects(
    one: Organisation, person: Person | None, *, role: str, scopes: Collection[str], until: date | None, document: str
) -> dict[str, str]:
    today = timezone.localdate()
    live = Appointment.objects.filter(organisation_id=one.pk, ended_date=None, until_date__gte=today)
    found = {
        "organisation": standing_defect(one),
        "person_id": person_defect(person, today=today),
        "document": document_defect(document),
        "until": _term_defect(until, today=today),
        "role": "" if role in AppointmentRole.values else _("Choose as what they act."),
        "scopes": "" if scopes else _("Choose at least one thing that they may do."),
    }
    if set(scopes) - {scope.name for scope in ORGANISATION_SCOPES}:
        found["scopes"] = _("One of the chosen things does not exist. Choose again.")
    if role in ROLES_OF_MANDATE and live.filter(role=role).count() >= ROLES_OF_MANDATE[role]:
        found["role"] = _("Somebody acts in this role already. End that appointment first.")
    elif role == AppointmentRole.REPRESENTATIVE and person is not None and person.name != one.representative_name:
        found["role"] = _("The register names %(name)s as legal representative. File the change first.") % {
            "name": one.representative_name or "—"
        }
    if person is not None and live.filter(person_id=person.pk, role=role).exists():
        found["person_id"] = _("This person acts for the organisation in this role already.")
    elif live.count() >= AT_MOST_LIVE:
        found["person_id"] = _("%(n)s people act for it already. End one appointment first.") % {"n": AT_MOST_LIVE}
    return found_only(found)


def _term_defect(until: date | None, *, today: date) -> str:
    if until is None:
        return _("Say until which day.")
    if until < today:
        return _("The last day lies in the past.")
    if until > today + timedelta(days=LONGEST_DAYS):
        return _("An appointment lasts three years at most. Choose an earlier day.")
    return ""


def give_mandates_again(one: Organisation, *, by: Account) -> None:
    """After an end was taken back: the appointments that stand again get a mandate for what is left of their term."""
    standing = Appointment.objects.filter(organisation_id=one.pk, ended_date=None).select_related("mandate")
    people = Person.objects.select_related("account").in_bulk({made.person_id for made in standing if made.person_id})
    for made in standing:
        if made.mandate is not None and made.mandate.is_live():
            continue
        made.mandate = None
        if made.person_id in people:
            _give_mandate(made, one, people[made.person_id], by=by)


def _give_mandate(made: Appointment, one: Organisation, person: Person, *, by: Account | None) -> None:
    """The mandate of an appointment; none while the person has no account, or once its term is over."""
    agent = person.account
    is_over = made.ended_date is not None or made.until_date is None or made.until_date < timezone.localdate()
    is_over = is_over or person.death_date is not None
    if agent is None or not agent.is_active or is_over or made.mandate_id is not None:
        return
    assert made.until_date is not None  # noqa: S101  is_over has asked
    mandate = give_by_register(
        giver=account_of(one), agent=agent, scopes=made.scopes, until=made.until_date, document=made.document, by=by
    )
    Appointment.objects.filter(pk=made.pk).update(mandate=mandate)
    made.mandate = mandate


def account_of(one: Organisation) -> Account:
    """The organisation's own account, made when it first lets somebody act. It has no password; nobody signs in to it.

    Its user name has a sign that no name of a person may have, so that nobody can be there before it.
    """
    if one.account is None:
        account = Account.objects.create_user(
            f"organisation:{one.pk}", display_name=one.name[:120], kind=AccountKind.DEPARTMENT
        )
        Organisation.objects.filter(pk=one.pk).update(account=account)
        one.account = account
    elif not one.account.is_active:
        Account.objects.filter(pk=one.account.pk).update(is_active=True)
        one.account.is_active = True
    return one.account


def settle_mandates(account: Account) -> int:
    """Give the mandates of appointments that were entered before this account was matched; returns how many.

    Called when somebody opens the page of what they act for, and by a task of every minute. Nothing is decided here:
    an officer has entered the appointment with its paper.
    """
    person = resident_of(account.pk)
    if person is None or account.kind not in {AccountKind.RESIDENT, AccountKind.STAFF}:
        return 0
    numbers = [person.pk, *Person.objects.filter(merged_into_id=person.pk).values_list("pk", flat=True)]
    today, settled = timezone.localdate(), 0
    waiting = Appointment.objects.filter(person_id__in=numbers, mandate=None, ended_date=None, until_date__gte=today)
    for number, organisation_id in list(waiting.values_list("pk", "organisation_id")):
        if organisation_id is None:
            continue
        with transaction.atomic():
            lock_subjects(ORGANISATIONS, [organisation_id])
            made = waiting.filter(pk=number).first()
            one = Organisation.objects.select_related("account").filter(pk=organisation_id).first()
            if made is not None and one is not None and one.is_standing:
                _give_mandate(made, one, person, by=None)
                settled += made.mandate_id is not None
    return settled


def end_appointment(officer: Account, *, appointment_id: int, day: date | None, reason: str) -> Appointment:
    """End an appointment and its mandate at once. Raises Denied, Unfit."""
    with transaction.atomic():
        made = Appointment.objects.filter(pk=appointment_id).first()
        if made is None or made.organisation_id is None:
            raise Unfit({"appointment_id": _("There is no such appointment.")})
        one = organisation_for(officer, APPOINT, made.organisation_id)
        made.refresh_from_db()
        found = {
            "appointment_id": _("This appointment has ended already.") if made.ended_date else "",
            "day": day_defect(day, today=timezone.localdate(), not_before=made.since_date),
            "reason": reason_defect(reason),
        }
        refuse(found)
        assert day is not None  # noqa: S101  day_defect has asked
        filing = new_filing()
        end_those(officer, [made], filing=filing, day=day, because="ended by the registrar", reason=reason)
        subject = f"organisation:{one.pk}"
        record(officer, "organisations.end_appointment", subject=subject, filing=filing, appointment=made.pk)
        tell_open_pages([one.pk])
    made.refresh_from_db()
    return made


def end_own(account: Account, *, organisation_id: int) -> int:
    """Stop acting for an organisation oneself, at once; returns how many appointments ended. Raises Unfit for none.

    Company Law, article 10: a representative may resign, and the organisation then has thirty days to name another.
    """
    person = resident_of(account.pk)
    with transaction.atomic():
        lock_subjects(ORGANISATIONS, [organisation_id])
        own = Appointment.objects.filter(
            organisation_id=organisation_id, person_id=person.pk if person else -1, ended_date=None
        )
        found = list(own.order_by("pk"))
        if not found:
            raise Unfit({"organisation": _("You do not act for this organisation.")})
        filing, today = new_filing(), timezone.localdate()
        end_those(account, found, filing=filing, day=today, because="ended by the agent")
        if any(one.role == AppointmentRole.REPRESENTATIVE for one in found):
            mark_vacant(Organisation.objects.filter(pk=organisation_id), by=account, filing=filing)
        subject = f"organisation:{organisation_id}"
        record(account, "organisations.end_own_appointment", subject=subject, filing=filing, ended=len(found))
        tell_open_pages([organisation_id])
    return len(found)


def end_those(
    by: Account | None, appointments: Iterable[Appointment], *, filing: str, day: date, because: str, reason: str = ""
) -> None:
    """State the end of appointments and end their mandates, as part of a filing and inside its transaction."""
    every = list(appointments)
    state_all(
        APPOINTMENTS,
        [
            Statement(
                kind=ENDED, source=REGISTRATION, subject_id=one.pk, source_key=filing, reason=reason.strip(),
                values={"ended_date": max(day, one.since_date or day).isoformat()},
                valid_from=midnight(max(day, one.since_date or day)),
            )
            for one in every
        ],
        by=by,
    )  # fmt: skip
    for one in every:
        if one.mandate_id is not None:
            end_by_register(one.mandate_id, by=by, because=because)


def end_mandates_without(appointment_ids: Iterable[int], *, by: Account) -> None:
    """After something was taken back: a mandate whose appointment stands no more ends with it."""
    for made in Appointment.objects.filter(pk__in=list(appointment_ids), mandate__isnull=False):
        if made.mandate_id is not None and (made.organisation_id is None or made.ended_date is not None):
            end_by_register(made.mandate_id, by=by, because="the appointment was taken back")


def end_for_mandate(*, mandate_id: int) -> None:
    """End the appointment whose mandate one of its sides has ended elsewhere. Called again it changes nothing more."""
    made = Appointment.objects.filter(mandate_id=mandate_id).first()
    if made is None or made.organisation_id is None:
        return
    with transaction.atomic():
        lock_subjects(ORGANISATIONS, [made.organisation_id])
        made.refresh_from_db()
        if made.ended_date is not None:
            return
        filing, today = new_filing(), timezone.localdate()
        end_those(None, [made], filing=filing, day=today, because="its mandate was ended")
        if made.role == AppointmentRole.REPRESENTATIVE:
            mark_vacant(Organisation.objects.filter(pk=made.organisation_id), by=None, filing=filing)
        tell_open_pages([made.organisation_id])


def mark_vacant(organisations: Iterable[Organisation], *, by: Account | None, filing: str) -> None:
    """Note that a representative is to be named: the register keeps the former name until another is entered.

    It holds from today, whenever it was: a record is not marked for a time when it was changed since, and the register
    is public, so it must not tell the day of a death.
    """
    today = timezone.localdate()
    vacant = {VACANT: today.isoformat()}
    statements = [
        stated(one, filing, kind=NOBODY_NAMED, day=today,
               values={"properties": one.properties | vacant, "representative_id": None})
        for one in organisations
        if one.is_standing and VACANT not in one.properties
    ]  # fmt: skip
    state_of_organisations(statements, by=by)
