"""Somebody with every right in the database and no home tries to hide from verifying what was done to the ledger."""

from pathlib import Path

import psycopg
import pytest
from django.conf import settings as city
from django.db import connection
from django.test import override_settings

from longcheng.core.protection.keys import derived_key
from longcheng.core.transparency import queries, sessions
from longcheng.core.transparency.keys import origin
from longcheng.core.transparency.models import Line, Writer
from longcheng.core.transparency.notes import Signer
from longcheng.core.transparency.sealing import LedgerBroken, seal
from longcheng.core.transparency.tests.conftest import LI, WANG, database_url, reading
from longcheng.core.transparency.verifying_leaves import prepare
from longcheng.core.transparency.writing import append

FORGED = (
    "INSERT INTO transparency_line SELECT 999999, %s, %s, at, reading_id, 4711, role, organisation, for_id, "
    "subject_id, what, fields, purpose, reference, came_from, mac FROM transparency_line WHERE id = %s"
)


@pytest.fixture
def ids(transactional_db) -> list[int]:
    for _ in range(3):
        append(reading().of_each([WANG, LI, *range(20, 28)]))
        seal()
    return list(Line.objects.order_by("id").values_list("id", flat=True))


@pytest.fixture
def as_owner(transactional_db):
    """Changes to tables, undone at the end."""
    undo: list[str] = []

    def run(statement: str, back: str) -> None:
        undo.append(back)
        with connection.cursor() as cursor:
            cursor.execute(statement)

    yield run
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role TO replica")
        for statement in reversed(undo):
            cursor.execute(statement)
        cursor.execute("SET session_replication_role TO origin")


def told(finding) -> list[str]:
    return [str(defect) for defect in finding.defects]


@pytest.mark.parametrize(
    ("is_known", "number"), [(False, 0), (False, -7), (False, 1), (False, 4711), (True, 0), (True, -7), (True, 4711)]
)
def test_a_forged_line_is_named_whatever_number_it_bears(ids, verified, by_hand, is_known, number):
    by_hand(FORGED, Line.objects.get(id=ids[0]).writer_id if is_known else 4711, number, ids[0])
    assert any("line 999999" in text and "inserted by hand" in text for text in told(verified()))


@pytest.mark.parametrize("column", ["number", "writer_id"])
def test_a_forged_line_without_a_number_is_named(ids, verified, by_hand, as_owner, column):
    as_owner(
        f"ALTER TABLE transparency_line ALTER COLUMN {column} DROP NOT NULL",
        f"DELETE FROM transparency_line WHERE {column} IS NULL; "  # noqa: S608  from above
        f"ALTER TABLE transparency_line ALTER COLUMN {column} SET NOT NULL",
    )
    values = {"writer_id": 4711, "number": 4711} | {column: None}
    by_hand(FORGED, values["writer_id"], values["number"], ids[0])
    assert told(verified()) != []


def test_a_writers_row_removed_with_its_waiting_lines_is_named(ids, verified, by_hand):
    writer_id = Line.objects.get(id=ids[0]).writer_id
    by_hand("DELETE FROM transparency_writer WHERE id = %s", writer_id)
    assert any(f"writer {writer_id}" in text and "removed" in text for text in told(verified()))


def test_a_writers_row_set_back_behind_what_was_sealed_is_named(ids, verified, by_hand):
    append(reading().of_each([1, 2, 3]))
    writer = Writer.objects.latest("id")
    by_hand("INSERT INTO transparency_progress VALUES (%s, 5)", writer.pk)
    assert any("was set back" in text for text in told(verified()))


def test_a_view_that_shows_the_verifier_another_table_than_everybody_is_named(ids, verified, by_hand, as_owner):
    as_owner(
        "ALTER TABLE transparency_line RENAME TO hidden; CREATE VIEW transparency_line AS SELECT * FROM hidden "
        "WHERE current_setting('transaction_isolation') = 'repeatable read' OR subject_id <> 11",
        "DROP VIEW transparency_line; ALTER TABLE hidden RENAME TO transparency_line",
    )
    assert not Line.objects.filter(subject_id=WANG).exists()
    assert any("transparency_line" in text for text in told(verified()))


def test_a_waiting_line_copied_is_named(ids, verified, by_hand, as_owner):
    append([reading()])
    as_owner(
        "ALTER TABLE transparency_line DROP CONSTRAINT transparency_line_pkey; "
        "ALTER TABLE transparency_line DROP CONSTRAINT transparency_one_number; "
        "INSERT INTO transparency_line SELECT * FROM transparency_line ORDER BY id DESC LIMIT 1",
        "DELETE FROM transparency_line; ALTER TABLE transparency_line ADD PRIMARY KEY (id); "
        "ALTER TABLE transparency_line ADD CONSTRAINT transparency_one_number UNIQUE (writer_id, number)",
    )
    assert told(verified()) != []


@pytest.fixture
def after_a_change_of_keys(transactional_db, settings):
    """Ten lines under an earlier key, which the home still names, and ten under today's."""
    append(reading().of_each(range(1, 11)))
    seal()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "today's secret, which nobody has seen"
    known = Path(city.LEDGER_CHECKPOINTS).with_name("ledger_keys.txt")
    known.write_text(f"{Signer(origin(), _seed_of(old)).verifier.vkey}\n")
    append(reading().of_each(range(1, 11)))
    seal()
    yield old
    known.unlink()


def _seed_of(secret: str) -> bytes:
    with override_settings(SECRET_KEY=secret):
        return derived_key("access ledger signing v1")


def test_a_change_of_keys_is_no_defect(after_a_change_of_keys, verified):
    finding = verified()
    assert (told(finding), finding.sealed) == ([], 20)


def test_a_writer_that_is_said_to_have_used_an_earlier_key_is_named(after_a_change_of_keys, verified, by_hand):
    """Else its count would not be compared with its mark, and what it wrote last could be taken away."""
    writer = Writer.objects.latest("id")
    earlier = Writer.objects.earliest("id").key_id
    by_hand("UPDATE transparency_writer SET key_id = %s WHERE id = %s", earlier, writer.pk)
    assert any(f"writer {writer.pk}" in text and "earlier key" in text for text in told(verified()))


def test_whoever_has_an_earlier_key_cannot_go_on_signing(after_a_change_of_keys, verified, tmp_path):
    """A secret key is changed because somebody may have it; what it signed before counts, nothing after."""
    today, elsewhere = queries.public_key(), tmp_path / "checkpoints.txt"
    elsewhere.with_name("ledger_keys.txt").write_text(f"{today}\n")
    with override_settings(SECRET_KEY=after_a_change_of_keys, LEDGER_CHECKPOINTS=elsewhere):
        append([reading()])
        assert seal() == 1
    assert any("checkpoint of 21 lines" in text and "earlier key" in text for text in told(verified()))
    with pytest.raises(LedgerBroken, match="earlier key"):
        seal()


def test_lines_that_no_worker_seals_are_spoken_of(ids, verified, monkeypatch):
    """Who keeps the sealer from working keeps lines where an older row of their writer can take them away."""
    append([reading()])
    assert not any("waits since" in note for note in verified().notes)
    monkeypatch.setattr(sessions, "moment_text", lambda at: "2026-01-02 03:04:05+00")
    append([reading(LI)])
    assert any("waits since 2026-01-02 03:04:05" in note for note in verified().notes)


def test_a_function_that_stands_before_the_databases_own_is_passed_over(transactional_db, as_owner):
    """Who may set the role's search path could else tell the verifier any mark."""
    as_owner(
        "CREATE FUNCTION public.encode(bytea, text) RETURNS text LANGUAGE sql AS $$ SELECT 'forged' $$",
        "DROP FUNCTION public.encode(bytea, text)",
    )
    with psycopg.connect(database_url(), options="-c search_path=public,pg_catalog") as other:
        asked = "SELECT encode(decode('00', 'hex'), 'hex')"
        assert other.execute(asked).fetchone() == ("forged",)
        prepare(other)
        assert other.execute(asked).fetchone() == ("00",)


TOUCHED = {
    "a moment by a microsecond": "UPDATE transparency_line SET at = at + interval '1 microsecond' WHERE id = :7",
    "the reading alone": "UPDATE transparency_line SET reading_id = gen_random_uuid() WHERE id = :7",
    "a space": "UPDATE transparency_line SET organisation = organisation || ' ' WHERE id = :7",
    "a letter that looks the same": "UPDATE transparency_line SET role = replace(role, 'o', 'о') WHERE id = :7",
    "zero for nobody": "UPDATE transparency_line SET for_id = 0 WHERE id = :7",
    "the contents of two lines": (
        "UPDATE transparency_line a SET subject_id = b.subject_id, mac = b.mac FROM transparency_line b "
        "WHERE (a.id, b.id) IN ((:7, :8), (:8, :7))"
    ),
    "two lines' ids": (
        "UPDATE transparency_line SET id = -id WHERE id = :7; UPDATE transparency_line SET id = :7 WHERE id = :8; "
        "UPDATE transparency_line SET id = :8 WHERE id = -:7"
    ),
    "two columns' names": (
        "ALTER TABLE transparency_line RENAME role TO x; ALTER TABLE transparency_line RENAME organisation TO role; "
        "ALTER TABLE transparency_line RENAME x TO organisation"
    ),
    "the place of a span": "UPDATE transparency_span SET first_line_id = first_line_id + 1 WHERE first_index = 10",
    "the number of a span": "UPDATE transparency_span SET first_number = 2 WHERE first_index = 10",
    "the writer of a span": "UPDATE transparency_span SET writer_id = writer_id + 999 WHERE first_index = 10",
    "a span's hashes": "UPDATE transparency_span SET leaves = set_byte(leaves, 3, 255 - get_byte(leaves, 3))",
    "a span": "DELETE FROM transparency_span WHERE first_index = 10",
    "progress back": "UPDATE transparency_progress SET number = number - 1",
    "progress ahead": "UPDATE transparency_progress SET number = number + 1",
    "progress": "DELETE FROM transparency_progress",
    "a node that is none": "INSERT INTO transparency_node VALUES (1, 7, decode(repeat('00', 32), 'hex'))",
    "a refusal that was none": "INSERT INTO transparency_refusal VALUES (1, 1, 99, NULL, '', now())",
    "a checkpoint's signature": (
        "UPDATE transparency_signedcheckpoint SET note = left(note, -9) || 'AAAAAAA=' || E'\\n'"
    ),
    "the newest checkpoint": "DELETE FROM transparency_signedcheckpoint WHERE size = 30",
    "everything": (
        "DELETE FROM transparency_line; DELETE FROM transparency_writer; DELETE FROM transparency_span; "
        "DELETE FROM transparency_progress; DELETE FROM transparency_signedcheckpoint"
    ),
    "row security": (
        "CREATE POLICY seen ON transparency_line USING (subject_id <> 11); "
        "ALTER TABLE transparency_line FORCE ROW LEVEL SECURITY"
    ),
    "a rule": "CREATE RULE quiet AS ON INSERT TO transparency_line DO INSTEAD NOTHING",
    "a trigger": (
        "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
        "CREATE TRIGGER quiet BEFORE INSERT ON transparency_line FOR EACH ROW EXECUTE FUNCTION quiet()"
    ),
    "a child": "CREATE TABLE more () INHERITS (transparency_line)",
    "a table that is gone": "ALTER TABLE transparency_node RENAME TO gone",
}
UNDONE = (
    "DROP POLICY IF EXISTS seen ON transparency_line; ALTER TABLE transparency_line NO FORCE ROW LEVEL SECURITY; "
    "DROP RULE IF EXISTS quiet ON transparency_line; DROP TRIGGER IF EXISTS quiet ON transparency_line; "
    "DROP FUNCTION IF EXISTS quiet(); DROP TABLE IF EXISTS more; ALTER TABLE IF EXISTS gone RENAME TO transparency_node"
)


@pytest.mark.parametrize("what", TOUCHED)
def test_whatever_is_touched_is_noticed(ids, verified, as_owner, what):
    as_owner("SET session_replication_role TO replica", "SET session_replication_role TO origin")
    back = TOUCHED[what] if what == "two columns' names" else UNDONE
    as_owner(TOUCHED[what].replace(":7", str(ids[7])).replace(":8", str(ids[8])), back)
    assert told(verified()) != []
