"""The demo life: the people of the scenes, and placeholder residents in every community."""

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.actions import file_correction
from longcheng.bases.population.models import Correction, Resident
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.datapack.demo_life import demo_entries

BATCH = 5_000
PLACEHOLDER = "resident-{:07d}"


def found(*, people_count: int, password: str) -> None:
    """Found the demo people and as many placeholder residents; a second call adds only what is missing."""
    persons = demo_entries("person")
    with transaction.atomic():
        is_stale = _password_is_stale(persons, password)
        for person in persons:
            _found_person(person, password, set_password=is_stale)
        _found_placeholders(people_count)
        _found_corrections()


def _password_is_stale(persons: list[dict[str, Any]], password: str) -> bool:
    """Whether the demo people have another home's password, as after a restore. Costs one hash."""
    first = Account.objects.filter(username=persons[0]["username"]).first() if persons else None
    return first is not None and not first.check_password(password)


def _found_person(person: dict[str, Any], password: str, *, set_password: bool) -> None:
    account = Account.objects.filter(username=person["username"]).first()
    if account is None:
        account = Account.objects.create_user(
            person["username"], password, display_name=person["name"], kind=AccountKind(person["kind"])
        )
    elif set_password:
        account.set_password(password)
        account.save(update_fields=["password"])
    if person.get("division"):
        Resident.objects.get_or_create(
            account=account, defaults={"division_code": person["division"], "address": person.get("address")}
        )
    for role in person.get("roles", []):
        RoleHeld.objects.get_or_create(
            account=account,
            role=role["role"],
            area_code=role.get("area", ""),
            defaults={"organisation": role.get("organisation", "")},
        )


def _found_placeholders(people_count: int) -> None:
    """Spread the residents evenly over the communities: a placeholder, not the census."""
    communities = list(
        Division.objects.filter(level=DivisionLevel.COMMUNITY).order_by("code").values_list("code", flat=True)
    )
    present = Resident.objects.filter(is_synthetic=True).count()
    if not communities:
        return
    for start in range(present, people_count, BATCH):
        numbers = range(start, min(start + BATCH, people_count))
        accounts = Account.objects.bulk_create(
            Account(username=PLACEHOLDER.format(n), display_name=f"居民 {n:07d}", password=UNUSABLE_PASSWORD_PREFIX)
            for n in numbers
        )
        Resident.objects.bulk_create(
            Resident(account=account, division_code=communities[n % len(communities)], is_synthetic=True)
            for n, account in zip(numbers, accounts, strict=True)
        )


def _found_corrections() -> None:
    """What the demo people have asked to be corrected, once."""
    for entry in demo_entries("correction"):
        account = Account.objects.get(username=entry["username"])
        if not Correction.objects.filter(resident__account=account, part=entry["part"]).exists():
            file_correction(account, part=entry["part"], value=entry["value"], note=entry.get("note", ""))
