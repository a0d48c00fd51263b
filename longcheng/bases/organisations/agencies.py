"""Who may act for which organisation: reads for the pages; nobody outside an organisation sees who acts for it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from longcheng.bases.organisations.models import Appointment, Organisation
from longcheng.bases.population.models import Person
from longcheng.bases.population.queries import resident_of
from longcheng.bases.population.searching import masked_name
from longcheng.core.access.models import Account, Mandate
from longcheng.core.access.purposes import scopes_told

SHOWN_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Agency:
    """Somebody's acting for an organisation, as its own people see it. `name` is masked for everybody but oneself."""

    appointment: Appointment
    organisation: Organisation | None
    name: str
    is_own: bool
    mandate: Mandate | None

    @property
    def role(self) -> str:
        return self.appointment.get_role_display()

    @property
    def scopes(self) -> str:
        return scopes_told(self.appointment.scopes)

    @property
    def until(self) -> date | None:
        return self.appointment.until_date

    @property
    def is_live(self) -> bool:
        """Whether they may act this moment: what is appointed, and by a mandate that counts."""
        return self.mandate is not None and self.mandate.is_live()


def accounts_with_waiting_appointments() -> list[Account]:
    """The accounts of people who were appointed before one was matched with them."""
    waiting = Appointment.objects.filter(mandate=None, ended_date=None, until_date__gte=timezone.localdate())
    people = Person.objects.filter(pk__in=waiting.values("person_id"), account__is_active=True, death_date=None)
    return [one.account for one in people.select_related("account")[:SHOWN_MOST] if one.account is not None]


def agencies_of(account: Account) -> list[Agency]:
    """For what this account's person may act now, by organisation. Four queries."""
    person = resident_of(account.pk)
    if person is None:
        return []
    numbers = [person.pk, *Person.objects.filter(merged_into_id=person.pk).values_list("pk", flat=True)]
    own = Appointment.objects.filter(
        person_id__in=numbers, ended_date=None, until_date__gte=timezone.localdate()
    ).select_related("mandate")
    found = list(own.order_by("organisation_id", "pk")[:SHOWN_MOST])
    bodies = Organisation.objects.in_bulk({one.organisation_id for one in found if one.organisation_id})
    return [
        Agency(
            appointment=one,
            organisation=bodies.get(one.organisation_id or 0),
            name=person.name,
            is_own=True,
            mandate=one.mandate,
        )
        for one in found
    ]


def agencies_for(organisation_id: int, *, reader: Account | None = None) -> list[Agency]:
    """Who acts for an organisation now, masked but for the reader. Three queries."""
    acting = Appointment.objects.filter(
        organisation_id=organisation_id, ended_date=None, until_date__gte=timezone.localdate()
    ).select_related("mandate")
    found = list(acting.order_by("pk")[:SHOWN_MOST])
    people = Person.objects.in_bulk({one.person_id for one in found if one.person_id})
    own = resident_of(reader.pk) if reader is not None else None
    made = []
    for one in found:
        person = people.get(one.person_id or 0)
        is_own = own is not None and person is not None and person.pk == own.pk
        name = person.name if person and is_own else masked_name(person.name) if person else ""
        made.append(Agency(appointment=one, organisation=None, name=name, is_own=is_own, mandate=one.mandate))
    return made


def may_act_for(account: Account, organisation_id: int) -> bool:
    """Whether this account acts for the organisation now: an appointment that stands, and a live mandate."""
    return any(
        one.is_live and one.organisation is not None and one.organisation.pk == organisation_id
        for one in agencies_of(account)
    )
