"""What a person sees, in both languages, with and without htmx."""

import re

import pytest
from django.urls import reverse

PAGE = "/calendar/"


def cells(text, css):
    """The days of the months that carry a class, as the reader sees them."""
    return re.findall(
        rf'<td class="{css}"[^>]*><span class="cal-day">(\d+)</span><span class="cal-mark">(.+?)</span>', text
    )


def test_the_year_shows_twelve_months_with_marks_in_words(loaded, today, chinese, english):
    text = chinese.get(PAGE).text
    assert text.count('class="cal-month"') == 12
    assert len(cells(text, "cal-holiday")) + len(cells(text, "cal-in-lieu")) == 33  # 2026's notice: 3+9+3+5+3+3+7
    assert cells(text, "cal-workday-makeup") == [(day, "班") for day in ("4", "14", "28", "9", "20", "10")]
    assert {mark for _, mark in cells(text, "cal-holiday")} == {"休"}
    assert {mark for _, mark in cells(english.get(PAGE).text, "cal-workday-makeup")} == {"work"}


def test_today_is_marked_and_said(loaded, today, chinese, english):
    text = chinese.get(PAGE).text
    assert text.count('aria-current="date"') == 1
    assert "今天是2026年11月22日 星期日，周末。" in text
    assert "下一个工作日是2026年11月23日 星期一。" in text
    assert "Today, Sunday 22 November 2026: weekend." in english.get(PAGE).text


def test_years_are_turned_by_links_and_by_the_list(loaded, today, chinese):
    text = chinese.get(PAGE, {"year": "2025"}).text
    assert "?year=2024#year" in text
    assert "?year=2026#year" in text
    assert "<option selected>2025</option>" in text
    assert "国庆节、中秋节" in text
    assert "9月28日 星期日、10月11日 星期六" in text
    assert "?year=2003" not in chinese.get(PAGE, {"year": "2004"}).text
    assert "?year=2029" not in chinese.get(PAGE, {"year": "2028"}).text


def test_an_unpublished_year_says_that_it_is_assumed(loaded, today, chinese, english):
    text = chinese.get(PAGE, {"year": "2027"}).text
    assert "该年度放假安排尚未公布，按周末推算" in text
    assert cells(text, "cal-holiday") == []
    assert "not published yet" in english.get(PAGE, {"year": "2027"}).text
    assert "尚未公布，按周末推算。" not in chinese.get(PAGE).text
    assert "12月29日至31日可能会变" in chinese.get(PAGE).text


def test_a_term_is_counted_with_every_day_passed_over_and_why(loaded, today, chinese):
    text = chinese.get(PAGE, {"start": "2026-02-10", "days": "10"}).text
    assert "2026年3月2日 星期一" in text
    assert "2026年2月10日 星期二之后的第10个工作日。" in text
    assert "跳过10天" in text
    passed = re.search(r'<ol class="cal-passed.*?</ol>', text, re.DOTALL)[0]
    assert passed.count("<li>") == 10
    assert "春节放假" in passed
    assert "春节调休" in passed
    assert "周末，但因春节调休上班" in text
    assert len(re.findall(r"<b>\d+</b>", text)) == 10


def test_a_term_can_be_counted_back_and_can_be_nothing(loaded, today, english):
    assert (
        "10 working days before Monday 2 March 2026." in english.get(PAGE, {"start": "2026-03-02", "days": "-10"}).text
    )
    assert "ends on the day it starts" in english.get(PAGE, {"start": "2026-03-02", "days": "0"}).text
    assert "The first working day after" in english.get(PAGE, {"start": "2026-03-02", "days": "1"}).text


def test_a_term_into_an_unpublished_year_warns(loaded, today, chinese):
    text = chinese.get(PAGE, {"start": "2026-12-28", "days": "5"}).text
    assert "2027年1月4日" in text
    assert "2027年度放假安排尚未公布，按周末推算，公布后可能会变。" in text


def test_the_longest_term_is_a_list_and_no_picture(loaded, today, english):
    text = english.get(PAGE, {"start": "2010-01-01", "days": "2500"}).text
    assert "Monday 6 January 2020" in text
    assert "cal-strip" not in text


def test_the_last_week_of_the_calendar_can_be_shown(loaded, today, english):
    answer = english.get(PAGE, {"start": "2028-12-28", "days": "1"})
    assert "Friday 29 December 2028" in answer.text


@pytest.mark.parametrize(
    "written", ["2026-02-28", "2026/2/28", "2026.2.28", "2026年2月28日", "２０２６－０２－２８", " 2026-02-28 "]
)
def test_a_date_is_read_as_people_write_it(loaded, today, chinese, written):
    text = chinese.get(PAGE, {"day": written}).text
    assert "2026年2月28日 星期六，周末，但因春节调休上班。" in text
    assert 'value="2026-02-28"' in text


def test_a_day_off_names_the_next_working_day(loaded, today, english):
    text = english.get(PAGE, {"day": "2026-02-15"}).text
    assert "No, not a working day" in text
    assert "The next working day is Tuesday 24 February 2026." in text


def test_every_mistake_is_told_at_once_beside_its_field_and_on_top(loaded, today, chinese):
    answer = chinese.get(PAGE, {"start": "31.2.2026", "days": "2501", "day": "2050-01-01", "year": "1999"})
    assert answer.status_code == 422
    for field, told in {
        "start": "“31.2.2026”不是日期",
        "days": "最多数 2500 个工作日。",
        "day": "2050-01-01 不在日历范围内",
        "year": "年份要在 2004 到 2028 之间。",
    }.items():
        assert f'href="#field-{field}"' in answer.text
        assert f'id="field-{field}"' in answer.text
        assert answer.text.count(told) == 2


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"start": "", "days": ""}, ["A start date is required.", "A number of working days is required."]),
        ({"start": "2026-02-10", "days": "many"}, ["must be a whole number"]),
        ({"start": "2026-02-10", "days": "1.5"}, ["must be a whole number"]),
        ({"start": "2026-02-10", "days": "9" * 5000}, ["working days"]),
        ({"start": "2026-02-10", "days": "-2501"}, ["At most -2500 working days can be counted back."]),
        ({"start": "2028-12-01", "days": "40"}, ["would end after 2028"]),
        ({"start": "2004-01-05", "days": "-10"}, ["would begin before 2004"]),
        ({"day": ""}, ["A date is required."]),
        ({"day": "2026-02-30"}, ["is not a date"]),
        ({"day": "<script>\x00"}, ["&lt;script&gt;"]),
        ({"year": "now"}, ["The year must be a number"]),
    ],
)
def test_each_mistake_says_what_to_do(loaded, today, english, query, told):
    answer = english.get(PAGE, query)
    assert answer.status_code == 422
    assert all(text in answer.text for text in told)


def test_htmx_gets_the_questions_alone_and_mistakes_as_an_answer_it_shows(loaded, today, english):
    headers = {"HX-Request": "true", "HX-Target": "ask"}
    part = english.get(PAGE, {"start": "2026-02-10", "days": "10"}, headers=headers)
    assert "Monday 2 March 2026" in part.text
    assert "<html" not in part.text
    assert {"HX-Request", "HX-Target"} <= set(part.headers["Vary"].split(", "))
    wrong = english.get(PAGE, {"start": "", "days": ""}, headers=headers)
    assert wrong.status_code == 200
    assert "A start date is required." in wrong.text


def test_the_page_leads_to_the_feed_in_the_readers_language(loaded, today, chinese, english):
    assert 'href="webcal://testserver/calendar/holidays.ics?lang=zh"' in chinese.get(PAGE).text
    assert 'href="http://testserver/calendar/holidays.ics?lang=en"' in english.get(PAGE).text


def test_without_data_the_page_says_what_will_be_here(db, chinese, english):
    assert "放假安排还没有载入" in chinese.get(PAGE).text
    answer = english.get(PAGE, {"start": "2026-02-10", "days": "10"})
    assert answer.status_code == 200
    assert "No public holidays are loaded yet." in answer.text


def test_the_page_stands_in_the_menu(loaded, english):
    assert reverse("calendar:year") in english.get("/").text
