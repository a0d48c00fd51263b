"""Appending: durable before it returns, apart from the caller's transaction, and nothing acknowledged is lost."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection, transaction

from longcheng.core.transparency import canonical, sessions, writing
from longcheng.core.transparency.canonical import CanonicalError, moment_text
from longcheng.core.transparency.models import Line, Writer
from longcheng.core.transparency.reading import Reading
from longcheng.core.transparency.sealing import seal
from longcheng.core.transparency.sessions import Session
from longcheng.core.transparency.tests.conftest import LI, WANG, WU, database_url, reading
from longcheng.core.transparency.writing import LedgerUnavailable, append

NASTY = 'tab\there, line\nend, back\\slash, \r\b\f\v, 中文, \\N, {}"'


def test_a_reading_is_one_line_with_everything_that_was_told(db):
    told = reading(for_id=LI, role=NASTY, organisation=NASTY, what=NASTY, came_from=NASTY)
    append([told])
    line = Line.objects.get()
    for name in ("reader_id", "role", "organisation", "for_id", "subject_id", "what", "purpose", "reference"):
        assert getattr(line, name) == getattr(told, name)
    assert (line.field_names, line.reading_id, line.came_from) == (("name", "phone"), told.reading_id, NASTY)
    assert (line.number, Writer.objects.get().accepted) == (1, 1)


def test_a_bulk_reading_is_one_line_for_each_person_under_one_reading(db):
    append(reading().of_each([WANG, LI, 13]))
    assert list(Line.objects.order_by("id").values_list("subject_id", flat=True)) == [WANG, LI, 13]
    assert Line.objects.values("reading_id").distinct().count() == 1
    assert Line.objects.values("at").distinct().count() == 1


def test_a_thousand_and_more_lines_have_ids_and_numbers_that_run_on(db):
    append(reading().of_each(range(1, 3_501)))
    append([reading()])
    assert list(Line.objects.order_by("id").values_list("number", flat=True)[:3500]) == list(range(1, 3501))
    assert Line.objects.count() == 3_501


def test_what_cannot_be_kept_is_refused_with_every_defect_at_once():
    with pytest.raises(ValueError, match=r"role must.*; reference must.*; each of the fields.*; subject_id must"):
        reading(role="x" * 81, reference="a\0b", fields=("a,b",), subject_id=0)
    for wrong in ({"came_from": "\ud800"}, {"reader_id": 2**63}, {"for_id": True}, {"reading_id": "x"}):
        with pytest.raises(ValueError, match="cannot be kept"):
            reading(**wrong)
    with pytest.raises(ValueError, match="subject_id"):
        reading().of_each([WANG, None])
    assert isinstance(reading(reader_id=None, fields=(), reference=""), Reading)


@pytest.mark.parametrize("few", [0, 200], ids=["by COPY", "by one statement"])
def test_the_line_in_the_table_is_the_line_that_was_marked(db, monkeypatch, few):
    """What the writer hashed and what PostgreSQL gives back are the same bytes."""
    monkeypatch.setattr(sessions, "FEW", few)
    append([reading(role=NASTY, organisation="", for_id=None, reader_id=None)])
    assert seal() == 1
    with connection.cursor() as cursor:
        cursor.execute(canonical.SESSION.format(local="LOCAL"))
        selected = f"COPY (SELECT {canonical.SELECTED} FROM transparency_line l) TO STDOUT"  # noqa: S608  our own names
        with cursor.connection.cursor() as raw, raw.copy(selected) as copy:
            [row] = [bytes(found)[:-1] for found in copy]
    values = canonical.read(row)
    assert values["role"] == NASTY
    assert values["reader_id"] is None
    assert canonical.written(values) == row


@pytest.mark.parametrize("line", [b"", b"1\t2", b"\xff" * 9, b"\t".join([b"x"] * 15), b"\t".join([b"1"] * 15)])
def test_bytes_that_are_no_line_are_refused(line):
    with pytest.raises(CanonicalError):
        canonical.read(line)


def test_moments_are_written_as_postgresql_writes_them(db):
    for micro in (0, 1, 100, 120_000, 999_999):
        moment = datetime(2026, 3, 1, 4, 5, 6, micro, tzinfo=UTC)
        with connection.cursor() as cursor:
            cursor.execute(canonical.SESSION.format(local="LOCAL"))
            cursor.execute("SELECT %s::timestamptz::text", [moment])
            assert cursor.fetchone()[0] == moment_text(moment)


def test_the_database_refuses_to_change_remove_or_empty(transactional_db):
    append([reading()])
    for statement in (
        "UPDATE transparency_line SET reader_id = 1",
        "DELETE FROM transparency_line",
        "DELETE FROM transparency_writer",
        "UPDATE transparency_writer SET accepted = 0",
        "UPDATE transparency_writer SET process = 'x'",
        "DELETE FROM transparency_progress",
        "DELETE FROM transparency_refusal",
    ):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE transparency_line ENABLE TRIGGER transparency_line_not_emptied")
        try:
            with pytest.raises(Exception, match="append-only"), transaction.atomic():
                cursor.execute("TRUNCATE transparency_line")
        finally:
            cursor.execute("ALTER TABLE transparency_line DISABLE TRIGGER transparency_line_not_emptied")


def test_a_line_stays_although_the_request_is_rolled_back(apart):
    with transaction.atomic():
        append([reading()])
        transaction.set_rollback(True)
    assert Line.objects.count() == 1


def test_many_threads_share_few_commits_and_each_line_is_there_when_append_returns(apart):
    missing, each = [], 30

    def read(subject_id: int) -> None:
        for _ in range(each):
            own = reading(subject_id)
            append([own])
            if not Line.objects.filter(reading_id=own.reading_id).exists():
                missing.append(own)
        connection.close()

    threads = [threading.Thread(target=read, args=(subject,)) for subject in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missing == []
    writer = Writer.objects.get()
    assert writer.accepted == Line.objects.count() == 12 * each
    assert list(Line.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 12 * each + 1))


def test_a_broken_connection_is_replaced_and_its_numbers_end_there(apart):
    append([reading()])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    append([reading(LI)])
    assert list(Writer.objects.order_by("id").values_list("accepted", flat=True)) == [1, 1]


def test_a_line_put_into_our_numbers_by_hand_does_not_stop_the_writer(apart, by_hand):
    append([reading()])
    by_hand(
        "INSERT INTO transparency_line SELECT id + 500000, writer_id, 2, at, reading_id, reader_id, role, "
        "organisation, for_id, subject_id, what, fields, purpose, reference, came_from, mac FROM transparency_line"
    )
    append([reading(LI)])
    assert Line.objects.filter(subject_id=LI).count() == 1


def test_without_a_database_nothing_may_be_shown(apart, monkeypatch):
    append([reading()])
    monkeypatch.setattr(Session, "write", lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(LedgerUnavailable, match="the disk is full"):
        append([reading()])
    monkeypatch.undo()
    append([reading()])
    assert Line.objects.count() == 2


def test_a_forked_child_begins_a_writer_of_its_own(apart):
    append([reading()])
    child = os.fork()
    if not child:
        try:
            append([reading(LI)])
            os._exit(0)
        except BaseException:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    append([reading()])
    assert sorted(Writer.objects.values_list("accepted", flat=True)) == [1, 2]


WRITER_PROGRAM = """
import django, sys, threading
django.setup()
from longcheng.core.transparency.tests.conftest import reading
from longcheng.core.transparency.writing import append
lock = threading.Lock()
def run(n):
    while True:
        told = reading(n).of_each(range(1, n * n))
        append(told)
        with lock:
            print(told[0].reading_id, len(told), flush=True)
for n in (2, 2, 3, 20):
    threading.Thread(target=run, args=(n,)).start()
"""


@pytest.mark.parametrize("lines", [1, 40, 150])
def test_killing_a_writer_midway_loses_no_acknowledged_line(apart, verified, lines):
    environment = os.environ | {"DATABASE_URL": database_url(), "PYTHONPATH": str(settings.CITY_PACK.parents[1])}
    environment["DJANGO_SETTINGS_MODULE"] = "longcheng.program.settings"
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER_PROGRAM], env=environment, stdout=subprocess.PIPE, text=True
    )
    acknowledged = [process.stdout.readline() for _ in range(lines)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += [line for line in process.stdout.readlines() if line.endswith("\n")]
    process.wait()
    for line in acknowledged:
        reading_id, count = line.split()
        assert Line.objects.filter(reading_id=uuid.UUID(reading_id)).count() == int(count)
    while seal():
        pass
    finding = verified()
    assert finding.defects == []
    assert finding.sealed == Line.objects.count()


def test_nothing_is_written_for_nobody(db):
    append([])
    assert not Writer.objects.exists()
    assert WU
    assert writing.LINES_IN_COMMIT > 1_000


def test_an_answer_that_was_lost_is_asked_for_and_the_line_stands_once(apart, monkeypatch):
    append([reading()])
    whole = Session.write

    def write_and_lose_the_answer(session, entries):
        whole(session, entries)
        monkeypatch.undo()
        raise OSError("the connection is gone")

    monkeypatch.setattr(Session, "write", write_and_lose_the_answer)
    append([reading(LI)])
    assert Line.objects.filter(subject_id=LI).count() == 1


def test_a_single_reading_does_not_wait_for_all_of_a_bulk_reading(apart, monkeypatch):
    """Eighty thousand lines are several commits; who comes meanwhile is written after the one in hand."""
    monkeypatch.setattr(writing, "LINES_IN_COMMIT", 10)
    order, single_waits, whole = [], threading.Event(), Session.write

    def write(session, entries):
        order.append(len(entries))
        single_waits.wait(5)
        whole(session, entries)

    monkeypatch.setattr(Session, "write", write)
    bulk = threading.Thread(target=append, args=(reading().of_each(range(1, 41)),))
    bulk.start()
    _until(lambda: order)
    single = threading.Thread(target=append, args=([reading(LI)],))
    single.start()
    _until(lambda: any("\t12\t" in part.entries[0].columns for part in writing._started._waiting))
    single_waits.set()
    single.join()
    bulk.join()
    assert order == [10, 1, 10, 10, 10]


def test_what_was_given_up_is_not_written_later_as_if_it_had_been_shown(apart, monkeypatch):
    append([reading()])
    monkeypatch.setattr(writing, "WAITS_AT_MOST_S", 0.2)
    stuck, in_hand, whole = threading.Event(), [], Session.write

    def write(session, entries):
        in_hand.append(entries)
        stuck.wait(5)
        whole(session, entries)

    monkeypatch.setattr(Session, "write", write)
    first = threading.Thread(target=_refused)
    first.start()
    _until(lambda: in_hand)
    with pytest.raises(LedgerUnavailable, match="not answered"):
        append([reading(LI)])
    stuck.set()
    first.join()
    append([reading(13)])
    assert not Line.objects.filter(subject_id=LI).exists()


def _refused() -> None:
    with pytest.raises(LedgerUnavailable):
        append([reading()])


def _until(holds: Callable[[], object]) -> None:
    ends_at = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < ends_at
        time.sleep(0.005)


def test_a_writer_that_was_killed_before_its_first_line_is_no_sign_of_tampering(apart, verified, monkeypatch):
    def is_killed(*_):
        raise OSError("killed")

    monkeypatch.setattr(Session, "_take_ids", is_killed)
    with pytest.raises(LedgerUnavailable):
        append([reading()])
    assert set(Writer.objects.values_list("accepted", flat=True)) == {0}
    assert verified().defects == []
