"""The open API: answers, mistakes in both languages, and its own description."""

import pytest

API = "/api/calendar"


def test_a_day_is_explained(loaded, english):
    assert english.get(f"{API}/days/2026-02-28").json() == {
        "date": "2026-02-28",
        "is_working_day": True,
        "reason": "workday_makeup",
        "holiday": {"code": "Spring Festival", "name": "Spring Festival"},
        "explanation": "weekend, but a working day in place of a day off for Spring Festival",
        "is_known": True,
        "warning": "",
    }


def test_words_follow_the_language_and_codes_do_not(loaded, chinese):
    day = chinese.get(f"{API}/days/2026-02-20").json()
    assert day["holiday"] == {"code": "Spring Festival", "name": "春节"}
    assert (day["reason"], day["explanation"]) == ("in_lieu", "春节调休")


def test_a_day_of_an_unpublished_year_is_not_known(loaded, chinese):
    day = chinese.get(f"{API}/days/2027-10-01").json()
    assert (day["is_working_day"], day["is_known"]) == (True, False)
    assert day["warning"].startswith("2027年度放假安排尚未公布")


def test_a_term_is_counted(loaded, english):
    count = english.get(f"{API}/add", {"start": "2026-02-10", "days": "10"}).json()
    assert (count["start"], count["days"], count["end"], count["is_known"]) == ("2026-02-10", 10, "2026-03-02", True)
    assert [day["date"] for day in count["makeup_workdays"]] == ["2026-02-14", "2026-02-28"]
    assert len(count["passed_over"]) == 10


def test_between_undoes_add(loaded, english):
    span = english.get(f"{API}/between", {"start": "2026-02-10", "end": "2026-03-02"}).json()
    assert span == {"start": "2026-02-10", "end": "2026-03-02", "working_days": 10, "is_known": True, "warning": ""}
    back = english.get(f"{API}/between", {"start": "2026-03-02", "end": "2026-02-10"}).json()
    assert back["working_days"] == -10


def test_a_year_lists_its_breaks_and_special_days(loaded, english):
    year = english.get(f"{API}/holidays", {"year": "2026"}).json()
    assert year["is_known"]
    assert "2027" in year["warning"]  # the last days of December wait for the next notice
    assert [(each["first"], each["days"]) for each in year["breaks"]][:2] == [("2026-01-01", 3), ("2026-02-15", 9)]
    assert len(year["special_days"]) == 39
    assert not english.get(f"{API}/holidays", {"year": "2027"}).json()["is_known"]


MISTAKES = [
    ("days/yesterday", {}, {"day": "“yesterday” is not a date. Write it as 2026-02-14."}),
    ("days/2003-12-31", {}, {"day": "2003-12-31 lies outside the calendar. Choose a date from 2004 to 2028."}),
    ("add", {}, {"start": "A start date is required.", "days": "A number of working days is required."}),
    ("add", {"start": "x", "days": "2501"}, {"start": "“x” is not", "days": "At most 2500 working days"}),
    ("add", {"start": "2028-12-01", "days": "40"}, {"days": "The term would end after 2028"}),
    ("between", {"start": "2026-01-01"}, {"end": "An end date is required."}),
    ("between", {"start": "2026-01-01", "end": "2050-01-01"}, {"end": "2050-01-01 lies outside"}),
    ("holidays", {}, {"year": "A year is required."}),
    ("holidays", {"year": "2050"}, {"year": "The year must lie between 2004 and 2028."}),
]


@pytest.mark.parametrize(("path", "query", "told"), MISTAKES)
def test_mistakes_are_told_all_at_once_by_the_name_of_the_parameter(loaded, english, path, query, told):
    answer = english.get(f"{API}/{path}", query)
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert errors.keys() == told.keys()
    assert all(errors[name].startswith(text) for name, text in told.items())
    assert all(text in answer.json()["error"] for text in errors.values())


def test_mistakes_are_told_in_chinese_too(loaded, chinese):
    assert chinese.get(f"{API}/add").json()["error"] == "请填开始日期。 请填工作日天数。"


@pytest.mark.parametrize("path", ["days/2026-01-01", "add", "between", "holidays"])
def test_without_data_the_api_says_so(db, english, path):
    answer = english.get(f"{API}/{path}")
    assert answer.status_code == 503
    assert "loaded" in answer.json()["error"]


def test_openapi_describes_every_operation_its_errors_and_its_open_door(english):
    paths = english.get("/api/openapi.json").json()["paths"]
    mine = {path: item["get"] for path, item in paths.items() if path.startswith("/api/calendar/")}
    assert set(mine) == {
        "/api/calendar/days/{day}", "/api/calendar/add", "/api/calendar/between", "/api/calendar/holidays",
    }  # fmt: skip
    for operation in mine.values():
        assert "security" not in operation
        assert operation["description"]
        assert {"200", "422", "503"} <= operation["responses"].keys()
    assert mine["/api/calendar/add"]["parameters"][0]["schema"]["format"] == "date"
