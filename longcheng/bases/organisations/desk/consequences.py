"""What filing an act does, told before it is done: it is tried in a transaction that is rolled back, and read there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from longcheng.bases.organisations.desk.told import REGISTERS, Moment, told_acts
from longcheng.bases.organisations.licence_kinds import licence_title
from longcheng.bases.organisations.models import Appointment, Licence, Organisation
from longcheng.bases.population.models import Person
from longcheng.bases.population.searching import masked_name
from longcheng.core.access.models import Account, AccountKind
from longcheng.core.messages.models import InboxItem

Mark = dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What happens to one record: an organisation, a licence, somebody's appointment. `what` says which of them."""

    what: str
    name: str
    moments: list[Moment]


def mark() -> Mark:
    """Where the three registers and the inboxes stand."""
    found = {name: _newest(register.act_model) for name, register in REGISTERS.items()}
    return found | {"inbox": _newest(InboxItem)}


def _newest(model: Any) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def people_told(since: Mark) -> int:
    """How many people have a message of it; the inbox of an organisation's own account is read by nobody."""
    told = InboxItem.objects.filter(pk__gt=since["inbox"]).exclude(account__kind=AccountKind.DEPARTMENT)
    return told.values("account_id").distinct().count()


def consequences(since: Mark, *, by: Account) -> list[Consequence]:
    """What this officer has stated since, organisations first; the acts of others may have come between."""
    found: list[Consequence] = []
    for what, register in REGISTERS.items():
        acts = list(register.act_model._default_manager.filter(pk__gt=since[what], recorded_by_id=by.pk).order_by("pk"))
        subjects = list(dict.fromkeys(act.subject_id for act in acts))
        names = _NAMES[what](subjects)
        moments = dict(zip((act.pk for act in acts), told_acts(register, acts), strict=True))
        for subject in subjects:
            own = [moments[act.pk] for act in acts if act.subject_id == subject]
            found.append(Consequence(what=what, name=names.get(subject, str(subject)), moments=own))
    return found


def _organisations(ids: Iterable[int]) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def _licences(ids: Iterable[int]) -> dict[int, str]:
    return {one.pk: f"{licence_title(one.kind)} {one.number}" for one in Licence.objects.filter(pk__in=list(ids))}


def _appointments(ids: Iterable[int]) -> dict[int, str]:
    """As what somebody acts and who, masked: who files it has the paper before them."""
    rows = list(Appointment.objects.filter(pk__in=list(ids)))
    people = dict(Person.objects.filter(pk__in=[one.person_id for one in rows]).values_list("pk", "name"))
    return {one.pk: f"{one.get_role_display()} {masked_name(people.get(one.person_id or 0, ''))}" for one in rows}


_NAMES = {"organisation": _organisations, "licence": _licences, "appointment": _appointments}
