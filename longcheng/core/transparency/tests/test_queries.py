"""Who looked at my data: newest first, filtered, paged, and each line provable."""

from datetime import UTC, datetime, timedelta

import pytest

from longcheng.core.transparency import queries
from longcheng.core.transparency.models import Line
from longcheng.core.transparency.notes import NoteError
from longcheng.core.transparency.sealing import seal
from longcheng.core.transparency.tests.conftest import LI, WANG, reading
from longcheng.core.transparency.writing import append


@pytest.fixture
def looked(db) -> None:
    """Seven readings of Wang and one of Li, singly and in bulk."""
    append([reading(WANG, purpose="own", reference="", organisation="")])
    append([reading(WANG, purpose="mandate", reference="5", for_id=WANG, reader_id=77)])
    append(reading().of_each([WANG, LI]))
    for case in ("case-1", "case-2", "case-3", "case-4"):
        append([reading(WANG, reference=case)])


def test_a_person_sees_every_reading_newest_first_and_no_other_persons(looked):
    lines = list(queries.lines_about(WANG))
    assert len(lines) == 7
    assert [line.reference for line in lines][:3] == ["case-4", "case-3", "case-2"]
    assert {line.subject_id for line in lines} == {WANG}


def test_the_filters_narrow_it(looked):
    assert queries.lines_about(WANG, purpose="case").count() == 5
    assert queries.lines_about(WANG, organisation="").count() == 1
    now = datetime.now(UTC)
    assert queries.lines_about(WANG, since=now).count() == 0
    assert queries.lines_about(WANG, until=now, since=now - timedelta(minutes=5)).count() == 7
    assert queries.choices_about(WANG) == queries.Choices(("case", "mandate", "own"), ("Police station 1",))


def test_pages_follow_each_other_without_a_gap_even_within_one_moment(looked):
    append(reading().of_each([WANG] * 7))
    seen, after = [], None
    while True:
        page = queries.page(queries.lines_about(WANG), after=after, size=3)
        seen += [line.id for line in page.lines]
        after = page.after
        if after is None:
            break
    assert seen == list(Line.objects.filter(subject_id=WANG).order_by("-at", "-id").values_list("id", flat=True))
    assert len(seen) == 14


@pytest.mark.parametrize("after", ["x", "1", "1-", "-1-2", "1-2-3", "9" * 30 + "-1", "9" * 39 + "-1", "١-٢"])
def test_a_place_that_is_none_is_refused(looked, after):
    with pytest.raises(ValueError, match="第一页"):
        queries.page(queries.lines_about(WANG), after=after)


def test_a_place_beyond_everything_is_an_empty_page(looked):
    assert queries.page(queries.lines_about(WANG), after="1-" + "9" * 30) == queries.Page([], None)


def test_both_sides_of_a_mandate_see_its_lines(looked):
    assert [line.reader_id for line in queries.lines_for("mandate", "5")] == [77]
    assert queries.lines_for("mandate", "5", subject_id=LI).count() == 0
    assert queries.counted(queries.lines_about(WANG), at_most=4) == 4
    with pytest.raises(ValueError, match="reference"):
        queries.lines_for("own", "")


def test_each_line_is_provable_once_it_is_sealed(looked):
    line = queries.lines_about(WANG)[0]
    with pytest.raises(queries.NotSealedYet):
        queries.proof_of(line.id)
    seal()
    proven, checkpoint = queries.proof_of(line.id).check(vkey=queries.public_key())
    assert (proven["reference"], checkpoint.size) == ("case-4", 8)
    for strange in (0, -1, 10**12, 2**63, 10**30):
        with pytest.raises(queries.LineMissing):
            queries.proof_of(strange)


def test_every_line_of_a_larger_log_is_provable_and_its_growth_too(db):
    notes = []
    for count in (1, 255, 1, 700):
        append(reading().of_each(range(1, count + 1)))
        seal()
        notes.append(queries.newest_checkpoint())
    for line_id in Line.objects.order_by("id").values_list("id", flat=True)[::37]:
        queries.proof_of(line_id)
    for note in notes:
        assert queries.growth_since(note).holds()
    assert queries.checkpoint_of(notes[-1]).size == 957
    with pytest.raises(NoteError):
        queries.growth_since("nonsense")
