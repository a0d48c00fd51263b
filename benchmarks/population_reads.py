"""What the population register's measurement reads: by the functions that its pages use, of random people."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.report import figure, percentile
from longcheng.bases.geography.loaders import load_divisions
from longcheng.bases.population.duplicates import possible_duplicates
from longcheng.bases.population.models import Household, HouseholdAct, Person, PersonAct
from longcheng.bases.population.queries import person_by_subject
from longcheng.bases.population.registers import PERSONS
from longcheng.bases.population.relatives import members_of
from longcheng.bases.population.searching import search
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.registry.feed import page_of_feed
from longcheng.core.registry.reading import as_of, as_of_list

CITY = "3204"
FEED_PAGE = 10_000
# What the issue asks for, at the size of the city: p95 in ms.
TARGETS = {
    "by id": 5, "by identity number": 5, "household": 5, "search: identity number": 100, "search: name": 100,
    "search: beginning of it": 100, "search: pinyin": 100, "search: initials": 100, "search: address": 100, "as of": 10,
    "household as of": 10, "duplicate check": 100,
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """One kind of read: how long it took, and how long it may."""

    name: str
    median_ms: float
    p95_ms: float
    most_ms: float | None

    @property
    def is_missed(self) -> bool:
        return self.most_ms is not None and self.p95_ms > self.most_ms


def found_city() -> Account:
    """Tables and divisions; returns an officer who may search in the whole city."""
    call_command("migrate", interactive=False, verbosity=0)
    for level in ("areas", "streets", "villages"):
        load_divisions(settings.CITY_PACK / "divisions" / f"changzhou_{level}.csv")
    officer, is_new = Account.objects.get_or_create(
        username="bench-registrar", defaults={"kind": AccountKind.STAFF, "display_name": "bench"}
    )
    if is_new:
        RoleHeld.objects.create(account=officer, role="population.registrar", area_code=CITY, organisation="bench")
    return officer


def present() -> int:
    return Person.objects.filter(is_synthetic=True).count()


def sizes() -> dict[str, tuple[int, int]]:
    """Bytes of the rows and of the indexes of each table of the register."""
    found = {}
    with connection.cursor() as cursor:
        for model in (Person, PersonAct, Household, HouseholdAct):
            table = model._meta.db_table
            cursor.execute("SELECT pg_table_size(%s::regclass), pg_indexes_size(%s::regclass)", [table, table])
            found[table] = cursor.fetchone()
    return found


class Reads:
    """Every kind of read, each of people drawn anew from the whole register: what is far apart is seldom warm."""

    def __init__(self, officer: Account, *, times: int) -> None:
        self.officer, self.times, self.chance = officer, times, random.Random(present())

    def measure(self) -> list[Read]:
        """Do them all and print a line for each."""
        people = present()
        print(f"\nReads among {people:,} people, {self.times} of each kind:")
        kinds: dict[str, Callable[[Person], Any]] = {
            "by id": lambda one: person_by_subject(one.pk),
            "by identity number": lambda one: Person.objects.filter(number_index=one.number).first(),
            "household": lambda one: members_of(one.household_id),
            "search: identity number": lambda one: self._search(one.number),
            "search: name": lambda one: self._search(one.name),
            "search: beginning of it": lambda one: self._search(one.name[:2]),
            "search: pinyin": lambda one: self._search(one.pinyin),
            "search: initials": lambda one: self._search(one.initials),
            "search: address": lambda one: self._search(one.address),
            "as of": self._as_of,
            "household as of": self._household_as_of,
            "duplicate check": self._duplicates,
        }
        return [*(self._measured(name, read) for name, read in kinds.items()), self._feed()]

    def _measured(self, name: str, read: Callable[[Person], Any]) -> Read:
        taken = []
        for one in self._some(self.times):
            began = time.perf_counter()
            read(one)
            taken.append((time.perf_counter() - began) * 1000)
        return told(name, taken, TARGETS.get(name))

    def _some(self, count: int) -> list[Person]:
        """Random people with what is asked for of them, read before the clock runs."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(id), max(id) FROM population_person")
            first, last = cursor.fetchone()
        numbers = {self.chance.randint(first, last) for _ in range(count * 2)}
        people = list(Person.objects.filter(pk__in=numbers, is_synthetic=True).select_related("household"))
        return list(islice(cycle(self.chance.sample(people, len(people))), count))

    def _search(self, words: str | None) -> Any:
        return search(self.officer, words=words or "")

    def _as_of(self, one: Person) -> Any:
        earlier = timezone.now() - timedelta(days=self.chance.randint(1, 3_000))
        return as_of(PERSONS, one.pk, valid=earlier)

    def _household_as_of(self, one: Person) -> Any:
        earlier = timezone.now() - timedelta(days=self.chance.randint(1, 3_000))
        return as_of_list(PERSONS, field="household_id", value=one.household_id, valid=earlier)

    def _duplicates(self, one: Person) -> Any:
        """A birth that is entered again: name and day are known, and the mother where there is one."""
        assert one.birth_date is not None
        return possible_duplicates(name=one.name, sex=one.sex, birth_date=one.birth_date, mother_id=one.mother_id)

    def _feed(self) -> Read:
        taken = [took for took, _rows in islice(_feed_pages(), 10)]
        return told(f"feed, a page of {FEED_PAGE:,}", taken, None)


def _feed_pages() -> Iterator[tuple[float, int]]:
    cursor = ""
    while True:
        began = time.perf_counter()
        page = page_of_feed(PERSONS, after=cursor, limit=FEED_PAGE)
        yield (time.perf_counter() - began) * 1000, len(page.acts)
        if not page.has_more:
            return
        cursor = page.cursor


def told(name: str, taken_ms: list[float], most_ms: float | None) -> Read:
    """Print what a kind of read took."""
    read = Read(name, percentile(taken_ms, 50), percentile(taken_ms, 95), most_ms) if len(taken_ms) > 1 else Read(
        name, taken_ms[0], taken_ms[0], most_ms
    )  # fmt: skip
    bound = f", at most {most_ms} ms" if most_ms else ""
    figure(
        f"{name}: p95",
        read.p95_ms,
        "ms",
        f"median {read.median_ms:.2f} ms{bound}{', MISSED' if read.is_missed else ''}",
    )
    return read
