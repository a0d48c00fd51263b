"""A layer as a file, and the same file back: nothing changes, in any format."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from shapely import Point, Polygon, box

from longcheng.bases.geography.exporting.making import forget_old, make_next, path_of
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.features.upserting import upsert_features
from longcheng.bases.geography.import_models import MapExport
from longcheng.bases.geography.importing.staging import folder
from longcheng.bases.geography.models import Accuracy, FeatureAct, MapFeature
from longcheng.bases.geography.registers import LAYERS
from longcheng.bases.geography.tests.importing.conftest import checked, layer, loaded
from longcheng.bases.geography.tests.importing.files import through_gdal

PROPERTIES = {
    "层数": 3, "height_m": 12.25, "a_very_long_name_of_a_property": "x", "a_very_long_name_of_another": True,
    "name": "own", "opened": "2020-05-01", "seen": "2020-05-01T10:00:00Z", "tags": ["a", "b"], "id": "own id",
    "nested": {"deep": [1, 2.5]}, "fid": 7, "number_text": "0012", "long": "长" * 300, "none": None,
}  # fmt: skip

OF_OGC = {"height_m": "number", "opened": "date", "seen": "string", "number_text": "string", "long": "string",
          "a_very_long_name_of_another": "boolean"}  # fmt: skip


@pytest.fixture
def houses(importer, settings):
    with translation.override("en"):
        made = layer("houses", "polygon", shape={"层数": {"type": "integer", "zh": "层数", "en": "Floors"}})
        yard = Polygon(box(119.9, 31.9, 119.901, 31.901).exterior, [box(119.9003, 31.9003, 119.9006, 31.9006).exterior])
        drafts = [
            Draft(key="0001", name="一号楼", name_en="No. 1", kind="residential", geometry=yard, properties=PROPERTIES,
                  hours="24/7", address="一路1号", division_code="999901", label=(119.9001234567891, 31.9002), order=4),
            Draft(key="甲-2", name="长" * 120, geometry=box(120, 32, 120.1, 32.1).union(box(120.2, 32, 120.3, 32.1)),
                  is_synthetic=True, properties={"层数": None, "height_m": 3}),
            Draft(key="0003", name="", accuracy=Accuracy.DISTRICT, division_code="999901"),
        ]  # fmt: skip
        upsert_features(made, drafts, source=LAYERS, kind="entered", by=None)
        MapFeature.objects.filter(key="甲-2").update(checked_date="2026-01-02")
        yield made


def file_of(kind: str, name: str = "houses", **more) -> bytes:
    answer = Client().post(reverse("geography:layer-download", args=[name]), {"format": kind, **more})
    if kind in {"geojson", "csv"}:
        return b"".join(answer.streaming_content)
    while make_next():
        pass
    return b"".join(Client().get(answer.url, {"take": 1}).streaming_content)


@pytest.mark.parametrize("kind", ["geojson", "csv", "gpkg", "shapefile"])
@pytest.mark.parametrize("datum", ["WGS-84", "CGCS2000"])
def test_a_layer_comes_back_from_its_own_file_unchanged(importer, houses, kind, datum):
    content = file_of(kind, datum=datum)
    acts = FeatureAct.objects.count()
    name = {"shapefile": "a.zip"}.get(kind, f"a.{kind}")
    about = {"layer": "houses", "is_new": False, "datum": datum}
    run = loaded(importer, content, name, **about)
    assert run.expected["refused"] == 0, list(run.defects.values_list("key", "column", "text", "shown"))
    assert (run.counts["same"], run.examples["changed"]) == (3, [])
    assert FeatureAct.objects.count() == acts
    assert run.counts["new"] == 0


@pytest.mark.parametrize("kind", ["geojson", "shapefile"])
def test_an_emptied_layer_is_whole_again_from_its_file(importer, houses, kind):
    content = file_of(kind)
    before = {
        one.key: (one.name, one.kind, one.properties, one.label_lon)
        for one in MapFeature.objects.filter(layer="houses")
    }
    layer("copies", "polygon", shape=houses.shape)
    loaded(
        importer, content, {"shapefile": "a.zip"}.get(kind, "a.geojson"), layer="copies", is_new=False, datum="WGS-84"
    )
    after = {
        one.key: (one.name, one.kind, one.properties, one.label_lon)
        for one in MapFeature.objects.filter(layer="copies")
    }
    assert after.keys() == before.keys()
    for key, (name, sort, properties, lon) in after.items():
        assert (name, sort, lon) == (*before[key][:2], pytest.approx(before[key][3]) if before[key][3] else None)
        assert properties.get("long") == before[key][2].get("long")
        assert set(properties) == {name for name, value in before[key][2].items() if value is not None}


@pytest.mark.parametrize("way", ["as it is", "through GDAL"])
def test_what_the_ogc_api_gives_comes_back_unchanged(importer, houses, tmp_path, way):
    houses.shape |= {name: {"type": kind} for name, kind in OF_OGC.items()}
    houses.save()
    answer = Client().get("/ogc/collections/houses/items", {"limit": 100}, headers={"accept": "application/geo+json"})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    is_gdal = way == "through GDAL"
    assert b'"id":"own id"' in content
    # GDAL puts a property of the name id in the place of the feature's own.
    content = through_gdal(content.replace(b'"id":"own id"', b'"nothing":null'), tmp_path) if is_gdal else content
    acts = FeatureAct.objects.count()
    about = {"layer": "houses", "is_new": False, "datum": "WGS-84"}
    run = loaded(importer, content, "a.gpkg" if is_gdal else "a.geojson", **about)
    assert run.expected["refused"] == 0, list(run.defects.values_list("key", "column", "text", "shown"))
    assert run.counts["same"] == run.counts["rows"] >= 2, run.examples
    assert FeatureAct.objects.count() == acts


def test_a_point_layer_comes_back_from_csv_and_shapefile_unchanged(importer):
    made = layer("stops", "point")
    upsert_features(
        made, [Draft(key=f"s{n}", name=f"第{n}站", geometry=Point(119.9 + n / 7, 31.9 + n / 13)) for n in range(3)],
        source=LAYERS, kind="entered", by=None,
    )  # fmt: skip
    for kind, name in (("csv", "a.csv"), ("shapefile", "a.zip")):
        run = checked(importer, file_of(kind, "stops"), name, layer="stops", is_new=False, datum="WGS-84")
        assert (run.expected["same"], run.expected["refused"]) == (3, 0)


def test_one_changed_thing_of_an_exported_file_is_one_act(importer, houses):
    content = file_of("geojson").replace("一号楼".encode(), "壹号楼".encode())
    run = loaded(importer, content, "a.geojson", layer="houses", is_new=False, datum="WGS-84")
    assert (run.counts["changed"], run.counts["same"]) == (1, 2)
    assert FeatureAct.objects.latest("id").fields == {"name": "壹号楼"}


def test_a_part_of_the_city_in_either_datum(houses, divisions):
    from longcheng.bases.geography.models import Division

    Division.objects.create(code="999901", name="方区", level=6)
    content = json.loads(file_of("geojson", district="999901", datum="CGCS2000"))
    assert [one["id"] for one in content["features"]] == ["0003", "0001"]
    assert content["crs"]["properties"]["name"].endswith("4490")


def test_the_same_file_is_made_once_and_goes_after_a_day(houses):
    file_of("gpkg")
    file_of("gpkg")
    made = MapExport.objects.get()
    assert path_of(made).is_file()
    MapExport.objects.update(made_at="2020-01-01T00:00:00Z")
    assert forget_old() == 1
    assert list(folder().iterdir()) == []


def test_a_closed_layer_and_a_strange_wish_are_not_found(importer, houses):
    page = Client().get(reverse("geography:layer-download", args=["houses"]))
    assert page.status_code == 200
    address = reverse("geography:layer-download", args=["houses"])
    assert Client().get(address, {"format": "exe"}).status_code == 404
    assert Client().get(reverse("geography:layer-file", args=["houses", 2**63])).status_code == 404
    houses.is_open = False
    houses.save()
    assert Client().get(address).status_code == 404
    client = Client()
    client.force_login(importer)
    assert client.get(address).status_code == 200
