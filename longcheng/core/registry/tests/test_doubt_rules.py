"""The rules of doubts, as tables."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from longcheng.core.registry.declaring import ANSWER_TERMS, RegisterField, Term
from longcheng.core.registry.doubts.rules import decision_defects, doubt_defects, is_same, owed_by, settles, typed

TEXT = RegisterField(name="name", title="Name", owner="police")
DAY = RegisterField(name="day", title="Day", owner="police", kind="date")
SEX = RegisterField(name="sex", title="Sex", owner="police", kind="code", choices=(("1", "male"), ("2", "female")))
GROUP = RegisterField(name="group", title="Group", owner="police", kind="code")
MOTHER = RegisterField(name="mother", title="Mother", owner="police", kind="number")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("field", "text", "choices", "value", "says"),
    [
        (TEXT, " 李敏 ", (), "李敏", ""),
        (TEXT, "", (), None, "one line"),
        (TEXT, "a\0b", (), None, "one line"),
        (TEXT, "two\nlines", (), None, "one line"),
        (TEXT, "x" * 121, (), None, "one line"),
        (DAY, "1990-02-28", (), "1990-02-28", ""),
        (DAY, "1990-02-30", (), None, "like 2026-12-31"),
        (DAY, "28.2.1990", (), None, "like 2026-12-31"),
        (SEX, "1", SEX.choices, "1", ""),
        (SEX, "3", SEX.choices, None, "Choose one"),
        (GROUP, "01", (), None, "in words"),
        (MOTHER, "1000000001", (), None, "in words"),
    ],
)
def test_what_is_typed_is_taken_as_the_field_keeps_it(field, text, choices, value, says):
    found, defect = typed(field, text, choices)
    assert found == value
    assert says in defect
    assert bool(says) == bool(defect)


@pytest.mark.parametrize(
    ("field", "value", "note", "is_typed", "needs_value", "current", "wrong"),
    [
        (TEXT, "李敏敏", "", True, True, "李敏", set()),
        (TEXT, " 李敏 ", "", True, True, "李敏", {"value"}),
        (TEXT, "", "It is wrong", True, True, "李敏", {"value"}),
        (TEXT, "", "It is wrong", True, False, "李敏", set()),
        (TEXT, "", " ", True, False, "李敏", {"note"}),
        (TEXT, "x" * 200, "y" * 501, True, True, "李敏", {"value", "note"}),
        (TEXT, "李敏敏", "a\0b", True, True, "李敏", {"note"}),
        (MOTHER, "", "My mother is missing", False, True, None, set()),
        (MOTHER, "1000000001", "", False, True, None, {"note"}),
    ],
)
def test_what_a_reader_may_say(field, value, note, is_typed, needs_value, current, wrong):
    found = doubt_defects(
        field,
        value=value,
        note=note,
        choices=field.choices,
        is_typed=is_typed,
        needs_value=needs_value,
        current=current,
    )
    assert set(found) == wrong


@pytest.mark.parametrize(
    ("is_open", "accept", "reason", "wrong"),
    [
        (True, True, "", set()),
        (True, False, "Seen.", set()),
        (True, False, "  ", {"reason"}),
        (True, False, "x" * 501, {"reason"}),
        (True, True, "a\0b", {"reason"}),
        (False, False, "", {"state", "reason"}),
    ],
)
def test_what_a_decision_needs(is_open, accept, reason, wrong):
    assert set(decision_defects(is_open=is_open, accept=accept, reason=reason)) == wrong


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a ", "a", True),
        (None, "", True),
        ([2, 1], [1, 2], True),
        ([], None, True),
        (False, None, False),
        ("1", 1, False),
        ("99幢2单元", "99-2", False),
    ],
)
def test_when_two_values_say_the_same(one, other, same):
    assert is_same(one, other) is same


def test_texts_are_compared_in_the_form_of_their_field():
    assert is_same("99幢2单元", "99-2单元", compared=lambda text: text.replace("幢", "-"))


@pytest.mark.parametrize(
    ("filed", "owed"),
    [
        ("2020-11-01", "2020-12-01"),
        ("2027-12-31", "2028-01-30"),
        ("2028-01-01", "2028-01-16"),  # the day on which the newer term begins
        ("2019-01-01", "2019-01-31"),  # before any: the oldest that is known
    ],
)
def test_an_answer_is_owed_by_the_term_of_the_day_of_filing(filed, owed):
    terms = (*ANSWER_TERMS, Term(date(2028, 1, 1), timedelta(days=15), "An invented one"))
    moment = datetime.fromisoformat(filed).replace(hour=9, tzinfo=UTC)
    assert f"{owed_by(terms, filed_at=moment):%Y-%m-%d %H}" == f"{owed} 09"


OWNER, OTHER = "police", "health"


@pytest.mark.parametrize(
    ("stated", "doubting", "said_by", "before", "said", "after", "outcome"),
    [
        ("B", OTHER, OWNER, "A", "B", "B", "accepted"),  # the owner states what was doubted
        ("B", "", OWNER, "A", "B", "B", "accepted"),  # so does a reader's doubt end
        ("B", OTHER, OWNER, "A", "C", "C", ""),  # the owner states a third thing: still open
        ("B", OTHER, OTHER, "A", "A", "A", "withdrawn"),  # the doubting source comes round
        ("B", OTHER, OTHER, "A", "C", "A", ""),
        ("B", OTHER, "school", "A", "A", "A", ""),  # what a third one says settles nothing
        ("B", "", OTHER, "A", "A", "A", ""),
        (None, "", OWNER, "A", "C", "C", "accepted"),  # only “wrong” was said, and the owner changes it
        (None, "", OWNER, "A", "A", "A", ""),  # the owner repeats itself
    ],
)
def test_what_later_statements_make_of_a_doubt(stated, doubting, said_by, before, said, after, outcome):
    assert (
        settles(
            stated=stated,
            has_value=stated is not None,
            doubting=doubting,
            owner=OWNER,
            said_by=said_by,
            before=before,
            said=said,
            after=after,
        )
        == outcome
    )
