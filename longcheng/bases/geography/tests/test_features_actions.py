"""A keeper enters, changes and ends what lies on the map: right, register, record, event; and takes it back."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from shapely.geometry import LineString, Point

from longcheng.bases.geography.actions.features import edit_feature, end_feature, enter_feature, take_back_act
from longcheng.bases.geography.actions.organisations import check_addresses_of, end_features_of, rename_features_of
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.map_asof import feature_on
from longcheng.bases.geography.models import FeatureAct, MapFeature
from longcheng.bases.geography.registers import LAYERS
from longcheng.bases.geography.tests.mapped import a_draft, a_layer, bring, give_role, the
from longcheng.core.access.models import Account, Act
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.models import StoredEvent
from longcheng.core.registry.acts import Statement, state
from longcheng.core.registry.declaring import register_named
from longcheng.core.registry.models import Doubt

TOWN, OTHER_TOWN = "320411103", "320402001"
NAMED = frozenset({"name"})


@pytest.fixture
def keeper(divisions) -> Account:
    account = Account.objects.create_user(username="keeper", display_name="图管员", kind="staff")
    give_role(account, "geography.keeper", area=TOWN)
    return account


@pytest.fixture
def stranger(divisions) -> Account:
    return Account.objects.create_user(username="stranger", display_name="路人")


def told() -> list[str]:
    return list(StoredEvent.objects.order_by("pk").values_list("name", flat=True))


def test_what_is_entered_stands_with_its_act_its_record_and_its_event(keeper):
    layer = a_layer()
    made = enter_feature(keeper, layer=layer.name, draft=a_draft("", division_code=TOWN), reason="新开")
    act = FeatureAct.objects.get(subject_id=made.pk)
    assert (act.kind, act.source, act.recorded_by_id, act.reason) == ("entered", LAYERS, keeper.pk, "新开")
    assert (made.name, made.kind, made.is_ended, len(made.key)) == ("诊所", "clinic", False, 12)
    assert Act.objects.get(verb="geography.enter_feature").subject == f"feature:{made.pk}"
    assert told() == ["geography.FeatureEntered"]


def test_an_edit_states_what_differs_and_nothing_where_nothing_does(keeper):
    layer = a_layer()
    bring(layer, a_draft(division_code=TOWN))
    edit_feature(keeper, feature_id=the().pk, draft=a_draft(name="新名", says=NAMED), reason="更名")
    assert FeatureAct.objects.last().fields == {"name": "新名"}
    edit_feature(keeper, feature_id=the().pk, draft=a_draft(name="新名", says=NAMED), reason="更名")
    assert FeatureAct.objects.count() == 2
    assert told() == ["geography.FeatureEdited"]


def test_an_end_counts_from_the_day_it_is_said_to_and_can_be_taken_back(keeper):
    layer = a_layer()
    long_ago = timezone.now() - timedelta(days=30)
    bring(layer, a_draft(division_code=TOWN), valid_from=long_ago)
    number = the().pk
    end_feature(keeper, feature_id=number, reason="拆了", valid_from=timezone.now() - timedelta(days=10))
    today = timezone.localdate()
    assert [feature_on(today - timedelta(days=n), number) is not None for n in (0, 5, 15)] == [False, False, True]
    assert told() == ["geography.FeatureEnded"]
    with pytest.raises(Unfit) as refused:
        edit_feature(keeper, feature_id=number, draft=a_draft(name="x", says=NAMED), reason="改")
    assert set(refused.value.defects) == {"ended"}
    take_back_act(keeper, act_id=FeatureAct.objects.last().pk, reason="没拆")
    assert not the().is_ended
    assert told()[-1] == "geography.FeatureEdited"
    for kind in ("ended", "imported"):  # it is taken back already; and by the other it came onto the map
        with pytest.raises(Unfit) as refused:
            take_back_act(keeper, act_id=FeatureAct.objects.get(kind=kind).pk, reason="再来")
        assert set(refused.value.defects) == {"act"}


def test_only_a_keeper_of_the_division_may(keeper, stranger):
    layer = a_layer()
    bring(layer, a_draft("here", division_code=TOWN), a_draft("there", division_code=OTHER_TOWN), a_draft("city"))
    with pytest.raises(Denied):
        enter_feature(stranger, layer=layer.name, draft=a_draft("x", division_code=TOWN), reason="x")
    for key in ("there", "city"):
        with pytest.raises(Denied):
            end_feature(keeper, feature_id=the(key).pk, reason="x")
    move = a_draft(division_code=OTHER_TOWN, says=frozenset({"division_code"}))
    with pytest.raises(Denied):  # nor move it out of reach
        edit_feature(keeper, feature_id=the("here").pk, draft=move, reason="x")
    assert FeatureAct.objects.count() == 3


@pytest.mark.parametrize(
    ("draft", "more", "field"),
    [
        ({"geometry": LineString([(119.9, 31.7), (119.8, 31.7)])}, {}, "geometry"),
        ({"division_code": f"{TOWN}999"}, {}, "division_code"),
        ({"name": "长" * 121}, {}, "name"),
        ({}, {"valid_from": "tomorrow"}, "day"),
        ({}, {"reason": "x" * 501}, "reason"),
        ({}, {"layer": "districts"}, "layer"),
        ({}, {"layer": "nothing"}, "layer"),
    ],
)
def test_unfit_entries_are_refused_with_their_field(keeper, draft, more, field):
    a_layer()
    a_layer("districts", is_editable=False)
    if more.get("valid_from"):
        more = {"valid_from": timezone.now() + timedelta(days=1)}
    asked = {"layer": "pois", "reason": "x"} | more
    with pytest.raises(Unfit) as refused:
        enter_feature(keeper, draft=a_draft(**({"division_code": TOWN} | draft)), **asked)
    assert set(refused.value.defects) == {field}
    assert not MapFeature.every.filter(layer="pois").exists()


def test_a_key_that_is_taken_and_a_missing_reason_are_told(keeper):
    layer = a_layer()
    bring(layer, a_draft(division_code=TOWN))
    with pytest.raises(Unfit) as refused:
        enter_feature(keeper, layer=layer.name, draft=a_draft(division_code=TOWN), reason="x")
    assert set(refused.value.defects) == {"key"}
    with pytest.raises(Unfit) as refused:
        end_feature(keeper, feature_id=the().pk, reason=" ")
    assert set(refused.value.defects) == {"reason"}


def test_what_an_organisation_had_on_the_map_ends_with_it_once(divisions):
    layer = a_layer()
    bring(layer, a_draft("1", organisation_id=77), a_draft("2", organisation_id=78))
    assert end_features_of(77, why="注销") == 1
    assert end_features_of(77, why="注销") == 0
    assert list(MapFeature.objects.values_list("key", flat=True)) == ["2"]
    assert told() == ["geography.FeatureEnded"]
    assert FeatureAct.objects.filter(kind="ended").count() == 1


def test_when_an_organisation_moves_its_places_are_to_be_checked_once(divisions):
    bring(a_layer(), a_draft("1", organisation_id=77, division_code=TOWN))
    assert [check_addresses_of(77), check_addresses_of(77)] == [1, 0]
    doubt = Doubt.objects.get()
    assert (doubt.field, doubt.area_code, doubt.stated) == ("address", TOWN, None)


def test_when_an_organisation_is_renamed_what_bears_its_name_is_called_so(divisions):
    register = register_named("organisations.organisation")
    said = {"source": "organisations.registration", "kind": "entered"}
    with transaction.atomic():
        one = state(register, Statement(values={"name": "旧名医院"}, **said), by=None).record
        state(
            register,
            Statement(values={"name": "新名医院"}, subject_id=one.pk, **(said | {"kind": "correction"})),
            by=None,
        )
    bring(
        a_layer(),
        a_draft("1", name="旧名医院", organisation_id=one.pk),
        a_draft("2", name="北门", organisation_id=one.pk),
    )
    assert [rename_features_of(one.pk), rename_features_of(one.pk)] == [1, 0]
    assert [the("1").name, the("2").name] == ["新名医院", "北门"]


def test_a_place_outside_the_chosen_division_is_told(keeper, open_map):
    a_layer()
    seat = MapFeature.objects.get(layer="seats", key="320402")
    draft = Draft(key="x", name="x", division_code=TOWN, geometry=Point(seat.label_lon, seat.label_lat))
    with pytest.raises(Unfit) as refused:
        enter_feature(keeper, layer="pois", draft=draft, reason="x")
    assert "天宁区" in refused.value.defects["division_code"]


def test_the_day_of_the_map_is_a_day_of_the_city(keeper):
    bring(a_layer(), a_draft(division_code=TOWN))
    assert feature_on(date(2000, 1, 1), the().pk) is None


def test_taking_a_move_back_needs_the_right_where_the_thing_comes_back_to(keeper):
    bring(a_layer(), a_draft(division_code=OTHER_TOWN))
    bring(the().layer, a_draft(division_code=TOWN), kind="edited")
    moved = FeatureAct.objects.last()
    assert set(moved.fields) == {"division_code"}
    with pytest.raises(Denied):
        take_back_act(keeper, act_id=moved.pk, reason="x")
    assert the().division_code == TOWN


def test_what_is_of_the_whole_city_may_lie_in_any_of_its_districts(open_map):
    a_layer()
    whole = Account.objects.create_user(username="whole", display_name="全市", kind="staff")
    give_role(whole, "geography.keeper", area="3204")
    seat = MapFeature.objects.get(layer="seats", key="320402")
    draft = Draft(key="x", name="x", division_code="3204", geometry=Point(seat.label_lon, seat.label_lat))
    assert enter_feature(whole, layer="pois", draft=draft, reason="x").division_code == "3204"
