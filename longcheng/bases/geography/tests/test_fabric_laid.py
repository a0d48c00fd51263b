"""How the synthetic fabric is laid out: like a town, the same again, nothing on another, streets that connect."""

from datetime import date

import numpy as np
import pytest
import shapely
from django.conf import settings

from longcheng.bases.geography.fabric.asked import AskedEstate, asked_estates
from longcheng.bases.geography.fabric.laying import lay_out
from longcheng.bases.geography.fabric.parcels import OF_USE
from longcheng.bases.geography.fabric.sizes import Scale, buildings_of
from longcheng.bases.geography.fabric.territories import DistrictPlan, TownPlan, communities_of
from longcheng.bases.geography.fabric.words import english_of
from longcheng.core.datapack.demo_life import demo_entries
from longcheng.core.datapack.pack import PackError

TODAY = date(2026, 11, 23)
ASKED = AskedEstate(name="某某三村", community="990101001002", buildings=112, has_rooms=True, is_real_name=True)


def plan(side_m=9_000.0):
    """A district with two towns of nine communities each; the seat of one is known."""

    def communities(town):
        urban = [(f"{town}{n:03d}", f"甲{n}社区居委会") for n in range(1, 6)]
        return (*urban, *[(f"{town}{n:03d}", f"乙{n}村村委会") for n in range(201, 205)])

    towns = tuple(TownPlan(code, code, seat, communities(code))
                  for code, seat in (("990101001", (2_000.0, 2_500.0)), ("990101101", None)))  # fmt: skip
    area = shapely.Polygon([(0, 0), (side_m, 0), (side_m, side_m * 0.6), (side_m * 0.6, side_m), (0, side_m)])
    return DistrictPlan("990101", area, (2_500.0, 2_500.0), towns)


@pytest.fixture(scope="module")
def laid():
    return list(lay_out([plan()], asked=[ASKED], scale=Scale(1_000), today=TODAY))


@pytest.fixture(scope="module")
def dense():
    return list(lay_out([plan()], asked=[ASKED], scale=Scale(0, buildings=2_000), today=TODAY))


def things(laid, layer):
    return [thing for one in laid for thing in one.things if thing.layer == layer]


def shapes(laid, layer):
    return np.array([thing.shape for thing in things(laid, layer)])


def test_areas_of_communities_fill_the_district_and_do_not_overlap(laid):
    areas = shapes(laid, "communities")
    assert len(areas) == 18
    assert shapely.union_all(areas).area == pytest.approx(plan().area.area, rel=1e-6)
    assert shapely.area(areas).sum() == pytest.approx(plan().area.area, rel=1e-6)


def test_communities_are_smaller_near_the_seat():
    found = communities_of(plan())
    seat = np.array([2_000.0, 2_500.0])
    of_town = sorted((np.hypot(*(np.array(one.seed) - seat)), one.area.area) for one in found if one.town[-3:] == "001")
    near, far = of_town[:3], of_town[-3:]
    assert sum(area for _far, area in near) < sum(area for _far, area in far)


@pytest.mark.parametrize("which", ["laid", "dense"])
def test_no_building_stands_on_another_or_in_a_road(which, request):
    found = request.getfixturevalue(which)
    buildings, roads = shapes(found, "buildings"), shapes(found, "roads")
    tree = shapely.STRtree(buildings)
    one, other = tree.query(buildings, predicate="intersects")
    assert (one == other).all()
    assert len(tree.query(roads, predicate="intersects")[0]) == 0


def test_streets_connect_all_communities(laid):
    roads = shapes(laid, "roads")
    one, other = shapely.STRtree(roads).query(roads, predicate="dwithin", distance=0.01)
    group = np.arange(len(roads))
    for _round in range(len(roads)):
        lowest = group.copy()
        np.minimum.at(lowest, one, group[other])
        if (lowest == group).all():
            break
        group = lowest
    assert len(set(group.tolist())) == 1
    assert all(thing.name and "示例" in thing.name for thing in things(laid, "roads"))


def test_slabs_stand_in_rows_and_look_south(dense):
    slabs = [thing.shape for thing in things(dense, "buildings") if thing.properties.get("floors") == 6]
    west, south, east, north = shapely.bounds(np.array(slabs)).T
    assert ((east - west) > 2 * (north - south)).all()


def test_the_same_plans_give_the_same_town(laid):
    again = list(lay_out([plan()], asked=[ASKED], scale=Scale(1_000), today=TODAY))
    for one, other in zip(laid, again, strict=True):
        assert one.places == other.places
        assert [thing._replace(shape=None) for thing in one.things] == [t._replace(shape=None) for t in other.things]
        assert shapely.equals_exact([t.shape for t in one.things], [t.shape for t in other.things]).all()


def test_as_many_buildings_as_asked_for(dense, laid):
    assert 1_700 < len(things(dense, "buildings")) < 2_300
    communities = communities_of(plan())
    assert 6 * 18 < buildings_of(communities, Scale(400)).sum() < 10 * 18
    assert 18 <= buildings_of(communities, Scale(5)).sum() <= 40
    assert len(things(laid, "buildings")) > 112 + 8 * 18
    few = list(lay_out([plan()], asked=[ASKED], scale=Scale(300), today=TODAY))
    assert len(things(few, "communities")) == 18
    built = {thing.division[:9] for thing in things(few, "buildings")}
    assert built == {ASKED.community[:9]}, "for a handful of people only the town of what is asked for"


def test_parcels_tile_the_ground_but_for_streets(laid):
    parcels = shapes(laid, "parcels")
    covered = shapely.union_all(parcels).area
    assert covered == pytest.approx(shapely.area(parcels).sum(), rel=0.001), "none lies on another"
    assert covered > 0.9 * plan().area.area
    found = things(laid, "parcels")
    assert {"0103", "0301", "1101", *OF_USE.values()} - {"0601", "0501"} <= {one.kind for one in found}
    assert {one.properties["right"] for one in found} == {"国有", "集体"}
    assert any(one.properties.get("protection") == "永久基本农田" for one in found)


def test_an_estate_that_must_be_there_is_there_whole(laid):
    [one] = [each for each in laid if each.code == ASKED.community]
    places = [place for place in one.places if place.street == ASKED.name]
    assert {int(place.building) for place in places} == set(range(1, 113))
    flats = {(place.building, place.stair, place.room) for place in places if place.room}
    assert len(flats) == 112 * 3 * 12
    assert {("99", "2", "301"), ("99", "2", "302")} <= flats
    building = next(place for place in places if place.building == "99" and not place.stair)
    gate = one.places[building.parent]
    assert (gate.street_kind, bool(gate.gate)) == ("road", True)
    lines = [thing.shape for thing in one.things if thing.layer == "roads" and thing.name == gate.street]
    assert min(line.distance(shapely.Point(gate.point)) for line in lines) < 12
    clinics = [thing for thing in one.things if thing.kind == "clinic"]
    assert clinics[0].hours
    assert clinics[0].shape.distance(shapely.Point(building.point)) < 900
    assert (TODAY - date.fromisoformat(clinics[0].checked)).days < 200


def test_the_homes_of_the_demo_life_are_asked_for():
    estates = asked_estates(settings.CITY_PACK)
    for home in demo_entries("household"):
        street, number = home["address"].split(" ")
        [estate] = [one for one in estates if one.name == street and one.community == home["division"]]
        assert int(number.split("-")[0].removesuffix("号")) <= estate.buildings
        assert estate.kind == "hamlet" or estate.has_rooms


def test_what_is_wrong_with_a_packs_estates_is_told_at_once(tmp_path):
    (tmp_path / "fabric.toml").write_text(
        '[[estate]]\nname = "某"\ncommunity = "12"\nbuildings = 3\n[[estate]]\nname = "某"\nhouses = 3\n', "utf-8"
    )
    with pytest.raises(PackError, match=r"(?s)estate 1: .*12 digits.*estate 2: "):
        asked_estates(tmp_path)
    assert asked_estates(tmp_path / "nowhere") == ()


def test_a_tiny_or_empty_district_does_no_harm():
    tiny = DistrictPlan("990102", shapely.box(0, 0, 90, 60), None, (TownPlan("990102001", "小", None, (
        ("990102001001", "小社区"), ("990102001002", "微社区"))),))  # fmt: skip
    empty = DistrictPlan("990103", shapely.box(0, 0, 9_000, 9_000), None, ())
    found = list(lay_out([tiny, empty], asked=[], scale=Scale(400), today=TODAY))
    assert [one.code for one in found] == ["990102001001", "990102001002"]
    assert shapely.covers(shapely.box(-30, -30, 120, 90), shapes(found, "buildings")).all()


@pytest.mark.parametrize(("name", "english"), [
    ("漕河示例九巷", "Caohe Example Lane 9"), ("青年示例路", "Qingnian Example Road"),
    ("漕河示例社区卫生服务站", "Caohe Example Community Clinic"), ("漕河社区居委会", "Caohe Community"),
    ("叶家村村委会", "Yejia Village"), ("村前社区居委会（含村前村村委）", "Cunqian Community"),
])  # fmt: skip
def test_made_up_names_have_english(name, english):
    assert english_of(name) == english
