"""What every test may use: the demo people, a fixed clock's worth of calm, and one running city for the journeys."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from tests.kept_rows import founded_once

CHECKOUT = Path(__file__).resolve().parent
LEDGER_TABLES = [
    f"transparency_{name}" for name in ("writer", "line", "span", "node", "signedcheckpoint", "progress", "refusal")
]
PASSWORD = "a-test-password-of-nobody"  # noqa: S105  the accounts live as long as the test


def pytest_configure() -> None:
    """A fresh checkout has no compiled catalogues yet."""
    from longcheng.portal.translations import compile_translations

    compile_translations(CHECKOUT / "longcheng")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests that need the whole city run in one process, so that one city serves them all."""
    for item in items:
        if "city" in getattr(item, "fixturenames", ()) or "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.city)
            item.add_marker(pytest.mark.xdist_group("city"))


@pytest.fixture(autouse=True)
def _plain_statics_and_fast_passwords(settings, tmp_path_factory) -> None:
    """Tests need no collected files and no costly hashing, and their ledger's lines go when they are rolled back."""
    settings.LEDGER_WRITES_APART = False
    settings.LEDGER_CHECKPOINTS = tmp_path_factory.getbasetemp() / f"checkpoints-{uuid4()}.txt"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Tests with transactions of their own empty all tables afterwards, which the record of acts would refuse."""
    from django.db import connection

    from longcheng.core.registry.declaring import registers

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_act DISABLE TRIGGER access_acts_not_emptied")
        acts = (one.act_model._meta.db_table for one in registers().values())
        for table in (*LEDGER_TABLES, *acts):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_not_emptied")


@pytest.fixture
def divisions(db) -> None:
    """The real divisions of the city's pack."""
    from django.conf import settings

    from longcheng.bases.geography.loaders import load_divisions

    def load() -> None:
        for name in ("areas", "streets", "villages"):
            load_divisions(settings.CITY_PACK / "divisions" / f"changzhou_{name}.csv")

    founded_once("divisions", load)


@pytest.fixture
def people(divisions) -> dict:
    """The demo people by user name and a hundred placeholder residents."""
    from longcheng.bases.population.demo import found
    from longcheng.core.access.models import Account

    founded_once("people", lambda: found(people_count=100, password=PASSWORD))
    return {account.username: account for account in Account.objects.exclude(username__startswith="resident-")}


@pytest.fixture
def deliver() -> object:
    """Deliver every event that waits, until none is left."""
    from longcheng.core.events.delivery import deliver_batch

    def run() -> int:
        total = 0
        while done := deliver_batch():
            total += done
        return total

    return run


@pytest.fixture
def signed_in(people) -> object:
    """A client signed in as a demo person: `signed_in("wu")`."""

    def make(username: str) -> Client:
        client = Client()
        client.force_login(people[username])
        return client

    return make


@pytest.fixture(scope="session")
def city(tmp_path_factory) -> Iterator[object]:
    """A whole running city: the real programs and engines, a demo life of 500 people."""
    from benchmarks.running_city import RunningCity

    running = RunningCity.start(people=500)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """The system's Chromium, headless."""
    from playwright.sync_api import sync_playwright

    from longcheng.program.commands.test import find_browser

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield chromium
        chromium.close()
