"""Loading the notices: whole or not at all, with every defect told."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from longcheng.core.datapack.loading import load_pack
from longcheng.core.datapack.pack import PackError, read_pack
from longcheng.services.government.calendar.loaders import load_public_holidays
from longcheng.services.government.calendar.models import SpecialDay
from longcheng.services.government.calendar.queries import edition, holiday_table

HEAD = "date,kind,holiday\n"
GOOD = "2026-01-01,holiday,New Year's Day\n2026-10-01,holiday,National Day\n"


@pytest.fixture
def csv(tmp_path):
    def write(text):
        path = tmp_path / "holidays.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_real_table_loads_whole(loaded):
    assert loaded == SpecialDay.objects.count() == 922
    assert holiday_table().known_years == set(range(2004, 2027))


def test_the_pack_of_the_city_names_this_kind(db):
    load_pack(read_pack(settings.CITY_PACK))
    assert not holiday_table().is_empty


def test_loading_replaces_what_was_there_and_the_kept_table_follows(loaded, csv):
    before = edition()
    assert holiday_table() is holiday_table()  # kept in this process
    assert load_public_holidays(csv(HEAD + GOOD)) == 2
    assert holiday_table().known_years == {2026}
    assert edition().number > before.number


def test_a_loading_that_is_undone_leaves_no_trace_in_the_kept_table(loaded, csv):
    def load_and_fail():
        with transaction.atomic():
            load_public_holidays(csv(HEAD + GOOD))
            assert len(holiday_table().off) == 2
            raise PackError("another file of the pack is defective")

    with pytest.raises(PackError):
        load_and_fail()
    assert holiday_table().known_years == set(range(2004, 2027))


def test_every_defect_is_told_at_once_and_nothing_changes(loaded, csv):
    bad = (
        "2026-02-30,holiday,Spring Festival\n"
        "20260217,holiday,Spring Festival\n"
        "20260-2-17,holiday,Spring Festival\n"
        "1026-02-17,holiday,Spring Festival\n"
        "2026-02-18,half_day,Spring Festival\n"
        "2026-02-19,holiday,Festival of Nothing\n"
        "2026-02-20,holiday,Spring Festival\n"
        "2026-02-20,workday_makeup,Spring Festival\n"
        "2026-01-01,holiday,New Year's Day\n"
    )
    with pytest.raises(PackError) as refusal:
        load_public_holidays(csv(HEAD + GOOD + bad))
    told = str(refusal.value)
    for defect in (
        "'2026-02-30'",
        "'20260217'",
        "'20260-2-17'",
        "1950 to 2199",
        "'half_day'",
        "'Festival of Nothing'",
        "2026-02-20 is both holiday and workday_makeup",
        "2026-01-01 stands 2 times as holiday",
    ):
        assert defect in told
    assert SpecialDay.objects.count() == 922


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD, "no year has its National Day"),
        (HEAD + "2026-01-01,holiday,New Year's Day\n", "no year has its National Day"),
        (HEAD + GOOD + "2024-10-01,holiday,National Day\n", "the year 2025 is missing"),
        (HEAD + GOOD + "2026-10-12,workday_makeup,National Day\n", "2026-10-12 is a Monday"),
        ("date,kind\n2026-01-01,holiday\n", "the column holiday is missing"),
        (HEAD + GOOD + "2026-10-02,holiday\n", "must be one of New Year's Day"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(db, csv, text, told):
    with pytest.raises(PackError, match=told):
        load_public_holidays(csv(text))
    assert not SpecialDay.objects.exists()


def test_a_day_may_be_a_holiday_and_in_lieu(db, csv):
    assert load_public_holidays(csv(HEAD + GOOD + "2026-01-01,in_lieu,New Year's Day\n")) == 3


@pytest.mark.parametrize("row", [{"kind": "half_day"}, {"holiday": "Nothing"}])
def test_the_database_itself_refuses_unknown_kinds_and_holidays(db, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDay.objects.create(**{"date": "2026-01-01", "kind": "holiday", "holiday": "New Year's Day"} | row)


def test_without_a_pack_the_table_is_empty(db):
    assert edition() is None
    assert holiday_table().is_empty
