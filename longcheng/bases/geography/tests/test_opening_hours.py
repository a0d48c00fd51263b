"""Opening hours as OpenStreetMap writes them; cases after the examples of its specification."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from longcheng.bases.geography.addresses.opening import read_hours

WORK = "Mo-Fr 08:00-17:00; Sa 09:00-12:00"
HOLIDAY = frozenset({date(2026, 10, 1)})  # a Thursday


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("hours", "at", "is_open"),
    [
        (WORK, "2026-11-23 08:00", True),
        (WORK, "2026-11-23 07:59", False),
        (WORK, "2026-11-23 17:00", False),
        (WORK, "2026-11-28 11:59", True),
        (WORK, "2026-11-29 10:00", False),
        ("24/7", "2026-11-29 03:00", True),
        ("Mo,We 08:00-11:30,13:30-17:00", "2026-11-25 12:00", False),
        ("Mo,We 08:00-11:30,13:30-17:00", "2026-11-25 14:00", True),
        ("Mo-Su 18:00-02:00", "2026-11-25 01:30", True),
        ("Mo-Su 18:00-02:00", "2026-11-25 02:00", False),
        ("Fr-Mo 10:00-12:00", "2026-11-23 11:00", True),
        ("Fr-Mo 10:00-12:00", "2026-11-24 11:00", False),
        ("08:00-20:00; Su off", "2026-11-29 11:00", False),
        ("Mo-Su 08:00-20:00; PH off", "2026-10-01 11:00", False),
        ("Mo-Su 08:00-20:00", "2026-10-01 11:00", True),
        ("Mo-Fr 08:00-20:00; PH 10:00-12:00", "2026-10-01 11:00", True),
        ("Mo-Sa 00:00-24:00", "2026-11-23 23:59", True),
    ],
)
def test_hours_tell_whether_it_is_open(hours, at, is_open) -> None:
    found = read_hours(hours)
    assert found is not None
    assert found.is_open(datetime.fromisoformat(at), holidays=HOLIDAY) is is_open


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "by appointment",
        "Mo-Fr",
        "Mo-Xx 08:00-17:00",
        "sunrise-sunset",
        "08:00",
        "Mo 25:00-26:00",
        "Mo 08:61-09:00",
        ";",
        ";".join(["Mo 08:00-17:00"] * 21),
    ],
)
def test_what_is_not_understood_is_unknown_and_never_open(text) -> None:
    assert read_hours(text) is None


def test_the_next_change_is_told() -> None:
    hours = read_hours(WORK)
    assert hours is not None
    assert hours.changes_at(at(2026, 11, 23, 9)) == at(2026, 11, 23, 17)
    assert hours.changes_at(at(2026, 11, 28, 13)) == at(2026, 11, 30, 8)
    always = read_hours("24/7")
    assert always is not None
    assert always.changes_at(at(2026, 11, 23, 9)) is None
