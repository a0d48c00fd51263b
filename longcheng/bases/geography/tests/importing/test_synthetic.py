"""Real files take the place of the synthetic fabric, district by district; taken back, it stands again."""

from shapely.geometry import box

from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.features.upserting import upsert_features
from longcheng.bases.geography.importing.actions import confirm, undo
from longcheng.bases.geography.importing.synthetic import replaced_by
from longcheng.bases.geography.models import MapFeature
from longcheng.bases.geography.registers import FABRIC
from longcheng.bases.geography.tests.importing.conftest import area, checked, geojson, layer, standing, work

REAL = geojson(({"key": "r1", "name": "真"}, area((119.9, 31.9), (119.91, 31.91), (119.91, 31.9))))


def test_the_fabric_of_a_district_gives_way_and_comes_back(importer):
    buildings = layer("buildings", "polygon", is_synthetic=True)
    drafts = [
        Draft(
            key=f"x{n}",
            division_code=code,
            geometry=box(119.6 + n / 10, 31.6, 119.61 + n / 10, 31.61),
            is_synthetic=True,
        )
        for n, code in enumerate(("999901001001", "999901001002", "999902001001"))
    ]
    upsert_features(buildings, drafts, source=FABRIC, kind="entered", by=None)
    run = checked(importer, REAL, "real.geojson", datum="WGS-84", layer="buildings", is_new=False)
    assert [(one["code"], one["count"]) for one in replaced_by(run)] == [("999901", 2)]
    assert run.expected["ended"] == 2
    run = work(confirm(importer, run))
    assert (run.counts["new"], run.counts["ended"]) == (1, 2)
    assert sorted(standing("buildings")) == ["r1", "x2"]
    work(undo(importer, run))
    assert sorted(standing("buildings")) == ["x0", "x1", "x2"]


def test_a_part_of_the_fabric_sent_back_is_not_taken_for_real(importer):
    buildings = layer("buildings", "polygon", is_synthetic=True)
    draft = Draft(
        key="r1", name="假", division_code="999901001001", geometry=box(119.9, 31.9, 119.91, 31.91), is_synthetic=True
    )
    upsert_features(buildings, [draft], source=FABRIC, kind="entered", by=None)
    run = checked(importer, REAL, "real.geojson", datum="WGS-84", layer="buildings", is_new=False)
    assert (run.expected["ended"], run.expected["changed"]) == (0, 1)
    work(confirm(importer, run))
    assert MapFeature.objects.get(layer="buildings").is_synthetic
