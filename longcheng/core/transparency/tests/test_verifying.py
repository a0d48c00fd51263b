"""Scene 3: somebody edits the ledger by hand in psql, and verifying names each place."""

from pathlib import Path

import pytest
from django.conf import settings as city
from django.db import transaction

from longcheng.core.transparency import queries, verifying, verifying_leaves
from longcheng.core.transparency.merkle import leaf_hash
from longcheng.core.transparency.models import Line, SignedCheckpoint, Span
from longcheng.core.transparency.proofs import Proof, ProofError
from longcheng.core.transparency.sealing import seal
from longcheng.core.transparency.tests.conftest import LI, WANG, reading
from longcheng.core.transparency.writing import append

COPIED = (
    "INSERT INTO transparency_line SELECT %s, writer_id, %s, at, reading_id, 4711, role, organisation, for_id, "
    "subject_id, what, fields, purpose, reference, came_from, mac FROM transparency_line WHERE id = %s"
)


@pytest.fixture
def ids(transactional_db) -> list[int]:
    """Thirty sealed lines under three signatures."""
    for _ in range(3):
        append(reading().of_each([WANG, LI, *range(20, 28)]))
        seal()
    return list(Line.objects.order_by("id").values_list("id", flat=True))


def told(finding) -> list[str]:
    return [str(defect) for defect in finding.defects]


def test_an_untouched_ledger_is_well(ids, verified):
    append([reading()])
    finding = verified()
    assert told(finding) == []
    assert (finding.sealed, finding.waiting, finding.checkpoints, finding.witnessed) == (30, 1, 3, 3)
    assert finding.root == queries.checkpoint_of(queries.newest_checkpoint()).root


def test_an_empty_ledger_is_well(transactional_db, verified):
    assert told(verified()) == []


def test_an_edited_a_deleted_and_a_forged_line_are_each_named_and_an_untouched_one_stays_proven(ids, verified, by_hand):
    kept = queries.proof_of(ids[3]).to_json()
    by_hand("UPDATE transparency_line SET reader_id = 1 WHERE id = %s", ids[7])
    by_hand("DELETE FROM transparency_line WHERE id = %s", ids[12])
    by_hand(COPIED, 999_999, 4_711, ids[0])
    finding = verified()
    assert told(finding) == [
        "line 999999: the line was inserted by hand: no writer of the city has it",
        f"line {ids[7]}, leaf 7: the line was altered after it was sealed",
        f"line {ids[12]}, leaf 12: the line was removed",
    ]
    line, checkpoint = Proof.of_json(kept).check(vkey=queries.public_key())
    assert (line["id"], checkpoint.size) == (ids[3], 30)
    assert queries.proof_of(ids[3]).check(vkey=queries.public_key())[0]["subject_id"] == 21


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "2020-01-01T00:00:00Z"), ("role", "x"), ("fields", ""), ("for_id", 5), ("came_from", "y"), ("number", 77),
     ("reading_id", "00000000-0000-0000-0000-000000000000"), ("subject_id", 3), ("reference", ""), ("what", "z")],
)  # fmt: skip
def test_a_change_of_any_column_is_noticed(ids, verified, by_hand, column, value):
    by_hand(f"UPDATE transparency_line SET {column} = %s WHERE id = %s", value, ids[29])  # noqa: S608  from above
    assert any("leaf 29" in text or f"line {ids[29]}" in text for text in told(verified()))


def test_a_changed_mark_is_noticed(ids, verified, by_hand):
    by_hand("UPDATE transparency_line SET mac = '' WHERE id = %s", ids[4])
    assert told(verified()) == [f"line {ids[4]}, leaf 4: the mark of the line was altered"]


def test_a_forged_line_in_the_place_of_a_deleted_one_is_named_and_so_is_the_deleted_one(ids, verified, by_hand):
    number = Line.objects.get(id=ids[12]).number
    by_hand("DELETE FROM transparency_line WHERE id = %s", ids[12])
    by_hand(COPIED, 999_999, number, ids[11])
    assert told(verified()) == [
        "line 999999: the line was inserted by hand: its number is that of no line that waits, and no leaf is its own",
        f"line {ids[12]}, leaf 12: the line was removed",
    ]


def test_a_line_changed_together_with_its_hash_is_noticed_by_its_mark_and_by_the_root(ids, verified, by_hand):
    by_hand("UPDATE transparency_line SET reader_id = 1 WHERE id = %s", ids[15])
    with transaction.atomic():
        leaf = leaf_hash(queries._canonical(ids[15]))
    span = Span.objects.get(first_index=10)
    leaves = bytes(span.leaves)
    by_hand("UPDATE transparency_span SET leaves = %s WHERE first_index = 10", leaves[:160] + leaf + leaves[192:])
    found = told(verified())
    assert found[0] == f"line {ids[15]}, leaf 15: the mark of the line was altered"
    assert "leaf 19: the leaves do not have the root that was signed for 20 lines" in found[1]


def test_a_line_removed_with_every_trace_is_noticed_by_the_signature(ids, verified, by_hand):
    by_hand("DELETE FROM transparency_line WHERE id >= %s", ids[20])
    by_hand("DELETE FROM transparency_span WHERE first_index >= 20")
    by_hand("DELETE FROM transparency_signedcheckpoint WHERE size > 20")
    by_hand("UPDATE transparency_progress SET number = 0 WHERE writer_id = (SELECT max(id) FROM transparency_writer)")
    found = told(verified())
    assert any("older than what was signed" in text for text in found)
    assert any("which waited for its seal, was removed" in text for text in found)


def test_a_changed_and_a_removed_checkpoint_are_noticed(ids, verified, by_hand):
    by_hand("DELETE FROM transparency_signedcheckpoint WHERE size = 20")
    by_hand("UPDATE transparency_signedcheckpoint SET note = replace(note, E'\\n10\\n', E'\\n11\\n') WHERE size = 10")
    found = told(verified())
    assert any("checkpoint of 10 lines: The signature" in text for text in found)
    assert any("checkpoint of 20 lines" in text and "was removed" in text for text in found)


def test_a_writers_row_set_back_and_its_waiting_lines_removed_are_noticed(ids, verified, by_hand):
    append(reading().of_each([1, 2, 3]))
    by_hand("DELETE FROM transparency_line WHERE id = (SELECT max(id) FROM transparency_line)")
    by_hand("UPDATE transparency_writer SET accepted = 2 WHERE id = (SELECT max(id) FROM transparency_writer)")
    assert "its mark does not fit 2 lines" in told(verified())[0]


def test_a_waiting_line_that_is_removed_or_changed_is_noticed(ids, verified, by_hand):
    append(reading().of_each([1, 2, 3]))
    by_hand("DELETE FROM transparency_line WHERE id = (SELECT max(id) FROM transparency_line)")
    by_hand("UPDATE transparency_line SET reader_id = 5 WHERE id = (SELECT max(id) FROM transparency_line)")
    found = told(verified())
    assert len(found) == 2
    assert any("which waited for its seal, was removed" in text for text in found)
    assert any("is not as it was written" in text for text in found)


def test_what_could_not_be_sealed_is_told_for_ever(ids, verified, by_hand):
    append([reading()])
    by_hand("UPDATE transparency_line SET reader_id = 5 WHERE id = (SELECT max(id) FROM transparency_line)")
    seal()
    append([reading()])
    seal()
    finding = verified()
    assert len(finding.defects) == 1
    assert "never sealed: the line is not as it was written" in told(finding)[0]


def test_a_database_of_another_home_is_told_apart_in_few_words(ids, verified, settings):
    settings.SECRET_KEY = "another home's secret"
    found = told(verified())
    assert len(found) < 6
    assert any("not among the known ones" in text for text in found)
    assert any("secrets.json" in text for text in found)


def test_an_earlier_key_of_the_home_counts(ids, verified, settings):
    vkey = queries.public_key()
    settings.SECRET_KEY = "another home's secret"
    Path(city.LEDGER_CHECKPOINTS).with_name("ledger_keys.txt").write_text(f"{vkey}\n")
    try:
        append([reading()])
        seal()
        finding = verified()
        assert told(finding) == []
        assert finding.sealed == 31
        assert queries.proof_of(Line.objects.order_by("-id").first().id).vkey != vkey
    finally:
        Path(city.LEDGER_CHECKPOINTS).with_name("ledger_keys.txt").unlink()


def test_several_processes_find_the_same(ids, verified, by_hand, monkeypatch):
    monkeypatch.setattr(verifying, "PART", 7)
    assert told(verified(processes=2)) == []
    by_hand("UPDATE transparency_line SET reader_id = 1 WHERE id = %s", ids[8])
    by_hand("DELETE FROM transparency_line WHERE id = %s", ids[29])
    assert told(verified(processes=2)) == [
        f"line {ids[8]}, leaf 8: the line was altered after it was sealed",
        f"line {ids[29]}, leaf 29: the line was removed",
    ]


def test_there_is_an_end_to_telling(ids, verified, by_hand, monkeypatch):
    monkeypatch.setattr(verifying, "DEFECTS_MAX", 5)
    by_hand("UPDATE transparency_line SET reader_id = 1")
    finding = verified()
    assert len(finding.defects) == 5
    assert "there may be more" in finding.notes[-1]
    assert verifying_leaves.DEFECTS_MAX == 1_000


def test_a_proof_that_was_touched_does_not_hold(ids):
    text = queries.proof_of(ids[3]).to_json()
    assert Proof.of_json(text).check()[1].size == 30
    for old, new in (
        ("case-214", "case-215"), ('"leaf_index": 3', '"leaf_index": 2'), ("\\n30\\n", "\\n31\\n"),
        ('"path": [', '"path": ["AA==",'),
        ("longcheng-ledger-proof-1", "other"), ('"leaf_index": 3', '"leaf_index": -1'), ('"line": "', '"line": "9'),
        ('"reader_id": 90', '"reader_id": 91'),
    ):  # fmt: skip
        assert old in text
        with pytest.raises(ProofError):
            Proof.of_json(text.replace(old, new)).check()
    for nonsense in ("", "[]", "{}", "{", '{"format": "longcheng-ledger-proof-1"}', "[" * 100_000):
        with pytest.raises(ProofError):
            Proof.of_json(nonsense)
    assert SignedCheckpoint.objects.count() == 3
