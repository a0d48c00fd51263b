"""What the measurement of the register of organisations reads: by the functions and addresses that everybody uses."""

import random
import time
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from benchmarks.population_reads import Read, told
from benchmarks.report import figure
from longcheng.bases.geography.loaders import load_divisions
from longcheng.bases.organisations.downloading import FILES
from longcheng.bases.organisations.models import (
    Licence,
    LicenceAct,
    Organisation,
    OrganisationAct,
    OrganisationName,
)
from longcheng.bases.organisations.search_models import SearchedName
from longcheng.bases.organisations.searching import search
from longcheng.core.datapack.pack import read_pack

CODE_MOST_MS, SEARCH_MOST_MS, FOLLOW_MOST_S = 5, 100, 60
FEED, REGISTERS = "/api/organisations/feed", ("organisations.organisation", "organisations.licence")
DOWNLOAD, HOST = "/organisations/download/", "localhost"
FEED_PAGE = 10_000
MODELS = (Organisation, OrganisationAct, OrganisationName, SearchedName, Licence, LicenceAct)


def found_city() -> None:
    """Tables and divisions of the pack."""
    call_command("migrate", interactive=False, verbosity=0)
    for entry in read_pack(settings.CITY_PACK).files:
        if entry.kind == "divisions":
            load_divisions(entry.path)


def present() -> int:
    return Organisation.objects.filter(is_synthetic=True).count()


def sizes() -> dict[str, tuple[int, int]]:
    """Bytes of the rows and of the indexes of each table of the register."""
    found = {}
    with connection.cursor() as cursor:
        for model in MODELS:
            table = model._meta.db_table
            cursor.execute("SELECT pg_table_size(%s::regclass), pg_indexes_size(%s::regclass)", [table, table])
            found[table] = cursor.fetchone()
    return found


class Reads:
    """Every way to find an organisation, each of ones drawn anew from the whole register."""

    def __init__(self, *, times: int) -> None:
        self.times, self.chance = times, random.Random(present())

    def measure(self) -> list[Read]:
        """Do them all and print a line for each."""
        print(f"\nReads among {present():,} organisations, {self.times} of each kind:")
        kinds: dict[str, tuple[Callable[[OrganisationName], str], bool]] = {
            "search: exact name": (lambda one: one.name, True),
            "search: beginning of it": (lambda one: one.core + one.name.split(one.core)[-1][:3], True),
            "search: its own part": (lambda one: one.core, True),
            "search: inside it": (lambda one: one.name[-8:], True),
            "search: former name": (lambda one: one.name, False),
            "search: one sign wrong": (self._mistyped, True),
            "search: pinyin": (lambda one: one.pinyin, True),
            "search: initials": (lambda one: one.initials, True),
            "search: nothing like it": (lambda one: f"龘{one.core}鱻", True),
        }
        codes = self._measured("by code", self._codes(), lambda code: Organisation.objects.get(code=code), CODE_MOST_MS)
        typed = self._measured("search: code", self._codes(), search, SEARCH_MOST_MS)
        return [codes, typed, *(self._searched(name, words, of) for name, (words, of) in kinds.items())]

    def _searched(self, name: str, words: Callable[[OrganisationName], str], is_current: bool) -> Read:
        return self._measured(name, [words(one) for one in self._names(is_current)], search, SEARCH_MOST_MS)

    def _measured(self, name: str, asked: list[str], read: Callable[[str], Any], most_ms: float) -> Read:
        taken = []
        for words in asked:
            began = time.perf_counter()
            read(words)
            taken.append((time.perf_counter() - began) * 1000)
        return told(name, taken, most_ms)

    def _codes(self) -> list[str]:
        return [one.code for one in self._drawn(Organisation.objects.all(), "organisations_organisation")]

    def _names(self, is_current: bool) -> list[OrganisationName]:
        rows = OrganisationName.objects.filter(is_current=is_current)
        return self._drawn(rows, "organisations_organisationname")

    def _drawn(self, rows: Any, table: str) -> list[Any]:
        """Random ones, read before the clock runs."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT min(id), max(id) FROM {table}")  # noqa: S608  one of our own tables
            first, last = cursor.fetchone()
        numbers = {self.chance.randint(first, last) for _ in range(self.times * 40)}
        found = list(rows.filter(pk__in=numbers)[: self.times])
        return list(islice(cycle(found), self.times)) if found else []

    def _mistyped(self, one: OrganisationName) -> str:
        """One sign of the own part is another."""
        at = self.chance.randrange(len(one.core))
        return one.name.replace(one.core, one.core[:at] + "犇" + one.core[at + 1 :], 1)


def follow() -> bool:
    """Take the whole feed over the API, page by page, as a follower does; returns whether it took too long."""
    client, began, acts, size = Client(SERVER_NAME=HOST), time.perf_counter(), 0, 0
    for register in REGISTERS:
        after, has_more = "", True
        while has_more:
            answer = client.get(FEED, {"register": register, "after": after, "limit": str(FEED_PAGE)})
            if answer.status_code != 200:
                figure(f"feed: {FEED} answers", answer.status_code, "", "MISSED")
                return True
            page = answer.json()
            acts, size = acts + len(page["acts"]), size + len(answer.content)
            after, has_more = page["cursor"], page["has_more"]
    took_s = time.perf_counter() - began
    is_missed = took_s > FOLLOW_MOST_S
    note = f"{acts:,} acts, {size / 2**20:,.0f} MB, at most {FOLLOW_MOST_S} s{', MISSED' if is_missed else ''}"
    figure("feed: all of it, over the API", took_s, "s", note)
    return is_missed


def take_along() -> bool:
    """Take the whole register along as everybody may; returns whether a file could not be had."""
    is_missed = False
    for name in FILES:
        began, size = time.perf_counter(), 0
        answer = Client(SERVER_NAME=HOST).get(f"{DOWNLOAD}{name}")
        size = sum(len(piece) for piece in answer) if answer.status_code == 200 else 0
        is_missed |= not size
        note = f"{size / 2**20:,.1f} MB squeezed" if size else f"answers {answer.status_code}, MISSED"
        figure(f"download: {name}", time.perf_counter() - began, "s", note)
    return is_missed
