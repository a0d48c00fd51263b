"""The map as on a day: facts count from when they were true, mistakes stay on the days on which they were shown."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.features.drafts import fields_of
from longcheng.bases.geography.map_asof import feature_on, features_on
from longcheng.bases.geography.models import FeatureAct, FormerFeature, MapFeature
from longcheng.bases.geography.registers import FEATURES
from longcheng.bases.geography.tests.mapped import OWNER, a_draft, a_layer, bring, the
from longcheng.core.registry.acts import Statement, project_due, reproject, state, take_back

pytestmark = pytest.mark.django_db


def moment(day: int) -> datetime:
    return datetime(2026, 3, day, 4, tzinfo=UTC)


def say(day: int | None = None, *, kind: str = "edited", valid_to: datetime | None = None, **values) -> FeatureAct:
    statement = Statement(
        kind=kind, source=OWNER, subject_id=the().pk, values=values, valid_to=valid_to,
        valid_from=moment(day) if day else None,
    )  # fmt: skip
    return state(FEATURES, statement, by=None).act


def named_on(day: int) -> str:
    found = list(features_on(date(2026, 3, day), layers=["pois"]))
    assert len(found) <= 1
    return found[0].name if found else ""


@pytest.fixture
def clinic():
    bring(a_layer(), a_draft(name="一"), valid_from=moment(2))
    return the()


def test_a_thing_that_never_changed_has_no_former_state(clinic):
    assert not FormerFeature.objects.exists()
    assert [named_on(day) for day in (1, 2, 3)] == ["", "一", "一"]
    assert clinic.since == moment(2)


def test_what_was_filed_late_counts_from_when_it_was_true(clinic):
    say(10, name="二")
    say(5, name="三")  # filed after it, and true before it
    assert [named_on(day) for day in (4, 5, 9, 10)] == ["一", "三", "三", "二"]
    assert the().since == moment(10)
    say(20, kind="ended", ended=True)
    assert [named_on(day) for day in (19, 20, 21)] == ["二", "", ""]
    assert MapFeature.every.get().is_ended
    assert feature_on(date(2026, 3, 6), clinic.pk).name == "三"
    assert feature_on(date(2026, 3, 25), clinic.pk) is None


def test_a_mistake_stays_on_the_map_of_the_days_on_which_it_was_shown(clinic):
    say(2, kind="correction", name="更正")
    assert the().name == "更正"
    yesterday = timezone.localdate() - timedelta(days=1)
    assert feature_on(yesterday, clinic.pk).name == "一"
    assert feature_on(timezone.localdate(), clinic.pk).name == "更正"
    assert the().since > moment(2)


def test_taking_back_gives_the_state_before_from_then_on_and_can_be_taken_back(clinic):
    act = say(10, name="二")
    undo = take_back(FEATURES, act.pk, by=None, reason="错了")
    assert (the().name, named_on(12)) == ("一", "二")
    assert the().since > moment(10)
    take_back(FEATURES, undo.pk, by=None, reason="没错")
    assert (the().name, named_on(12)) == ("二", "二")
    assert [one.content["name"] for one in FormerFeature.objects.order_by("valid_from")] == ["一", "二", "一"]


def test_what_said_nothing_new_begins_nothing(clinic):
    say(10, name="一")
    assert not FormerFeature.objects.exists()
    assert the().since == moment(2)


def test_what_holds_for_a_time_alone_ends_by_itself_and_what_is_to_come_waits(clinic):
    say(10, name="临时", valid_to=moment(12))
    assert [named_on(day) for day in (9, 10, 11, 12)] == ["一", "临时", "临时", "一"]
    soon = timezone.now() + timedelta(minutes=5)
    state(
        FEATURES,
        Statement(kind="edited", source=OWNER, subject_id=clinic.pk, values={"name": "将来"}, valid_from=soon),
        by=None,
    )
    assert the().name == "一"
    assert project_due(FEATURES, now=soon + timedelta(minutes=1)) == 1


def test_a_box_is_of_where_it_lay_then(clinic):
    say(10, geometry=None, label="119.5,31.5")
    here, there = Box(119.96, 31.77, 119.98, 31.79), Box(119.4, 31.4, 119.6, 31.6)
    found = {
        day: [len(list(features_on(date(2026, 3, day), layers=["pois"], box=box))) for box in (here, there)]
        for day in (9, 11)
    }
    assert found == {9: [1, 0], 11: [0, 1]}
    [was] = features_on(date(2026, 3, 9), layers=["pois"])
    assert (was.pk, was.place, was.kind, was.layer.title_zh) == (clinic.pk, "pois-1", "clinic", "设施")


def test_made_anew_it_is_the_same(clinic):
    say(10, name="二")
    say(2, kind="correction", hours="24/7")

    def rows() -> list:
        return list(FormerFeature.objects.order_by("valid_from").values_list("valid_from", "valid_to", "content"))

    before, since = rows(), the().since
    reproject(FEATURES, [clinic.pk])
    assert (rows(), the().since) == (before, since)


def test_what_was_on_the_map_before_the_register_is_taken_over_whole(clinic):
    layer = clinic.layer
    box = {"geometry": bytes(clinic.geometry), "box": clinic.box, "label_lon": 119.97, "label_lat": 31.78}
    old = MapFeature.every.create(layer=layer, key="old", name="旧", accuracy="locality", properties={"a": [1]}, **box)
    bare = MapFeature.every.create(layer=layer, key="bare", name="无", accuracy="district", division_code="320411")
    import_module("longcheng.bases.geography.migrations.0004_features_have_acts").state_what_stands(apps, None)
    before = {one.pk: fields_of(one) for one in MapFeature.every.all()}
    assert all(
        MapFeature.every.filter(last_act_id__gt=0, since__isnull=False, pk=one.pk).exists() for one in (old, bare)
    )
    reproject(FEATURES, before)
    assert {one.pk: fields_of(one) for one in MapFeature.every.all()} == before
    assert bring(layer, a_draft("old", name="旧", kind="", accuracy="locality", properties={"a": [1]})).same == 1
    assert [one.content["name"] for one in FormerFeature.objects.all()] == []


def test_the_map_as_on_a_day_is_looked_through_by_name_and_division(clinic):
    say(10, name="二", division_code="320402001")

    def found(**asked: str) -> list[str]:
        return [one.name for one in features_on(date(2026, 3, 9), layers=["pois"], **asked)]

    assert found(text="一") == found() == ["一"]
    assert found(text="二") == found(division="320402") == []
