"""Bringing a layer in line with a file: only differences are stated, and nothing that a keeper has done is lost."""

import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from longcheng.bases.geography.features.comparing import is_same_shape
from longcheng.bases.geography.features.upserting import Upserted
from longcheng.bases.geography.models import FeatureAct, LayerKind, MapFeature, MapLayer
from longcheng.bases.geography.registers import FEATURES
from longcheng.bases.geography.tests.mapped import OWNER, SYNTHETIC, a_draft, a_layer, acts_of_all, bring, the
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.acts import Statement, state
from longcheng.core.registry.models import Doubt
from longcheng.core.registry.rebuild import rebuild

pytestmark = pytest.mark.django_db
HOUSE = Polygon([(119.97, 31.78), (119.971, 31.78), (119.971, 31.781), (119.97, 31.781)])


def changed_by_hand(key: str = "1", **values) -> None:
    state(FEATURES, Statement(kind="edited", source=OWNER, subject_id=the(key).pk, values=values), by=None)


def test_the_same_file_again_states_nothing():
    layer = a_layer()
    drafts = [a_draft(str(n), 119.9 + n / 1000, properties={"beds": n, "tags": ("a", "b")}) for n in range(5)]
    assert bring(layer, *drafts) == Upserted(new=5)
    edition = MapLayer.objects.get(name="pois").edition
    assert bring(layer, *drafts) == Upserted(same=5)
    assert acts_of_all() == 5
    assert MapLayer.objects.get(name="pois").edition == edition


def test_only_the_fields_that_differ_are_stated():
    layer = a_layer()
    bring(layer, a_draft(hours="Mo-Fr 08:00-17:00"))
    assert bring(layer, a_draft(hours="24/7", name="新诊所")) == Upserted(changed=1)
    assert FeatureAct.objects.last().fields == {"hours": "24/7", "name": "新诊所"}
    assert (the().name, the().hours, the().kind) == ("新诊所", "24/7", "clinic")


def test_what_is_new_needs_a_handful_of_queries_however_many(django_assert_max_num_queries):
    layer = a_layer()
    with django_assert_max_num_queries(25):
        bring(layer, *(a_draft(str(n), 119.5 + n / 5000) for n in range(400)))
    assert MapFeature.objects.count() == 400


def test_missing_things_end_only_where_asked_and_come_back_when_they_are_there_again():
    layer = a_layer()
    bring(layer, a_draft("1"), a_draft("2", division_code="320411103"))
    assert bring(layer, a_draft("1")) == Upserted(same=1)
    ends = {"ends_missing_within": lambda one: one.division_code.startswith("320411")}
    assert bring(layer, a_draft("1"), **ends) == Upserted(same=1, ended=1)
    assert the("2").is_ended
    assert bring(layer, a_draft("1"), **ends) == Upserted(same=1)  # and it does not end twice
    assert list(MapFeature.objects.values_list("key", flat=True)) == ["1"]
    assert bring(layer, a_draft("2", division_code="320411103")) == Upserted(changed=1)
    assert not the("2").is_ended


def test_what_a_keeper_changed_stays_until_the_file_says_something_new():
    layer = a_layer()
    bring(layer, a_draft(name="甲"))
    changed_by_hand(name="乙")
    assert bring(layer, a_draft(name="甲")) == Upserted(same=1)
    assert the().name == "乙"
    bring(layer, a_draft(name="丙"))
    assert the().name == "丙"
    changed_by_hand(ended=True)
    assert bring(layer, a_draft(name="丙")) == Upserted(same=1)
    assert the().is_ended


def test_the_fabric_never_contradicts_an_owner_and_raises_no_doubt():
    layer = a_layer()
    bring(layer, a_draft(name="示例诊所", hours="", is_synthetic=True), source=SYNTHETIC)
    bring(layer, a_draft(name="真诊所", is_synthetic=False))
    assert bring(layer, a_draft(name="示例二", hours="24/7", is_synthetic=True), source=SYNTHETIC) == Upserted(
        changed=1
    )
    assert (the().name, the().hours, the().is_synthetic) == ("真诊所", "24/7", False)
    assert not Doubt.objects.exists()


def test_a_draft_that_speaks_of_some_fields_leaves_the_others():
    layer = a_layer()
    bring(layer, a_draft(address="花园路1号"))
    bring(layer, a_draft(name="新名", address="", says=frozenset({"name"})))
    assert (the().name, the().address, the().kind) == ("新名", "花园路1号", "clinic")


def test_a_shape_from_a_file_is_the_same_shape():
    hexed = shapely.to_wkb(HOUSE, hex=True)
    turned = Polygon([*HOUSE.exterior.coords][::-1])
    rounded = shapely.transform(HOUSE, lambda points: points + 4e-8)
    begun_elsewhere = Polygon([(119.971, 31.781), (119.97, 31.781), (119.97, 31.78), (119.971, 31.78)])
    for same in (turned, rounded, begun_elsewhere, MultiPolygon([HOUSE])):
        assert is_same_shape(shapely.to_wkb(same, hex=True), hexed)
    for other in (shapely.transform(HOUSE, lambda points: points + 3e-7), HOUSE.buffer(0.0001), Point(119.97, 31.78)):
        assert not is_same_shape(shapely.to_wkb(other, hex=True), hexed)
    layer = a_layer("buildings", kind=LayerKind.POLYGON)
    bring(layer, a_draft(geometry=HOUSE))
    assert bring(layer, a_draft(geometry=rounded)) == Upserted(same=1)


def test_a_shape_without_a_label_is_named_inside_and_takes_the_name_along():
    layer = a_layer("buildings", kind=LayerKind.POLYGON)
    bring(layer, a_draft(geometry=HOUSE))
    house = the(layer="buildings")
    assert HOUSE.contains(Point(house.label_lon, house.label_lat))
    moved = shapely.transform(HOUSE, lambda points: points + 0.01)
    bring(layer, a_draft(geometry=moved))
    house = the(layer="buildings")
    assert moved.contains(Point(house.label_lon, house.label_lat))
    assert house.box.west == pytest.approx(moved.bounds[0])


def test_of_a_point_the_place_that_was_stated_later_counts():
    layer = a_layer()
    bring(layer, a_draft())
    changed_by_hand(label="119.5,31.5")
    assert (the().label_lon, the().box.west) == (119.5, 119.5)
    assert bring(layer, a_draft()) == Upserted(same=1)
    bring(layer, a_draft(lon=119.6))
    assert the().label_lon == 119.6


def test_unfit_drafts_are_refused_whole():
    with pytest.raises(Unfit):
        bring(a_layer(), a_draft("1"), a_draft("2", name="长" * 121))
    assert not MapFeature.every.exists()


def test_the_records_are_nothing_but_their_acts():
    layer = a_layer()
    bring(layer, a_draft("1"), a_draft("2"))
    bring(layer, a_draft("1", name="改"), ends_missing_within=lambda one: True)
    before, after = rebuild(FEATURES)
    assert before == after


def test_more_changes_in_one_transaction_than_the_database_has_locks_for(monkeypatch):
    monkeypatch.setattr("longcheng.bases.geography.features.upserting.LOCKED_ONE_BY_ONE", 2)
    layer = a_layer()
    bring(layer, *(a_draft(str(n)) for n in range(6)))
    assert bring(layer, *(a_draft(str(n), name="新") for n in range(6))) == Upserted(changed=6)
