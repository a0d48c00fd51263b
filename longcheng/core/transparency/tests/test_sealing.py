"""Sealing: in order, once, signed, and safe wherever it is killed."""

from pathlib import Path

import psycopg
import pytest
from django.conf import settings as city
from django.db import connection

from longcheng.core.transparency import sealing, sessions
from longcheng.core.transparency.counters import count, delay
from longcheng.core.transparency.keys import signer
from longcheng.core.transparency.metrics import LedgerCollector
from longcheng.core.transparency.models import Line, Node, Refusal, SignedCheckpoint, Span
from longcheng.core.transparency.notes import opened
from longcheng.core.transparency.sealing import LedgerBroken, seal
from longcheng.core.transparency.tests.conftest import LI, WANG, database_url, reading
from longcheng.core.transparency.witness import Witness
from longcheng.core.transparency.writing import append


def witnessed() -> list[str]:
    return list(Witness(city.LEDGER_CHECKPOINTS).notes())


def test_new_lines_are_sealed_once_under_one_signature(db):
    append([reading(WANG)])
    append(reading().of_each([WANG, LI]))
    assert seal() == 3
    assert seal() == 0
    checkpoint, _ = opened(SignedCheckpoint.objects.get().note, [signer().verifier])
    assert checkpoint.size == 3
    assert witnessed() == [SignedCheckpoint.objects.get().note]
    counted = count()
    assert counted.is_settled
    assert (counted.accepted, counted.stored, counted.sealed) == (3, 3, 3)
    assert delay().checkpoints == 1


def test_the_counters_tell_what_waits(db):
    append([reading()])
    counted = count()
    assert (counted.accepted, counted.stored, counted.sealed, counted.is_settled) == (1, 1, 0, False)


def test_the_metrics_tell_when_nothing_is_sealed_any_more(db, monkeypatch):
    """The delay of seals is then that of no seal at all: zero."""
    monkeypatch.setattr(sessions, "moment_text", lambda at: "2026-01-02 03:04:05+00")
    append([reading()])
    told = {metric.name: metric.samples for metric in LedgerCollector().collect()}
    assert told["longcheng_ledger_seal_seconds"][0].value == 0
    assert told["longcheng_ledger_waiting_seconds"][0].value > 3_600


def test_a_large_reading_is_sealed_in_parts_and_its_nodes_are_kept(db, verified, monkeypatch):
    monkeypatch.setattr(sealing, "SPAN_MAX", 300)
    append(reading().of_each(range(1, 1_301)))
    assert [seal(at_once=1_000), seal(at_once=1_000), seal(at_once=1_000)] == [1_000, 300, 0]
    assert Node.objects.filter(level=1).count() == 5
    assert sum(Span.objects.values_list("count", flat=True)) == 1_300
    assert len(witnessed()) == SignedCheckpoint.objects.count() == 2


def test_lines_of_two_writers_that_come_late_are_not_skipped(db):
    """A writer that began earlier commits later: its lines wait for the next seal and keep their order."""
    append([reading(WANG)])
    seal()
    append(reading().of_each([1, 2]))
    append([reading(LI)])
    assert seal() == 3
    assert list(Span.objects.order_by("first_index").values_list("first_index", "count")) == [(0, 1), (1, 2), (3, 1)]


def test_a_line_changed_before_its_seal_is_not_signed_and_the_others_are(transactional_db, by_hand):
    append(reading().of_each([1, 2, 3, 4, 5]))
    ids = list(Line.objects.order_by("id").values_list("id", flat=True))
    by_hand("UPDATE transparency_line SET reader_id = 1 WHERE id = %s", ids[1])
    by_hand("DELETE FROM transparency_line WHERE id = %s", ids[3])
    assert seal() == 3
    assert list(Refusal.objects.order_by("number").values_list("number", "line_id")) == [(2, ids[1]), (4, None)]
    counted = count()
    assert (counted.accepted, counted.stored, counted.sealed, counted.refused) == (5, 4, 3, 2)


def test_a_crash_between_the_commit_and_the_file_is_made_up_for(db, monkeypatch):
    append([reading()])
    seal()
    append([reading()])
    with monkeypatch.context() as killed:
        told = sealing._tell_witness
        calls = []
        killed.setattr(
            sealing, "_tell_witness", lambda newest: told(newest) if not calls.append(1) and len(calls) < 2 else None
        )
        assert seal() == 1
    assert len(witnessed()) == 1
    append([reading()])
    seal()
    assert witnessed() == list(SignedCheckpoint.objects.order_by("size").values_list("note", flat=True))
    assert len(witnessed()) == 3


@pytest.mark.parametrize("kept", range(0, 400, 7))
def test_a_file_torn_by_a_crash_is_mended(db, kept):
    append([reading()])
    seal()
    append([reading()])
    seal()
    path = Path(city.LEDGER_CHECKPOINTS)
    whole = path.read_bytes()
    path.write_bytes(whole[: min(kept, len(whole))])
    seal()
    assert SignedCheckpoint.objects.order_by("-size").first().note == witnessed()[-1]
    assert set(witnessed()) <= set(SignedCheckpoint.objects.values_list("note", flat=True))
    append([reading()])
    seal()
    assert len(witnessed()) >= 2


def test_a_database_set_back_is_not_signed_any_further(transactional_db, by_hand):
    append([reading()])
    seal()
    append([reading()])
    seal()
    by_hand("DELETE FROM transparency_signedcheckpoint WHERE size = 2")
    append([reading()])
    with pytest.raises(LedgerBroken, match="older than what was signed"):
        seal()
    assert Span.objects.count() == 2


def test_a_checkpoint_put_in_by_hand_is_not_built_upon(transactional_db, by_hand):
    append([reading()])
    seal()
    append([reading()])
    by_hand("UPDATE transparency_signedcheckpoint SET note = replace(note, 'access-ledger', 'other-ledger')")
    with pytest.raises(LedgerBroken, match="does not have"):
        seal()


def test_hashes_changed_by_hand_are_not_built_upon(transactional_db, by_hand):
    append([reading()])
    seal()
    append([reading()])
    by_hand("UPDATE transparency_span SET leaves = decode(repeat('00', 32), 'hex')")
    with pytest.raises(LedgerBroken, match="does not have the root"):
        seal()


def test_only_one_process_seals(apart):
    append([reading()])
    with psycopg.connect(database_url()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (sealing.LOCK,))
        assert seal() == 0
    assert seal() == 1
    assert connection.in_atomic_block is False


def test_a_count_changed_by_hand_is_not_followed_into_numbers_that_never_were(transactional_db, by_hand):
    append([reading()])
    by_hand("UPDATE transparency_writer SET accepted = 1000000000000000")
    assert seal() == 0
    assert not Refusal.objects.exists()
    append([reading(LI)])
    assert seal() == 1


def test_a_checkpoint_is_on_the_disk_before_the_file_knows_of_it_whatever_the_servers_default(db, monkeypatch):
    """Else a crash of a server with synchronous_commit off would look as if the database had been set back."""
    seen = []
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
        monkeypatch.setattr(sealing, "_tell_witness", lambda _: seen.append(_setting("synchronous_commit")))
        append([reading()])
        assert seal() == 1
    assert seen == ["on", "on"]


def test_when_the_city_stops_no_line_is_left_waiting(db, monkeypatch, caplog):
    append(reading().of_each([1, 2, 3]))
    monkeypatch.setattr(sealing.seal, "__kwdefaults__", {"at_once": 2})
    sealing.finish()
    assert SignedCheckpoint.objects.latest("size").size == 3
    monkeypatch.setattr(sealing, "seal", lambda: (_ for _ in ()).throw(LedgerBroken("the tree has a hole")))
    sealing.finish()
    assert "the tree has a hole" in caplog.text


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]
