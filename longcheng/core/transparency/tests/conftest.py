"""What the tests of the ledger share: readings of three people, and a ledger that writes on its own connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from longcheng.core.transparency import keys, writing
from longcheng.core.transparency.reading import Reading
from longcheng.core.transparency.verifying import Finding, Trust, Verification

WANG, LI, WU = 11, 12, 90  # two residents and the officer who reads


def reading(subject_id: int = WANG, **changed: object) -> Reading:
    """Officer Wu opens a resident for a case."""
    usual = {
        "reader_id": WU, "role": "population.officer", "organisation": "Police station 1", "subject_id": subject_id,
        "what": "population.resident", "fields": ("name", "phone"), "purpose": "case", "reference": "case-214",
        "came_from": "10.0.0.7",
    }  # fmt: skip
    return Reading(**usual | changed)


@pytest.fixture
def apart(transactional_db, settings) -> Iterator[None]:
    """The ledger as it runs in the city: a thread and a connection of its own."""
    settings.LEDGER_WRITES_APART = True
    yield
    if writing._started is not None:
        writing._started._drop()
        writing._started = None


def database_url() -> str:
    known = connection.settings_dict
    return (
        f"postgresql://{known['USER']}:{known['PASSWORD']}@/{known['NAME']}?host={known['HOST']}&port={known['PORT']}"
    ).replace("&port=", "&port=5432" if not known["PORT"] else "&port=")


@pytest.fixture
def verified(settings) -> object:
    """Verify the test's database."""

    def run(processes: int = 1) -> Finding:
        trust = Trust(
            origin=keys.origin(),
            verifiers=keys.trusted(),
            line_key=keys.line_key(),
            key_id=keys.key_id(),
            checkpoints=Path(settings.LEDGER_CHECKPOINTS),
        )
        return Verification(database_url(), trust, processes=processes).run()

    return run


@pytest.fixture
def by_hand(transactional_db) -> object:
    """A person with psql and all rights, who has switched the triggers off."""

    def run(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role TO replica")
            try:
                cursor.execute(statement, values)
            finally:
                cursor.execute("SET session_replication_role TO origin")

    return run
