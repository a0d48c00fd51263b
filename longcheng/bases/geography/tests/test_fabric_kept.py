"""The synthetic fabric in the register: founded once, as stating each act would leave it, until real things come."""

from datetime import timedelta

import numpy as np
import pytest
import shapely
from django.utils import timezone

from longcheng.bases.geography import dwellings
from longcheng.bases.geography.addresses.keys import parts_of
from longcheng.bases.geography.demo import found
from longcheng.bases.geography.fabric.layers import FABRIC_LAYERS
from longcheng.bases.geography.fabric.replacing import replace_synthetic, take_replacement_back
from longcheng.bases.geography.models import Address, AddressName, FeatureAct, MapFeature, MapLayer
from longcheng.bases.geography.registers import FABRIC, FEATURES, LAYERS, REGISTERS
from longcheng.bases.geography.tests.invented import EAST, WEST, found_divisions, found_outlines, shapes
from longcheng.core.registry.acts import Statement, state
from longcheng.core.registry.rebuild import rebuild

# Four hundred people in a city of twelve communities: what twenty thousand are in one of a thousand.


@pytest.fixture
def invented(db, settings, tmp_path):
    settings.CITY_PACK = tmp_path
    found_divisions()
    return found_outlines()


@pytest.fixture
def fabric(invented):
    found(people_count=400)
    return invented


def test_a_second_city_gets_streets_and_houses_of_its_own(fabric):
    assert {one.name for one in FABRIC_LAYERS} == set(MapLayer.objects.filter(is_synthetic=True).values_list(
        "name", flat=True))  # fmt: skip
    things = MapFeature.objects.exclude(layer="districts")
    assert things.filter(layer="communities").count() == 12
    assert things.filter(layer="buildings").count() > 60
    assert not things.filter(is_synthetic=False).exists(), "nobody can take it for a survey"
    assert set(FeatureAct.objects.exclude(fields__layer="districts").values_list("source", flat=True)) == {FABRIC}
    assert Address.objects.filter(is_synthetic=False).count() == 0
    assert AddressName.objects.filter(addresses=0).count() == 0


def test_everything_lies_in_its_district(fabric):
    for code, area in fabric.areas.items():
        around = area.buffer(1e-6)
        for layer in ("communities", "buildings", "parcels", "pois"):
            found_there = shapes(layer, division_code__startswith=code)
            assert len(found_there), layer
            assert shapely.covers(around, found_there).all(), (code, layer)


def test_founding_twice_is_founding_once(fabric):
    before = FeatureAct.objects.count(), Address.every.count()
    found(people_count=20_000)
    assert (FeatureAct.objects.count(), Address.every.count()) == before


def test_records_are_what_their_acts_make_of_them(fabric):
    for register in REGISTERS:
        before, after = rebuild(register)
        assert before == after, register.name


def test_addresses_tell_their_parts_and_hang_together(fabric):
    known = Address.objects.in_bulk()
    levels = {one.level for one in known.values()}
    assert levels == {"gate", "building", "stair"}
    outlines = dict(zip(*_buildings(), strict=True))
    for one in known.values():
        assert tuple(parts_of(one.number_key)) == (one.gate, one.building, one.stair, one.room)
        if one.level == "stair":
            house = known[one.parent_id]
            assert (house.level, house.street, house.building) == ("building", one.street, one.building)
        elif one.level == "building":
            assert known[one.parent_id].level == "gate"
        if one.feature_id:
            assert outlines[one.feature_id].contains(shapely.Point(one.lon, one.lat)), one.text
    assert MapFeature.objects.filter(layer="buildings", address_id=None).count() == 0


def _buildings():
    rows = list(MapFeature.objects.filter(layer="buildings").values_list("pk", "geometry"))
    return [pk for pk, _wkb in rows], shapely.from_wkb(np.array([bytes(wkb) for _pk, wkb in rows], dtype=object))


def test_flats_have_addresses_where_they_are_asked_for(invented):
    found(people_count=400, addresses=1_500)
    rooms = Address.objects.filter(level="room")
    assert 300 < rooms.count() < 1_500
    assert 1_400 < Address.objects.count() < 1_800
    assert all(one.text.endswith("室") and one.parent_id for one in rooms[:50])


def test_homes_are_where_people_can_be_put(fabric):
    codes = sorted(MapFeature.objects.filter(layer="communities").values_list("key", flat=True))
    housing = dwellings.housing_of(codes)
    every = np.arange(len(codes))
    assert (housing.families.homes_in(every) > 0).all()
    for place, code in enumerate(codes):
        first, behind = int(housing.families.firsts[place]), int(housing.families.behinds[place])
        for text in housing.families.addresses(np.array([first, behind - 1])):
            street, number = text.split(" ")
            building = number.split("-")[0].removesuffix("号")
            there = Address.objects.filter(street=street, division_code=code)
            assert there.filter(building=building).exists() or there.filter(gate=building).exists(), text


def real_building(district, key="real-1"):
    [shape] = shapes("districts", key=district)
    middle = shape.representative_point().buffer(0.0002)
    values = {"layer": "buildings", "key": key, "name": "真楼", "division_code": district,
              "geometry": shapely.to_wkb(middle, hex=True)}  # fmt: skip
    return state(FEATURES, Statement(kind="imported", source=LAYERS, values=values, batch_id=7), by=None).record


def test_real_things_of_a_district_end_the_synthetic_ones_of_their_layer_there_alone(fabric):
    real_building(WEST)
    before = {layer: MapFeature.objects.filter(layer=layer).count() for layer in ("buildings", "roads", "parcels")}
    in_the_east = MapFeature.objects.filter(layer="buildings", division_code__startswith=EAST).count()
    done = replace_synthetic("buildings", batch_id=7)
    assert done.districts == (WEST,)
    assert done.things == before["buildings"] - 1 - in_the_east
    standing = MapFeature.objects.filter(layer="buildings")
    assert standing.filter(division_code__startswith=WEST).count() == 1
    assert standing.filter(division_code__startswith=EAST).count() == in_the_east
    assert MapFeature.objects.filter(layer="roads").count() == before["roads"]
    addresses = Address.objects.filter(division_code__startswith=WEST)
    assert addresses.exists()
    assert not addresses.exclude(feature_id=None).exists(), "their numbers stay, the outline is gone"
    assert replace_synthetic("buildings", batch_id=7).things == 0


def test_taking_a_load_back_brings_the_fabric_back(fabric):
    real_building(WEST)
    tied = set(Address.objects.exclude(feature_id=None).values_list("pk", "feature_id"))
    standing = set(MapFeature.objects.values_list("pk", flat=True))
    replace_synthetic("buildings", batch_id=7)
    assert take_replacement_back(7) > 0
    assert set(MapFeature.objects.values_list("pk", flat=True)) == standing
    assert set(Address.objects.exclude(feature_id=None).values_list("pk", "feature_id")) == tied
    assert take_replacement_back(7) == 0


def test_nothing_is_founded_where_real_things_lie_already(invented):
    MapLayer.objects.create(name="buildings", kind="polygon", title_zh="建筑", title_en="Buildings", is_open=True)
    real_building(EAST)
    found(people_count=400)
    of_east = MapFeature.objects.filter(layer="buildings", division_code__startswith=EAST)
    assert [one.key for one in of_east] == ["real-1"]
    assert MapFeature.objects.filter(layer="buildings", division_code__startswith=WEST).count() > 20
    assert Address.objects.filter(division_code__startswith=EAST).exclude(feature_id=None).count() == 0
    assert not MapLayer.objects.get(name="buildings").is_synthetic, "it is as its file told of it"


def test_a_city_without_outlines_has_no_fabric(db, settings, tmp_path):
    settings.CITY_PACK = tmp_path
    found_divisions()
    found(people_count=400)
    assert not MapFeature.every.exists()
    assert dwellings.housing_of(["991101001001"]) is None


def test_places_have_hours_and_some_were_checked_long_ago(fabric):
    pois = list(MapFeature.objects.filter(layer="pois"))
    today = timezone.localdate()
    assert {"clinic", "market"} <= {one.kind for one in pois}
    assert all(one.hours and one.checked_date and one.checked_date < today for one in pois)
    assert any(one.checked_date > today - timedelta(days=365) for one in pois)
