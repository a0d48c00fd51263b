"""Access: a decision, the ledger's lines a second, what purpose and ledger add to a call, verifying, who looked."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import ledger
from benchmarks.own_home import measured_apart
from benchmarks.report import figure, percentile

if TYPE_CHECKING:
    from longcheng.core.access.models import Account

PARTS = ("decisions", "calls", "ledger")


def main(arguments: list[str]) -> int:
    """Open a database in a temporary home, with full durability, and measure in a process that knows it."""
    parser = argparse.ArgumentParser(prog="./city bench access", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone (may be repeated)")
    parser.add_argument("--lines", type=int, default=1_000_000, help="how many lines to verify (default: 1000000)")
    parser.add_argument(
        "--many", type=int, default=10_000_000, help="who looked, over so many lines (default: 10000000)"
    )
    parser.add_argument("--role", choices=["measure"], help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    wanted = tuple(chosen.only or PARTS)
    if chosen.role == "measure":
        return measure(wanted)
    done = 0
    if {"decisions", "calls"} & set(wanted):
        done = measured_apart("benchmarks.access", arguments)
    if "ledger" in wanted and done == 0:
        done = ledger.main(["--lines", str(chosen.lines), "--pages", str(chosen.many)])
    return done


def measure(wanted: tuple[str, ...]) -> int:
    """The figures that need no running city."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longcheng.program.settings")
    import django

    django.setup()
    if "decisions" in wanted:
        measure_decisions()
    if "calls" in wanted:
        measure_calls()
    return 0


def timed(ask: Callable[[], object], count: int) -> list[float]:
    """Seconds of each call, after some to warm up."""
    for _ in range(max(10, count // 20)):
        ask()
    taken = []
    for _ in range(count):
        began_at = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - began_at)
    return taken


def measure_decisions(count: int = 20_000) -> None:
    """One decision among 200 policies: spread over forty permissions, and all for one."""
    import cedarpy

    from longcheng.core.access.policies import Judge, Request, read_rules
    from longcheng.core.declaration import Permission

    def texts(permissions: int) -> str:
        return "\n".join(
            f'@id("p{n}") @zh("规") @en("Rule") permit (principal in Role::"r{n}", '
            f'action == Action::"s.do{n % permissions}", resource) when {{ context.purpose.kind == "k{n}" && '
            f'context.purpose.live && ["name", "address"].contains(context.part) }};'
            for n in range(200)
        )

    for permissions, note in ((40, "200 policies over 40 permissions"), (1, "all 200 policies for one permission")):
        declared = {f"s.do{n}": Permission(name=f"s.do{n}", title="", is_personal=True) for n in range(permissions)}
        judge = Judge(read_rules(texts(permissions), room="bench"), declared)
        asked = Request("s.do0", "staff", frozenset({"r0", "r40", "r7"}), "k40", "1", True, True, part="name")
        assert judge.decide(asked).is_allowed
        taken = timed(partial(judge.decide, asked), count)
        figure("a policy decision, p50", percentile(taken, 50) * 1000, "ms", note)
        figure("a policy decision, p99", percentile(taken, 99) * 1000, "ms", note)
    text, entities = texts(1), [{"uid": {"type": "Account", "id": "a"}, "attrs": {}, "parents": []}]
    question = {
        "principal": {"type": "Account", "id": "a"}, "action": {"type": "Action", "id": "s.do0"},
        "resource": {"type": "Subject", "id": "s"},
        "context": {"purpose": {"kind": "k0", "live": True}, "part": "name"},
    }  # fmt: skip
    plain = timed(lambda: cedarpy.is_authorized(question, text, json.dumps(entities)), 300)
    figure(
        "the same, the text parsed at each call (reference), p99", percentile(plain, 99) * 1000, "ms", "200 policies"
    )


def measure_calls(count: int = 600) -> None:
    """A page and an API call with purpose and ledger, and the same without, turn and turn about."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.ROOT_URLCONF = "benchmarks.access_sample"
    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    call_command("migrate", verbosity=0)
    reader, subject, purpose = an_open_case()
    client = Client()
    client.force_login(reader)
    for name, judged, bare in (
        ("a page", f"/population/residents/{subject}/?purpose={purpose}", f"/bench/page/{subject}/"),
        ("an API call", f"/api/population/residents/{subject}?purpose={purpose}", f"/bench/answer/{subject}/"),
    ):
        taken: dict[str, list[float]] = {judged: [], bare: []}
        for _ in range(count):
            for address in (judged, bare):
                began_at = time.perf_counter()
                assert client.get(address).status_code == 200, address
                taken[address].append(time.perf_counter() - began_at)
        with_it, without = (percentile(taken[address][20:], 50) * 1000 for address in (judged, bare))
        figure(f"{name} with purpose and ledger, p50", with_it, "ms")
        figure(f"{name} without, p50", without, "ms")
        figure(f"added to {name} by purpose and ledger, p50", with_it - without, "ms", f"{with_it / without:.2f} times")


def an_open_case() -> "tuple[Account, int, str]":
    """An officer, a resident of the officer's area, and a correction that is open."""
    from django.db import transaction

    from longcheng.bases.population.actions.corrections import file_correction
    from longcheng.bases.population.models import Person
    from longcheng.bases.population.registers import GRID, HOUSEHOLDS, PERSONS, POLICE
    from longcheng.core.access.models import Account, RoleHeld
    from longcheng.core.registry.acts import Statement, state

    officer = Account.objects.create_user("officer", kind="staff", display_name="Officer")
    RoleHeld.objects.create(account=officer, role="population.registrar", organisation="Registry")
    account = Account.objects.create_user("resident", display_name="Resident")
    with transaction.atomic():
        values = {"division_code": "110101001001", "address": "No. 1"}
        home = state(HOUSEHOLDS, Statement(kind="entered", source=GRID, values=values), by=None).record
        entered = Statement(kind="entered", source=POLICE, values={"name": "Resident"})
        person = state(PERSONS, entered, by=None).record
        lives = Statement(kind="entered", source=GRID, values={"household_id": home.pk}, subject_id=person.pk)
        state(PERSONS, lives, by=None)
    Person.objects.filter(pk=person.pk).update(account=account)
    correction = file_correction(account, field="address", value="No. 2")
    return officer, account.pk, f"population.correction:{correction.pk}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
