"""Which days are working days and how terms are counted, against the State Council's real notices."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longcheng.services.government.calendar.breaks import breaks_of, stretches
from longcheng.services.government.calendar.rules import (
    Holiday,
    HolidayTable,
    Kind,
    OutOfRange,
    Reason,
    TooManyDays,
    add_working_days,
    is_working_day,
    next_working_day,
    why,
    working_days_between,
)

# 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04; 2025's notice, 2024-11-12; 2020's with its extension.
NOTICES = [
    ("2026-01-01", Reason.HOLIDAY, Holiday.NEW_YEAR),
    ("2026-01-02", Reason.IN_LIEU, Holiday.NEW_YEAR),
    ("2026-01-04", Reason.MAKEUP, Holiday.NEW_YEAR),
    ("2026-02-14", Reason.MAKEUP, Holiday.SPRING_FESTIVAL),
    ("2026-02-15", Reason.HOLIDAY, Holiday.SPRING_FESTIVAL),
    ("2026-02-23", Reason.IN_LIEU, Holiday.SPRING_FESTIVAL),
    ("2026-02-24", Reason.ORDINARY, None),
    ("2026-02-28", Reason.MAKEUP, Holiday.SPRING_FESTIVAL),
    ("2026-03-01", Reason.WEEKEND, None),
    ("2026-09-20", Reason.MAKEUP, Holiday.NATIONAL_DAY),
    ("2026-10-10", Reason.MAKEUP, Holiday.NATIONAL_DAY),
    ("2025-10-06", Reason.HOLIDAY, Holiday.MID_AUTUMN),
    ("2020-01-31", Reason.HOLIDAY, Holiday.SPRING_FESTIVAL),
    ("2015-09-03", Reason.HOLIDAY, Holiday.VICTORY_70),
    ("2015-09-06", Reason.MAKEUP, Holiday.VICTORY_70),
]


@pytest.mark.parametrize(("day", "reason", "holiday"), NOTICES)
def test_a_day_is_what_the_notice_says(table, day, reason, holiday):
    status = why(date.fromisoformat(day), table=table)
    assert (status.reason, status.holiday) == (reason, holiday)
    assert status.is_working is (reason in {Reason.ORDINARY, Reason.MAKEUP})
    assert is_working_day(status.day, table=table) is status.is_working
    assert status.is_known


# Counted by hand on the printed calendar.
TERMS = [
    ("2026-02-10", 1, "2026-02-11"),
    ("2026-02-10", 4, "2026-02-14"),  # a Saturday that is worked
    ("2026-02-10", 5, "2026-02-24"),  # over the nine days of the Spring Festival
    ("2026-02-10", 10, "2026-03-02"),
    ("2026-02-14", 1, "2026-02-24"),
    ("2026-02-18", 1, "2026-02-24"),  # starting on a day off
    ("2026-09-18", 15, "2026-10-15"),
    ("2026-11-20", 1, "2026-11-23"),
    ("2026-11-23", -1, "2026-11-20"),
    ("2026-03-02", -10, "2026-02-10"),
    ("2026-02-24", -2, "2026-02-13"),
    ("2026-02-18", 0, "2026-02-18"),
    ("2025-09-30", 3, "2025-10-11"),
]


@pytest.mark.parametrize(("start", "days", "end"), TERMS)
def test_a_term_ends_where_a_finger_on_the_calendar_ends(table, start, days, end):
    count = add_working_days(date.fromisoformat(start), days=days, table=table)
    assert count.end == date.fromisoformat(end)
    assert count.is_known


def test_a_count_tells_what_it_passed_over_and_what_it_did_not(table):
    count = add_working_days(date(2026, 2, 10), days=10, table=table)
    assert [status.day.day for status in count.passed] == [*range(15, 24), 1]
    assert [status.day for status in count.makeup] == [date(2026, 2, 14), date(2026, 2, 28)]
    assert count.passed[0].holiday is Holiday.SPRING_FESTIVAL
    assert count.passed[-1].reason is Reason.WEEKEND


def test_a_count_backwards_tells_its_days_in_the_order_of_time(table):
    count = add_working_days(date(2026, 3, 2), days=-6, table=table)
    assert count.end == date(2026, 2, 14)
    assert [status.day for status in count.passed] == sorted(status.day for status in count.passed)
    assert [status.day for status in count.makeup] == [date(2026, 2, 14), date(2026, 2, 28)]


DAYS = st.dates(date(2006, 1, 1), date(2026, 12, 31))


@settings(max_examples=150, deadline=None)
@given(start=DAYS, days=st.integers(-250, 250))
def test_between_undoes_adding(table, start, days):
    count = add_working_days(start, days=days, table=table)
    assert working_days_between(start, count.end, table=table).days == days
    if days:
        assert is_working_day(count.end, table=table)
        assert len(count.passed) + abs(days) == abs((count.end - start).days)


@settings(max_examples=100, deadline=None)
@given(first=DAYS, second=DAYS)
def test_between_turns_its_sign_only_by_the_ends(table, first, second):
    there = working_days_between(first, second, table=table).days
    back = working_days_between(second, first, table=table).days
    ends = is_working_day(first, table=table) - is_working_day(second, table=table)
    assert there + back == (0 if first == second else -ends if first < second else ends)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-02-13", "2026-02-14", 1),
        ("2026-02-14", "2026-02-23", 0),
        ("2026-02-14", "2026-02-14", 0),
        ("2026-02-24", "2026-02-14", -1),
        ("2026-01-01", "2026-12-31", 248),  # 261 weekdays, less 20 days off on weekdays, plus 7 worked weekend days
    ],
)
def test_the_start_is_not_counted_and_the_end_is(table, start, end, days):
    assert working_days_between(date.fromisoformat(start), date.fromisoformat(end), table=table).days == days


def test_the_next_working_day_is_never_the_day_itself(table):
    assert next_working_day(date(2026, 2, 13), table=table).day == date(2026, 2, 14)
    assert next_working_day(date(2026, 2, 14), table=table).day == date(2026, 2, 24)


def test_a_year_without_a_notice_is_assumed_and_says_so(table):
    new_year = why(date(2027, 1, 1), table=table)
    assert (new_year.reason, new_year.is_known, new_year.awaited_year) == (Reason.ORDINARY, False, 2027)
    count = add_working_days(date(2026, 12, 28), days=5, table=table)
    assert (count.end, count.is_known, count.awaited_years) == (date(2027, 1, 4), False, (2027,))
    assert not working_days_between(date(2026, 11, 1), date(2028, 1, 3), table=table).is_known


def test_the_next_notice_may_still_rule_on_the_last_days_of_december(table):
    assert why(date(2026, 12, 28), table=table).is_known
    assert why(date(2026, 12, 29), table=table).awaited_year == 2027
    assert why(date(2018, 12, 31), table=table).is_known  # and 2019's notice did: a Monday off
    assert why(date(2018, 12, 31), table=table).reason is Reason.IN_LIEU


def test_a_year_that_is_only_touched_by_a_notice_is_not_known():
    table = HolidayTable.of(
        [
            (date(2007, 12, 31), Kind.IN_LIEU, Holiday.NEW_YEAR),
            (date(2008, 10, 1), Kind.HOLIDAY, Holiday.NATIONAL_DAY),
        ]
    )
    assert table.known_years == {2008}
    with pytest.raises(OutOfRange):
        why(date(2007, 12, 31), table=table)


def test_questions_are_bounded(table):
    assert (table.first_year, table.last_year) == (2004, 2028)
    for day in (date(2003, 12, 31), date(2029, 1, 1)):
        with pytest.raises(OutOfRange):
            why(day, table=table)
    with pytest.raises(TooManyDays):
        add_working_days(date(2010, 1, 1), days=2501, table=table)
    assert add_working_days(date(2010, 1, 1), days=2500, table=table).end == date(2020, 1, 6)
    for start, days in ((date(2028, 12, 1), 40), (date(2004, 1, 5), -10)):
        with pytest.raises(OutOfRange):
            add_working_days(start, days=days, table=table)
    with pytest.raises(OutOfRange):
        next_working_day(date(2028, 12, 31), table=table)
    with pytest.raises(OutOfRange):
        working_days_between(date(2026, 1, 1), date(2029, 1, 1), table=table)


def test_an_empty_table_covers_nothing():
    empty = HolidayTable.of([])
    assert empty.is_empty
    assert not empty.covers(date(2026, 1, 1))


def test_a_table_cannot_be_changed(table):
    with pytest.raises(TypeError):
        table.off[date(2026, 1, 1)] = Holiday.NEW_YEAR


def test_breaks_join_holidays_that_meet_and_carry_their_makeup_days(table):
    national = [each for each in breaks_of(2025, table=table) if Holiday.MID_AUTUMN in each.holidays]
    assert [(each.first, each.last, each.holidays) for each in national] == [
        (date(2025, 10, 1), date(2025, 10, 8), (Holiday.NATIONAL_DAY, Holiday.MID_AUTUMN))
    ]
    assert national[0].makeup == (date(2025, 9, 28), date(2025, 10, 11))


def test_a_break_over_the_turn_of_the_year_stands_in_both_years(table):
    assert breaks_of(2023, table=table)[-1] == breaks_of(2024, table=table)[0]


def test_every_makeup_day_stands_with_one_break(table):
    placed = [day for year in range(2004, 2027) for each in breaks_of(year, table=table) for day in each.makeup]
    assert set(placed) == set(table.makeup)


def test_stretches_are_of_one_holiday_and_cover_every_day_once(table):
    runs = stretches(table, kind=Kind.HOLIDAY)
    days = [run.first + timedelta(n) for run in runs for n in range(run.length)]
    assert sorted(days) == sorted(table.off)
    autumn = [(run.first.day, run.last.day) for run in runs if run.first.year == 2025 and run.first.month == 10]
    assert autumn == [(1, 5), (6, 6), (7, 8)]
