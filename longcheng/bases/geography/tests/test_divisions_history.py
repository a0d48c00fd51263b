"""The divisions as on a day, from the pack's history; a city without one has the table of today alone."""

from datetime import date

import pytest
from django.conf import settings

from longcheng.bases.geography.divisions.history import change_days, division_at, divisions_on, versions_of
from longcheng.bases.geography.loaders import load_division_history
from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.core.datapack.pack import PackError

HEAD = "code,name,valid_from,valid_to,change,into_code,law,source\n"


@pytest.fixture
def told(divisions) -> None:
    load_division_history(settings.CITY_PACK / "divisions" / "changzhou_history.csv")


def districts(day: date) -> dict[str, str]:
    return {one.code: one.name for one in divisions_on(day) if one.level == DivisionLevel.DISTRICT}


# 2002: 郊区 became 新北区, 武进市 a district.
# 2015 (国函〔2015〕75号): 戚墅堰区 went into 武进区, 金坛市 became a district.
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2001, 1, 1), {"320411": "郊区", "320405": "戚墅堰区", "320483": "武进市", "320482": "金坛市"}),
        (date(2002, 4, 3), {"320411": "新北区", "320405": "戚墅堰区", "320412": "武进区", "320482": "金坛市"}),
        (date(2015, 4, 27), {"320411": "新北区", "320405": "戚墅堰区", "320412": "武进区", "320482": "金坛市"}),
        (date(2015, 4, 28), {"320411": "新北区", "320412": "武进区", "320413": "金坛区"}),
    ],
)
def test_the_districts_of_a_day(told, day, expected):
    unchanged = {"320402": "天宁区", "320404": "钟楼区", "320481": "溧阳市"}
    assert districts(day) == expected | unchanged


def test_a_code_on_a_day_and_what_became_of_it(told):
    assert division_at("320411", date(2000, 1, 1)).name == "郊区"
    assert division_at("320405", date(2020, 1, 1)) is None
    assert division_at("320411103", date(2020, 1, 1)).name == "薛家镇"
    assert division_at("320413001", date(2010, 1, 1)) is None  # its district came later; its old code is not known
    assert division_at("999999", date(2020, 1, 1)) is None
    assert [one.code for one in versions_of("320412")] == ["320483", "320405", "320412", "320412"]
    assert change_days() == [date(2015, 4, 28), date(2002, 4, 3)]


def test_towns_of_a_district_that_came_later_are_left_out_then(told):
    then = {one.code[:6] for one in divisions_on(date(2010, 1, 1)) if one.level == DivisionLevel.TOWN}
    assert "320413" not in then
    assert {"320402", "320404", "320411", "320412", "320481"} <= then


def test_without_a_history_the_table_of_today_counts(divisions):
    today = [one.code for one in divisions_on(date(2026, 1, 1))]
    assert today == list(Division.objects.order_by("code").values_list("code", flat=True))


def test_a_defective_history_names_every_line(divisions, tmp_path):
    path = tmp_path / "h.csv"
    path.write_text(
        f"{HEAD}110101,东城区,,,founded,,,x\n320411,甲,2000-01-01,1999-01-01,founded,,,x\n"
        "320402,乙,,2010-01-01,founded,,,x\n320402,丙,2009-01-01,,renamed,,,x\n"
    )
    with pytest.raises(PackError) as error:
        load_division_history(path)
    told = str(error.value)
    assert "h.csv:2: 110101 is no division of 3204" in told
    assert "h.csv:3: valid_to must come after valid_from" in told
    assert "h.csv:5: 320402 holds on the same days as in line 4" in told
    path.write_text(f"{HEAD}320402,乙,yesterday,,moved,,,\n")
    with pytest.raises(PackError) as error:
        load_division_history(path)
    for column in ("valid_from", "change", "source"):
        assert column in str(error.value)


def test_the_pages_show_the_tree_a_search_a_day_and_a_file(told, client):
    page = client.get("/geography/divisions/").content.decode()
    assert "/geography/divisions/320411103/" in page
    assert "320411103" in client.get("/geography/divisions/?q=薛家").content.decode()
    assert "320405" in client.get("/geography/divisions/?day=2010-01-01").content.decode()
    gone = client.get("/geography/divisions/320405/")
    assert gone.status_code == 200
    assert "国函〔2015〕75号" in gone.content.decode()
    town = client.get("/geography/divisions/320411103/").content.decode()
    assert "/geography/divisions/320411103201/" in town or "320411103" in town
    assert client.get("/geography/divisions/999999/").status_code == 404
    file = b"".join(client.get("/geography/divisions.csv?day=2010-01-01").streaming_content).decode()
    assert "320405,戚墅堰区,6,3204,,2015-04-28,2010-01-01" in file
