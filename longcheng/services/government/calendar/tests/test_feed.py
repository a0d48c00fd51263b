"""The feed, read back by the icalendar library as a calendar program would."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from longcheng.services.government.calendar.loaders import load_public_holidays
from longcheng.services.government.calendar.models import SpecialDay
from longcheng.services.government.calendar.tests.conftest import REAL

FEED = "/calendar/holidays.ics"


def read(client, **query):
    return Calendar.from_ical(client.get(FEED, query).content)


def events(calendar):
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_the_feed_is_a_calendar_that_names_itself_and_asks_to_be_read_daily(loaded, chinese):
    answer = chinese.get(FEED)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert (calendar["version"], calendar["calscale"], calendar["method"]) == ("2.0", "GREGORIAN", "PUBLISH")
    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == "节假日与补班"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_consecutive_days_of_one_holiday_are_one_whole_day_event(loaded, chinese):
    spring = events(read(chinese))["20260215-holiday@public-holidays.longcheng"]
    assert spring["dtstart"].dt == date(2026, 2, 15)
    assert spring["dtend"].dt == date(2026, 2, 24)  # the end is not included
    assert type(spring["dtstart"].dt) is date
    assert str(spring["summary"]) == "春节放假9天"
    assert "2026年2月20日" in str(spring["description"])
    assert str(spring["transp"]) == "TRANSPARENT"
    assert str(spring["x-apple-special-day"]) == "WORK-HOLIDAY"


def test_every_makeup_workday_is_an_event_of_its_own(loaded, english):
    found = events(read(english, year="2026", kind="workday_makeup"))
    assert [event["dtstart"].dt.isoformat() for event in found.values()] == [
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]  # fmt: skip
    assert all(event["dtend"].dt - event["dtstart"].dt == timedelta(days=1) for event in found.values())
    assert str(next(iter(found.values()))["summary"]) == "Working day in place of a day off for New Year's Day"


def test_the_whole_feed_holds_every_day_off_and_every_makeup_workday_once(loaded, table, chinese):
    found = events(read(chinese))
    days = [
        event["dtstart"].dt + timedelta(n)
        for event in found.values()
        for n in range((event["dtend"].dt - event["dtstart"].dt).days)
    ]
    assert sorted(days) == sorted([*table.off, *table.makeup])
    assert len(found) == len(list(read(chinese).walk("VEVENT")))


def test_a_year_holds_the_break_that_begins_in_the_year_before(loaded, english):
    found = events(read(english, year="2024", kind="holiday"))
    assert next(iter(found.values()))["dtstart"].dt == date(2023, 12, 30)
    assert len(events(read(english, year="2027"))) == 0


def test_days_in_lieu_can_be_asked_for_alone(loaded, english):
    found = events(read(english, year="2026", kind="in_lieu"))
    assert str(found["20261006-in-lieu@public-holidays.longcheng"]["summary"]) == "Day off in lieu for National Day"


def test_the_address_may_name_the_language_and_wins_over_the_browser(loaded, chinese, english):
    assert str(read(chinese, lang="en")["x-wr-calname"]) == "Public holidays and makeup workdays"
    assert str(read(english, lang="zh-CN")["x-wr-calname"]) == "节假日与补班"
    assert chinese.get(FEED, {"lang": "en"}).headers["Content-Language"] == "en"


def test_identities_are_the_same_in_every_language_and_after_loading_again(loaded, chinese, english):
    before = set(events(read(chinese)))
    assert set(events(read(english))) == before
    load_public_holidays(REAL)
    assert set(events(read(english))) == before


def test_an_unchanged_feed_is_not_sent_again(loaded, chinese):
    first = chinese.get(FEED)
    again = chinese.get(FEED, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert chinese.get(FEED, headers={"if-modified-since": first.headers["Last-Modified"]}).status_code == 304
    assert chinese.get(FEED, headers={"if-none-match": '"another"'}).status_code == 200
    assert chinese.get(FEED, {"lang": "en"}, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_a_new_loading_is_sent_to_those_who_have_the_old_one(loaded, chinese, tmp_path):
    SpecialDay.objects.update(loaded_at=datetime(2026, 1, 1, tzinfo=UTC))
    first = chinese.get(FEED)
    path = tmp_path / "holidays.csv"
    path.write_text("date,kind,holiday\n2026-10-01,holiday,National Day\n", encoding="utf-8")
    load_public_holidays(path)
    headers = {"if-none-match": first.headers["ETag"], "if-modified-since": first.headers["Last-Modified"]}
    again = chinese.get(FEED, headers=headers)
    assert again.status_code == 200
    assert len(events(Calendar.from_ical(again.content))) == 1


def test_head_answers_without_the_content(loaded, chinese):
    answer = chinese.head(FEED)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["ETag"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"year": "2050"}, "year: The year must lie between 2004 and 2028."),
        ({"year": "x"}, "year: The year must be a number"),
        ({"kind": "party"}, "it is “party”"),
        ({"lang": "fr"}, "lang: The language must be zh or en."),
    ],
)
def test_a_feed_that_cannot_be_says_why(loaded, english, query, told):
    answer = english.get(FEED, query)
    assert answer.status_code == 400
    assert told in answer.text


def test_without_data_subscribers_are_asked_to_wait_and_keep_what_they_have(db, chinese):
    answer = chinese.get(FEED)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "3600"
