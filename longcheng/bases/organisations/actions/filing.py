"""What every act about an organisation needs: the right, the lock, one key for what belongs together, the news."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.organisations.fitness import ACTIVE, SUSPENDED, VALID
from longcheng.bases.organisations.laws import ONE_NAME
from longcheng.bases.organisations.licensing import officers_for
from longcheng.bases.organisations.models import Appointment, Licence, Organisation, OrganisationName
from longcheng.bases.organisations.names import key_of
from longcheng.bases.organisations.registers import ORGANISATIONS, REGISTRATION
from longcheng.bases.organisations.rules import normal_code
from longcheng.bases.population.models import Person
from longcheng.bases.population.queries import resident_of
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, require
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language
from longcheng.core.messages.topics import publish
from longcheng.core.registry.acts import Statement, lock_subjects, state_all

FILE, LICENSE, APPOINT = "organisations.file_act", "organisations.license", "organisations.appoint"
FILED = "act:"  # what was stated together at a counter has one key
CHANGED = "organisations.changed"
VACANT = "representative_vacant_since"  # in `properties`: the representative has died or resigned and nobody is named
LICENCES_TOLD = 5
STANDING = (ACTIVE, SUSPENDED)


def new_filing() -> str:
    """The key that all acts of one filing share, in all three registers, by which they are taken back together."""
    return f"{FILED}{uuid4()}"


def organisations_for(officer: Account, permission: str, ids: Iterable[int]) -> dict[int, Organisation]:
    """These organisations, locked; those that do not exist are missing. The area is asked by `require_area`.

    Raises Denied for somebody without the right anywhere, and for who acts for one of them.
    """
    require(officer, permission)
    wanted = sorted(set(ids))
    lock_subjects(ORGANISATIONS, wanted)
    rows = Organisation.objects.select_related("account").in_bulk(wanted)
    refuse_own(officer, rows)
    return rows


def organisation_for(officer: Account, permission: str, organisation_id: int) -> Organisation:
    """One organisation of the officer's area, locked. Raises Denied, Unfit."""
    one = organisations_for(officer, permission, [organisation_id]).get(organisation_id)
    if one is None:
        raise Unfit({"organisation": no_organisation(organisation_id)})
    require(officer, permission, area_code=one.division_code)
    return one


def no_organisation(number: int) -> str:
    return _("There is no organisation no. %(n)s.") % {"n": number}


def refuse_own(officer: Account, organisation_ids: Iterable[int]) -> None:
    """Nobody files an act about an organisation for which they act themselves. Raises Denied."""
    person = resident_of(officer.pk)
    if person is None:
        return
    ids = list(organisation_ids)
    numbers = [person.pk, *Person.objects.filter(merged_into_id=person.pk).values_list("pk", flat=True)]
    theirs = Appointment.objects.filter(organisation_id__in=ids, person_id__in=numbers, ended_date=None).exists()
    if theirs or Organisation.objects.filter(pk__in=ids, representative_id__in=numbers).exists():
        raise Denied(_("You act for this organisation yourself; a colleague must do it."))


def keep_others_off(*words: str) -> None:
    """Whoever enters the same code or name at the same time waits, so that neither stands twice."""
    with connection.cursor() as cursor:
        for word in sorted(filter(None, words)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('organisation ' || %s, 0))", [word])


def taken_defects(*, code: str, name: str, but_of: int = 0) -> dict[str, str]:
    """Whether the code, or the very name, belongs to another organisation.

    Registration Regulations, article 10, and 《企业名称登记管理规定》第十七条: no two alike at the same authority.
    """
    others = Organisation.objects.exclude(pk=but_of)
    plain = normal_code(code)
    holder = others.filter(code=plain).first() if plain else None
    found = {"code": _("This code belongs to %(name)s.") % {"name": holder.name}} if holder else {}
    alike = OrganisationName.objects.filter(key=key_of(name), is_current=True).exclude(organisation_id=but_of)
    standing = others.filter(pk__in=alike.values("organisation_id"), status__in=STANDING).first()
    if standing is not None:
        found["name"] = _("%(name)s is the name of organisation no. %(n)s (%(article)s).") % {
            "name": standing.name, "n": standing.pk, "article": ONE_NAME,
        }  # fmt: skip
    return found


def place_defects(division_code: str) -> dict[str, str]:
    """Whether it is a division of the city at all."""
    if Division.objects.filter(code=division_code[:12], level__gte=DivisionLevel.DISTRICT).exists():
        return {}
    return {"division_code": _("Choose the town or the community.")}


def refuse(defects: Mapping[str, str]) -> None:
    """Raises Unfit with the defects that say something; nothing if none does."""
    if found := {field: defect for field, defect in defects.items() if defect}:
        raise Unfit(found)


def stated(
    one: Organisation, filing: str, *, kind: str, values: Mapping[str, Any], day: date, reason: str = ""
) -> Statement:
    """What the registration states of an organisation from that day on."""
    return Statement(
        kind=kind, source=REGISTRATION, subject_id=one.pk, values=values, valid_from=midnight(day), source_key=filing,
        reason=reason.strip(),
    )  # fmt: skip


def state_of_organisations(statements: list[Statement], *, by: Account | None) -> None:
    state_all(ORGANISATIONS, statements, by=by)


def tell_open_pages(organisation_ids: Iterable[int]) -> None:
    """Whoever has one of these open sees the change the same second."""
    for one in dict.fromkeys(organisation_ids):
        publish(CHANGED, organisation=one)


def people_of(organisation_ids: Iterable[int]) -> list[int]:
    """The accounts of those who act for these organisations now. Two queries."""
    ids = list(organisation_ids)
    acting = Appointment.objects.filter(organisation_id__in=ids, ended_date=None).values_list("person_id", flat=True)
    named = Organisation.objects.filter(pk__in=ids, representative_id__isnull=False)
    people = {one for one in (*acting, *named.values_list("representative_id", flat=True)) if one is not None}
    accounts = Person.objects.filter(pk__in=people, death_date=None, account__is_active=True)
    return sorted(one for one in accounts.values_list("account_id", flat=True) if one is not None)


def tell(
    one: Organisation, *, key: str, title: Callable[[], str], body: Callable[[], str] = str,
    people: Iterable[int] | None = None, licences: Iterable[Licence] = (),
) -> None:  # fmt: skip
    """A message to those who act for the organisation and to the officers of these licences, each in their language.

    `people` are the accounts if they were asked before the act that ends their appointments.
    """
    licences = list(licences)
    _send(one, f"{key} {one.pk}", people_of([one.pk]) if people is None else people, title, body, one_url(one.pk))
    officers = officers_for(licences) - set(people or ())
    if officers:
        url = f"/organisations/licences/{licences[0].pk}/"
        _send(one, f"{key} {one.pk} licences", sorted(officers), title, lambda: licences_told(licences), url)


def _send(
    one: Organisation, key: str, accounts: Iterable[int], title: Callable[[], str], body: Callable[[], str], url: str
) -> None:
    if ids := list(accounts):
        send(
            key=key,
            sender=in_each_language(lambda: _("Register of organisations")),
            account_ids=ids,
            title=in_each_language(lambda: title()[:200]),
            body=in_each_language(body),
            url=url,
        )


def one_url(organisation_id: int) -> str:
    return f"/organisations/{organisation_id}/"


def licences_told(licences: Iterable[Licence]) -> str:
    """The licences that a message is about; the first few by name."""
    every = list(licences)
    named = _(", ").join(f"{one.kind} {one.number}" for one in every[:LICENCES_TOLD])
    if len(every) > LICENCES_TOLD:
        return _("%(licences)s and %(n)s more.") % {"licences": named, "n": len(every) - LICENCES_TOLD}
    return _("%(licences)s.") % {"licences": named}


def standing_licences(organisation_ids: Iterable[int]) -> list[Licence]:
    """The valid and suspended licences of these organisations."""
    found = Licence.objects.filter(organisation_id__in=list(organisation_ids), state__in=(VALID, SUSPENDED))
    return list(found.order_by("pk"))
