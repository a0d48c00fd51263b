"""Residents become persons of the register, and what they asked to be corrected becomes doubts, under the same numbers.

Only what the old tables held is stated: the name of the account, the community, the address. The columns that are
worked out (pinyin, indexes of addresses) follow by themselves: each record falls due at once.
"""

from typing import Any

import orjson
from django.db import migrations
from django.utils import timezone

OWNERS = {"name": "police.household_register", "address": "community.grid"}
BATCH = 1_000


def persons(apps: Any, schema_editor: Any) -> None:
    resident_model = apps.get_model("population", "Resident")
    residents = resident_model.objects.select_related("account").order_by("pk")
    batch: list[Any] = []
    for resident in residents.iterator(chunk_size=BATCH):
        batch.append(resident)
        if len(batch) == BATCH:
            _state(apps, batch)
            batch = []
    _state(apps, batch)
    _doubts(apps, schema_editor)


def _state(apps: Any, residents: list[Any]) -> None:
    person_model, home_model = apps.get_model("population", "Person"), apps.get_model("population", "Household")
    person_act, home_act = apps.get_model("population", "PersonAct"), apps.get_model("population", "HouseholdAct")
    due = apps.get_model("registry", "Due")
    now = timezone.now()
    homes = home_model.objects.bulk_create(
        home_model(division_code=one.division_code, address=one.address, is_synthetic=one.is_synthetic)
        for one in residents
    )
    people = person_model.objects.bulk_create(
        person_model(
            account_id=one.account_id, name=one.account.display_name, household_id=home.pk,
            division_code=one.division_code, is_synthetic=one.is_synthetic,
        )
        for one, home in zip(residents, homes, strict=True)
    )  # fmt: skip
    clocks = {"kind": "entered", "valid_from": now, "recorded_at": now}
    home_act.objects.bulk_create(
        home_act(
            subject_id=home.pk, source="community.grid", fields={"division_code": one.division_code},
            sealed=orjson.dumps({"address": one.address}).decode() if one.address else None, **clocks,
        )
        for one, home in zip(residents, homes, strict=True)
    )  # fmt: skip
    person_act.objects.bulk_create(
        act
        for one, person, home in zip(residents, people, homes, strict=True)
        for act in (
            person_act(subject_id=person.pk, source=OWNERS["name"], fields={"name": one.account.display_name}, **clocks),
            person_act(subject_id=person.pk, source="community.grid", fields={"household_id": home.pk}, **clocks),
        )
    )
    due.objects.bulk_create(
        due(register=register, subject_id=one.pk, at=now)
        for register, found in (("population.household", homes), ("population.person", people))
        for one in found
    )


def _doubts(apps: Any, schema_editor: Any) -> None:
    correction_model, doubt = apps.get_model("population", "Correction"), apps.get_model("registry", "Doubt")
    person_model = apps.get_model("population", "Person")
    for one in correction_model.objects.select_related("resident").order_by("pk"):
        person = person_model.objects.get(account_id=one.resident.account_id)
        is_home = one.part == "address"
        doubt.objects.create(
            pk=one.pk,
            register="population.household" if is_home else "population.person",
            subject_id=person.household_id if is_home else person.pk,
            field=one.part,
            owner=OWNERS[one.part],
            stated=orjson.dumps(one.asked_value).decode(),
            note=one.note,
            filed_by_id=one.resident.account_id,
            area_code=person.division_code,
            state=one.state,
            filed_at=one.filed_at,
            due_at=one.due_at,
            decided_at=one.decided_at,
            decided_by_id=one.decided_by_id,
            reason=one.reason,
        )
    if doubt.objects.exists():
        schema_editor.execute(
            "SELECT setval(pg_get_serial_sequence('registry_doubt', 'id'), (SELECT max(id) FROM registry_doubt))"
        )


class Migration(migrations.Migration):

    dependencies = [("population", "0004_persons")]

    operations = [migrations.RunPython(persons, migrations.RunPython.noop)]
