"""A file from its arrival to its report: read, checked whole, loaded once, the same again nothing, taken back."""

import pytest

from longcheng.bases.geography.import_models import MapImport, SeenMapKey
from longcheng.bases.geography.importing.actions import cancel, choose, confirm, forget_files, undo
from longcheng.bases.geography.importing.running import MapImportWorker
from longcheng.bases.geography.importing.staging import folder, path_of
from longcheng.bases.geography.models import FeatureAct, MapFeature, MapLayer
from longcheng.bases.geography.tests.importing.conftest import (
    area,
    checked,
    geojson,
    loaded,
    opened,
    point,
    standing,
    stated,
    work,
)
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit

SHOPS = geojson(
    ({"编号": "a1", "名称": "甲店", "类型": "shop", "层数": 3, "开业日期": "2020-05-01"}, point(119.9, 31.9)),
    ({"编号": "a2", "名称": "乙店", "类型": "shop", "层数": None, "开业日期": "2021-06-01"}, point(120.1, 32.1)),
)


def test_a_file_is_opened_stated_checked_and_loaded(importer):
    run = opened(importer, SHOPS, "shops.geojson")
    assert run.state == "mapping", run.why_stopped
    assert run.choices["columns"] == {"key": "编号", "name": "名称", "kind": "类型"}
    assert run.choices["properties"] == ["层数", "开业日期"]
    run = work(choose(importer, run, choices=stated(run, datum="WGS-84")))
    assert {name: run.expected[name] for name in ("rows", "new", "refused")} == {"rows": 2, "new": 2, "refused": 0}
    assert run.examples["new"] == [{"key": "a1", "name": "甲店"}, {"key": "a2", "name": "乙店"}]
    assert len(run.picture["points"]) == 2
    assert MapFeature.objects.filter(layer="things").count() == 0
    run = work(confirm(importer, run))
    assert (run.state, run.counts["new"]) == ("done", 2)
    one = standing()["a1"]
    assert (one.name, one.kind, one.division_code, one.accuracy) == ("甲店", "shop", "999901", "exact")
    assert one.properties == {"层数": 3, "开业日期": "2020-05-01"}
    assert (one.label_lon, one.label_lat) == (119.9, 31.9)
    layer = MapLayer.objects.get(name="things")
    assert (layer.datum, layer.dated, layer.owner_zh, layer.kind) == ("WGS-84", "2026-01", "示例局", "point")
    assert layer.shape["层数"] == {"type": "integer", "zh": "层数", "en": "层数"}
    assert SeenMapKey.objects.count() == 0


def test_the_same_file_again_states_nothing_and_a_changed_one_only_what_differs(importer):
    loaded(importer, SHOPS, "shops.geojson", datum="WGS-84")
    acts = FeatureAct.objects.count()
    run = loaded(importer, SHOPS, "again.geojson", datum="WGS-84")
    assert (run.counts["same"], run.counts["new"], run.counts["changed"]) == (2, 0, 0)
    assert FeatureAct.objects.count() == acts
    run = checked(importer, SHOPS.replace("乙店".encode(), "丙店".encode()), "changed.geojson", datum="WGS-84")
    assert (run.expected["changed"], run.expected["same"]) == (1, 1)
    told = run.examples["changed"][0]
    assert (told["key"], told["fields"][0]["old"], told["fields"][0]["new"]) == ("a2", "乙店", "丙店")
    work(confirm(importer, run))
    assert FeatureAct.objects.latest("id").fields == {"name": "丙店"}


def test_what_a_file_does_not_speak_of_stays_as_it_is(importer):
    loaded(importer, SHOPS, "shops.geojson", datum="WGS-84")
    short = geojson(({"编号": "a1", "层数": 4}, point(119.9, 31.9)))
    run = loaded(importer, short, "short.geojson", datum="WGS-84")
    assert run.counts["changed"] == 1
    one = standing()["a1"]
    assert (one.name, one.kind, one.properties) == ("甲店", "shop", {"层数": 4, "开业日期": "2020-05-01"})
    assert "a2" in standing()


def test_things_that_are_missing_end_where_the_owner_says_so(importer):
    loaded(importer, SHOPS, "shops.geojson", datum="WGS-84")
    fewer = geojson(({"编号": "a1", "名称": "甲店"}, point(119.9, 31.9)))
    run = checked(importer, fewer, "fewer.geojson", datum="WGS-84", missing="end")
    assert (run.expected["ended"], run.examples["ended"]) == (1, [{"key": "a2", "name": "乙店"}])
    run = work(confirm(importer, run))
    assert run.counts["ended"] == 1
    assert list(standing()) == ["a1"]
    run = loaded(importer, SHOPS, "whole.geojson", datum="WGS-84")
    assert (run.counts["changed"], sorted(standing())) == (1, ["a1", "a2"])  # it stands again


def test_an_import_is_taken_back_whole_and_can_come_again(importer):
    loaded(importer, SHOPS, "shops.geojson", datum="WGS-84")
    other = SHOPS.replace("甲店".encode(), "新店".encode()).replace(b'"a2"', b'"a3"')
    second = loaded(importer, other, "other.geojson", datum="CGCS2000", missing="end", dated="2027")
    assert sorted(standing()) == ["a1", "a3"]
    run = work(undo(importer, second))
    assert (run.state, run.counts["undone"]) == ("undone", 3)
    assert {key: one.name for key, one in standing().items()} == {"a1": "甲店", "a2": "乙店"}
    layer = MapLayer.objects.get(name="things")
    assert (layer.datum, layer.dated) == ("WGS-84", "2026-01")
    assert FeatureAct.objects.filter(batch_id=second.pk, kind="undo").count() == 3
    with pytest.raises(Unfit):
        undo(importer, run)
    run = loaded(importer, other, "other.geojson", datum="CGCS2000")
    assert (run.counts["new"], run.counts["changed"], sorted(standing())) == (1, 1, ["a1", "a2", "a3"])


def test_a_killed_worker_leaves_nothing_half_done(importer, monkeypatch):
    monkeypatch.setattr("longcheng.bases.geography.importing.running.PORTION_ROWS", 10)
    many = geojson(*(({"key": f"k{n}", "name": f"第{n}"}, point(119.6 + n / 1e3, 32)) for n in range(35)))
    run = confirm(importer, checked(importer, many, "many.geojson", datum="WGS-84"))
    first = MapImportWorker()
    first.step(only=run.pk)
    assert MapFeature.objects.filter(layer="things").count() == 10
    assert MapImportWorker().step(only=run.pk) == 0  # the first gives signs of life
    run.refresh_from_db()
    assert (run.row_number, run.counts["new"]) == (10, 10)
    MapImport.objects.filter(pk=run.pk).update(worked_at="2020-01-01T00:00:00Z")  # killed
    run = work(run)
    assert (run.state, run.counts["new"], run.counts["rows"], len(standing())) == ("done", 35, 35, 35)
    assert FeatureAct.objects.filter(batch_id=run.pk).count() == 35
    MapImportWorker().step(only=undo(importer, run).pk)
    MapImport.objects.filter(pk=run.pk).update(worked_at="2020-01-01T00:00:00Z")
    assert (work(run).state, standing()) == ("undone", {})


def test_a_cancelled_load_stands_and_can_be_taken_back(importer, monkeypatch):
    monkeypatch.setattr("longcheng.bases.geography.importing.running.PORTION_ROWS", 1)
    run = confirm(importer, checked(importer, SHOPS, "shops.geojson", datum="WGS-84"))
    MapImportWorker().step(only=run.pk)
    run = cancel(importer, run)
    assert (run.state, len(standing())) == ("cancelled", 1)
    assert MapImportWorker().step() == 0
    assert work(undo(importer, run)).state == "undone"
    assert standing() == {}


def test_an_outline_that_crosses_itself_is_mended_and_told(importer):
    bow = area((119.9, 31.9), (119.91, 31.91), (119.91, 31.9), (119.9, 31.91))
    run = loaded(importer, geojson(({"key": "b"}, bow)), "bow.geojson", datum="WGS-84")
    assert (run.counts["new"], run.expected["repaired"], run.expected["refused"]) == (1, 1, 0)
    assert "自相交" in run.defects.get().text
    assert not run.defects.get().is_refusal


def test_nobody_without_the_right_sends_or_loads_and_a_right_that_is_gone_stops_the_run(importer):
    stranger = Account.objects.create_user("stranger", password="a-long-password-9")
    with pytest.raises(Denied):
        opened(stranger, SHOPS, "shops.geojson")
    run = checked(importer, SHOPS, "shops.geojson", datum="WGS-84")
    for act in (confirm, cancel, undo):
        with pytest.raises(Denied):
            act(stranger, run)
    run = confirm(importer, run)
    importer.roles_held.all().delete()
    run = work(run)
    assert (run.state, run.stopped_in) == ("failed", "running")
    assert "权限" in run.why_stopped


def test_files_lie_sealed_and_go_after_their_days(importer, settings):
    run = loaded(importer, SHOPS, "shops.geojson", datum="WGS-84")
    assert "编号".encode() not in path_of(run.token).read_bytes()
    assert len(list(folder().iterdir())) == 2
    assert forget_files() == 0
    settings.IMPORT_FILE_DAYS = -1
    assert forget_files() == 1
    assert list(folder().iterdir()) == []


def test_a_wrong_kind_is_refused_before_anything_is_kept(importer):
    for name, content in {"a.kml": b"<kml/>", "a.gpkg": b"{}", "a.zip": b"{}", "a.geojson": b"<html>"}.items():
        with pytest.raises(Unfit):
            opened(importer, content, name)
    assert MapImport.objects.count() == 0
    assert not folder().exists()


def test_a_run_waits_for_its_statements(importer):
    run = opened(importer, SHOPS, "shops.geojson")
    with pytest.raises(Unfit):
        confirm(importer, run)
    with pytest.raises(Unfit) as refused:
        choose(importer, run, choices=stated(run, datum="", owner_zh="", dated="", licence="", missing="x"))
    assert set(refused.value.defects) == {"datum", "owner_zh", "dated", "licence", "missing"}
