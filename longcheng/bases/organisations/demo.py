"""The demo life: the organisations of the scenes, who acts for them, and as many synthetic ones as asked for."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from longcheng.bases.geography.models import Address
from longcheng.bases.organisations import bulk
from longcheng.bases.organisations.actions.appointments import appoint_in
from longcheng.bases.organisations.actions.filing import new_filing
from longcheng.bases.organisations.models import Appointment, Organisation
from longcheng.bases.organisations.registers import LICENCES, LICENSING, ORGANISATIONS, REGISTRATION
from longcheng.bases.organisations.rules import NO_AREA, PREFIX_BY_KIND, credit_code_of
from longcheng.bases.organisations.synthetic.city import city_of_pack
from longcheng.bases.population.models import Person
from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.clock.days import midnight
from longcheng.core.datapack.demo_life import demo_entries
from longcheng.core.registry.acts import Statement, state_all

PROCESSES = 2  # that make organisations where a whole city is founded
REGISTRAR = "organisations.registrar"
Entry = Mapping[str, Any]


def found(*, organisations_count: int = 0) -> None:
    """Found the organisations of the scenes and as many synthetic ones; a second call adds only what is missing."""
    entries = demo_entries("organisation")
    with transaction.atomic():
        known = dict(Organisation.objects.filter(code__in=map(_code, entries)).values_list("code", "pk"))
        new = [entry for entry in entries if _code(entry) not in known]
        _found_entries(new, known)
        _found_appointments(new)
    missing = (
        organisations_count
        - Organisation.objects.filter(is_synthetic=True).exclude(code__in=map(_code, entries)).count()
    )
    city = city_of_pack(organisations=missing) if missing > 0 else None
    if city:
        bulk.load(missing, city=city, processes=PROCESSES if missing >= bulk.INDEXES_LATER else 0)


def _code(entry: Entry) -> str:
    return credit_code_of(PREFIX_BY_KIND[entry["kind"]], NO_AREA, entry["serial"])


def _found_entries(entries: Sequence[Entry], known: Mapping[str, int]) -> None:
    """Heads before their branches, then what happened to them later, then their licences."""
    every = {entry["serial"]: entry for entry in demo_entries("organisation")}
    numbers = {serial: known[_code(entry)] for serial, entry in every.items() if _code(entry) in known}
    for entry in entries:  # few, and a branch has to know the number of its head
        values = _founding(entry)
        if "branch_of" in entry:
            values["branch_of_id"] = numbers[entry["branch_of"]]
        kind = "branch" if "branch_of" in entry else "founded"
        numbers[entry["serial"]] = _stated(kind, values, entry["founded"], None)[0].act.subject_id
    for entry in entries:
        for act in entry.get("act", []):
            _stated(act["kind"], _later(act, numbers), act["day"], numbers[entry["serial"]])
    grants = [_grant(licence, entry, numbers) for entry in entries for licence in entry.get("licence", [])]
    state_all(LICENCES, grants, by=None)


def _stated(kind: str, values: Mapping[str, Any], day: date, subject_id: int | None) -> list[Any]:
    statement = Statement(
        kind=kind, source=REGISTRATION, values=values, subject_id=subject_id, valid_from=midnight(day)
    )
    return state_all(ORGANISATIONS, [statement], by=None)


def _founding(entry: Entry) -> dict[str, Any]:
    person = Person.objects.filter(account__username=entry.get("representative", "")).first()
    kept = ("name", "kind", "industry", "scope", "capital_yuan")
    values = {name: entry[name] for name in kept if name in entry} | {
        "code": _code(entry),
        "status": "active",
        "status_date": entry["founded"].isoformat(),
        "founded_date": entry["founded"].isoformat(),
        "division_code": entry["division"],
        "address": entry["address"],
        "representative_name": person.name if person else entry.get("representative_name", ""),
        "is_synthetic": True,
    }
    if person:
        values["representative_id"] = person.pk
    plain = entry["address"].replace(" ", "")
    address = Address.objects.filter(division_code=entry["division"], text=plain).values_list("pk", flat=True).first()
    return values | ({"address_id": address} if address else {})


def _later(act: Entry, numbers: Mapping[int, int]) -> dict[str, Any]:
    """What an act of the pack states."""
    values = {name: value for name, value in act.items() if name not in {"kind", "day", "into"}}
    if act["kind"] == "merged":
        day = act["day"].isoformat()
        values |= {"status": "dissolved", "status_date": day, "ended_date": day, "successor_id": numbers[act["into"]]}
    return values


def _grant(licence: Entry, entry: Entry, numbers: Mapping[int, int]) -> Statement:
    values = {
        "organisation_id": numbers[entry["serial"]],
        "kind": licence["kind"],
        "number": licence["number"],
        "scope": licence["scope"],
        "issuer": licence["issuer"],
        "issued_date": licence["issued"].isoformat(),
        "valid_until": licence["valid_until"].isoformat(),
        "state": "valid",
        "state_date": licence["issued"].isoformat(),
        "division_code": entry["division"],
        "address": entry["address"],
        "is_synthetic": True,
    }
    return Statement(kind="granted", source=LICENSING, values=values, valid_from=midnight(licence["issued"]))


def _found_appointments(entries: Sequence[Entry]) -> None:
    """Who acts for them, entered by the registrar of the demo life; nobody where the pack has none."""
    registrar = _registrar()
    if registrar is None:
        return
    for entry in entries:
        one = Organisation.objects.select_related("account").get(code=_code(entry))
        for wanted in entry.get("appointment", []):
            person = Person.objects.select_related("account").filter(account__username=wanted["username"]).first()
            if person is None or Appointment.objects.filter(organisation_id=one.pk, person_id=person.pk).exists():
                continue
            until = timezone.localdate() + timedelta(days=wanted["days"])
            appoint_in(registrar, one, new_filing(), person=person, role=wanted["role"], scopes=wanted["scopes"],
                       until=until, document=wanted["document"])  # fmt: skip


def _registrar() -> Account | None:
    names = [entry["username"] for entry in demo_entries("person")]
    held = RoleHeld.objects.filter(role=REGISTRAR, account__username__in=names).select_related("account")
    first = held.order_by("account_id").first()
    return first.account if first else None
