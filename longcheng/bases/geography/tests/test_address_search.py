"""Finding addresses: type-ahead with reasons, whole texts with certainty, back from a place, what is near and open."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from longcheng.bases.geography.addresses.nearest import CLOSED, STALE, UNKNOWN, nearest
from longcheng.bases.geography.addresses.reversing import cell_of, reverse, whereabouts
from longcheng.bases.geography.addresses.searching import houses_of, resolve, suggest
from longcheng.bases.geography.addresses.suggestion import Fit
from longcheng.bases.geography.models import Address, AddressName
from longcheng.bases.geography.tests.small_fabric import (
    EAST,
    LAT,
    LON,
    WEST,
    flat,
    found_addresses,
    found_divisions,
    found_places,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
NIGHT = NOON.replace(hour=23)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def fabric(db) -> None:
    found_divisions()
    found_addresses()


def texts(typed: str, **more) -> list[str]:
    return [one.text for one in suggest(typed, **more)]


def test_names_of_streets_are_worked_out_from_the_addresses(fabric) -> None:
    east = AddressName.objects.get(name="顺园三村", town_code=EAST[:9])
    assert (east.pinyin, east.initials, east.addresses, east.kind) == ("shunyuansancun", "sysc", 11, "estate")
    assert AddressName.objects.get(name="薛冶路").kind == "road"
    assert flat().parent_id == Address.objects.get(text="顺园三村99幢2单元").pk


@pytest.mark.parametrize(
    "typed", ["顺园三村99", "顺园3村99", "顺园三村９９幢", "shunyuansancun99", "sysc99", "柳桥镇顺园三村99号楼"]
)
def test_half_an_address_finds_the_house_first_however_it_is_typed(fabric, typed) -> None:
    first = suggest(typed)[0]
    assert first.text == "顺园三村99幢"
    assert first.fit == Fit.EXACT


def test_an_exact_answer_says_so_and_where_it_lies(fabric) -> None:
    first = suggest("顺园三村99-2-301")[0]
    assert (first.text, first.why, first.where) == ("顺园三村99幢2单元301室", "exact", "东湖区柳桥镇")


def test_typing_on_offers_the_stairs_and_the_longer_numbers(fabric) -> None:
    assert "顺园三村99幢2单元" in texts("顺园三村99幢")
    assert set(texts("顺园三村9")) >= {"顺园三村9幢", "顺园三村99幢"}
    assert texts("顺园三村99-2-3")[:2] == ["顺园三村99幢2单元301室", "顺园三村99幢2单元302室"]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("顺圆三村99", "by sound"),
        ("顺园三材99", "written almost so"),
        ("园三村99", "a part of the name"),
        ("sysc99", "by first letters"),
    ],
)
def test_a_slip_is_forgiven_and_told(fabric, typed, why) -> None:
    first = suggest(typed)[0]
    assert first.text == "顺园三村99幢"
    assert why in first.why


def test_two_estates_of_one_name_are_told_apart(fabric) -> None:
    both = [one for one in suggest("顺园三村99幢") if one.text == "顺园三村99幢"]
    assert {one.division_code for one in both} == {EAST, WEST}
    assert all("2 of this name: 柳桥镇, 石塘镇" in one.why for one in both)
    assert suggest("顺园三村99幢", near=(LON - 0.1, LAT))[0].division_code == WEST
    assert {one.division_code for one in suggest("西坞区顺园三村99幢") if one.address_id} == {WEST}


def test_a_flat_that_the_register_lacks_leads_to_its_stair(fabric) -> None:
    first = suggest("柳桥镇顺园三村99幢2单元999室")[0]
    assert first.text == "顺园三村99幢2单元"
    assert first.why == "stair found, this flat is not in the register"
    assert "this number is not in the register" in suggest("薛冶路999号")[0].why


def test_a_road_a_hamlet_a_division_and_a_place_are_found_too(fabric) -> None:
    found_places()
    assert texts("薛冶路12")[0] == "薛冶路12号"
    assert "薛冶路12-3号" in texts("薛冶路12号-3")
    assert texts("前横塘45") == ["前横塘45号"]
    assert "柳桥镇" in texts("柳桥镇")
    assert "东湖示例医院" in texts("东湖示例")


@pytest.mark.parametrize("typed", ["", "\0", "%", "_", "'", "囍囍囍囍99", "\\", "9" * 500, "顺园三村%9", "a" * 300])
def test_nothing_typed_breaks_the_search(fabric, typed) -> None:
    assert isinstance(suggest(typed), list)
    assert resolve(typed).certainty in {"none", "part", "likely", "unsure", "certain"}


@pytest.mark.parametrize(
    ("typed", "certainty", "text"),
    [
        ("龙溪市东湖区柳桥镇顺园三村99幢2单元301室", "certain", "顺园三村99幢2单元301室"),
        ("薛冶路12号（近学校）", "certain", "薛冶路12号"),
        ("薛冶路12号示例大厦", "certain", "薛冶路12号"),
        ("顺圆三村99幢2单元301室", "likely", "顺园三村99幢2单元301室"),
        ("顺园三村99幢", "unsure", "顺园三村99幢"),
        ("柳桥镇顺园三村99幢301室", "unsure", "顺园三村99幢1单元301室"),
        ("顺园三村99幢2单元999室", "part", "顺园三村99幢2单元"),
        ("薛冶路88号顺园三村99幢2单元301室", "certain", "顺园三村99幢2单元301室"),
    ],
)
def test_a_whole_text_is_resolved_with_how_sure_that_is(fabric, typed, certainty, text) -> None:
    found = resolve(typed)
    assert found.address is not None
    assert (found.certainty, found.address.text) == (certainty, text)


def test_what_played_no_part_is_told(fabric) -> None:
    assert resolve("薛冶路12号示例大厦（近学校）").not_understood == ("示例大厦", "近学校")
    assert resolve("无此路99号").not_understood == ("无此路",)


def test_what_was_typed_leads_to_houses_for_looking_up_sealed_addresses(fabric) -> None:
    houses = houses_of("柳桥镇顺园三村99", most=50)
    assert houses[:3] == ["顺园三村99幢", "顺园三村99幢1单元", "顺园三村99幢2单元"]
    assert set(houses_of("东湖区顺园三村", most=50)) >= {"顺园三村9幢", "顺园三村99幢2单元", "顺园三村100幢"}
    assert houses_of("无此村", most=50) == []


def test_a_place_leads_back_to_the_nearest_houses(fabric) -> None:
    found = reverse(LON + 0.0021, LAT)
    assert found[0].text.startswith("顺园三村99幢")
    assert found[0].metres < 20
    assert not any(one.level == "room" for one in found)
    assert [one.metres for one in found] == sorted(one.metres for one in found)
    assert reverse(100.0, 30.0) == []


def test_a_place_tells_its_community_district_and_cell(fabric) -> None:
    found_places()
    found = whereabouts(LON + 0.0021, LAT)
    assert (found.district, found.community) == ("990101", EAST)
    assert [name for _code, name in found.names] == ["龙溪市", "东湖区", "柳桥镇", "顺园社区居委会"]
    assert found.cell == cell_of(LON + 0.0021, LAT)


def test_the_nearest_clinic_is_open_and_freshly_known(fabric) -> None:
    found_places()
    day = nearest(["clinic"], lon=LON + 0.002, lat=LAT, at=NOON)
    assert [one.feature.key for one in day.listed] == ["day", "unknown", "always"]
    assert day.first is not None
    assert (day.first.feature.key, day.first.is_open) == ("day", True)
    assert day.first.changes_at == NOON.replace(hour=17)
    assert day.listed[1].why_not == UNKNOWN
    assert [(one.feature.key, one.why_not) for one in day.not_listed] == [("old", STALE)]


def test_at_night_what_is_closed_leaves_the_list_and_says_when_it_opens(fabric) -> None:
    found_places()
    night = nearest(["clinic"], lon=LON + 0.002, lat=LAT, at=NIGHT)
    assert night.first is not None
    assert night.first.feature.key == "always"
    assert {one.feature.key: one.why_not for one in night.not_listed} == {"old": STALE, "day": CLOSED}
    closed = next(one for one in night.not_listed if one.why_not == CLOSED)
    assert closed.changes_at is not None
    assert (closed.changes_at.day, closed.changes_at.hour) == (24, 8)


def test_what_needs_no_checking_never_grows_stale(fabric) -> None:
    found_places(fresh_for_days=None)
    assert "old" in {one.feature.key for one in nearest(["clinic"], lon=LON, lat=LAT, at=NOON, limit=10).listed}
    assert nearest(["nothing"], lon=LON, lat=LAT, at=NOON).listed == ()


def test_the_nearest_of_many_is_found_and_kinds_are_asked_beside_layers(fabric, monkeypatch) -> None:
    found_places()
    asked = nearest(["districts", "clinic"], lon=LON + 0.002, lat=LAT, at=NOON, limit=20)
    assert {one.feature.layer_id for one in asked.listed} == {"districts", "pois"}
    monkeypatch.setattr("longcheng.bases.geography.addresses.nearest.LOOKED_AT_MOST", 2)
    few = nearest(["clinic"], lon=LON + 0.002, lat=LAT, at=NIGHT, limit=2)
    assert {one.feature.key for one in (*few.listed, *few.not_listed)} == {"old", "day"}
