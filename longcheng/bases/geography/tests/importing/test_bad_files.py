"""Bad files of every format: all that is wrong is told at once, with its place, and nothing is loaded."""

import random

import pytest
from django.utils import translation

from longcheng.bases.geography.models import MapFeature
from longcheng.bases.geography.tests.importing.conftest import area, checked, defects, geojson, layer, opened, point
from longcheng.bases.geography.tests.importing.files import gpkg, pbf, shapefile, zipped
from longcheng.core.declaration.unfit import Unfit


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


UNREADABLE = {
    "no features": ("a.geojson", lambda: b'{"type": "Topology"}', "no GeoJSON"),
    "cut off": ("a.geojson", lambda: geojson(({"key": "a"}, point()))[:-9], "breaks off or is damaged near line 1"),
    "too deep": ("a.geojson", lambda: b'{"features":' + b"[" * 5_000 + b"]" * 5_000 + b"}", "damaged"),
    "a gpkg of noise": ("a.gpkg", lambda: gpkg()[:9_000], "damaged"),
    "no shx": ("a.zip", lambda: shapefile(without=("shx",)), "made.shx is missing"),
    "no shapefile": ("a.zip", lambda: zipped({"a.txt": b"x"}), "no shapefile in the zip"),
    "a slip": ("a.zip", lambda: zipped({"../../a.shp": b"x"}), "names a file outside itself"),
    "a bomb": ("a.zip", lambda: zipped({"a.shp": bytes(30_000_000)}), "unpacks to far more"),
    "a lie": (
        "a.zip",
        lambda: zipped({"a.shp": b"x" * 5_000, "a.shx": b"", "a.dbf": b""}, method=0).replace(
            (5_000).to_bytes(4, "little"), (50).to_bytes(4, "little")
        ),
        "zip file is damaged",
    ),
    "a damaged zip": ("a.zip", lambda: shapefile()[:300], "zip file is damaged"),
    "strange signs": ("a.zip", lambda: shapefile(instead={"cpg": b"SHIFT-JIS"}), "unknown encoding (shift-jis)"),
    "a cut PBF": ("a.osm.pbf", lambda: pbf()[:-40], "damaged"),
    "no heads": ("a.csv", lambda: b",,\n1,2,3\n", "names no columns"),
    "heads twice": ("a.csv", lambda: b"key,lon,lat,lon\n1,2,3,4\n", "same name: lon"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(importer, case):
    name, make, words = UNREADABLE[case]
    run = opened(importer, make(), name)
    assert run.state == "failed", run.contents
    assert words in run.why_stopped


def test_a_file_of_another_kind_is_not_even_kept(importer):
    with pytest.raises(Unfit):
        opened(importer, "key,lon,lat\n".encode("utf-16"), "a.csv")


GEOMETRIES = [
    ({"key": "k1"}, area((119.9, 31.9), (119.92, 31.92), (119.92, 31.9), (119.9, 31.92))),
    ({"key": "k2"}, None),
    ({"key": "k3"}, {"type": "Polygon", "coordinates": [[[119.9, 31.9], [119.9, 31.9]]]}),
    ({"key": "k4"}, area((31.9, 119.9), (31.92, 119.92), (31.9, 119.92))),
    ({"key": "k5"}, area((500_000, 3_530_000), (500_100, 3_530_100), (500_100, 3_530_000))),
    ({"key": "k6"}, area((110, 31.9), (110.02, 31.92), (110.02, 31.9))),
    ({"key": "k7"}, point()),
    ({"key": "k1"}, area((119.9, 31.9), (119.92, 31.92), (119.92, 31.9))),
    ({"name": "no key"}, area((119.9, 31.9), (119.92, 31.92), (119.92, 31.9))),
    ({"key": "k" * 61}, area((119.9, 31.9), (119.92, 31.92), (119.92, 31.9))),
]


def test_every_flaw_of_a_geojson_is_told_at_once_with_its_place(importer):
    run = checked(importer, geojson(*GEOMETRIES), "a.geojson", datum="WGS-84", kind="polygon", columns={"key": "key"})
    told = [(number, text.partition(":")[0].partition(".")[0]) for number, text in defects(run)]
    assert told == [
        (1, "The outline crossed itself; it was taken apart at the crossing"),
        (2, "There is no geometry"),
        (3, "The geometry cannot be read"),
        (4, "Longitude and latitude seem swapped"),
        (5, "The coordinates are metres, not degrees"),
        (6, "It lies outside the city"),
        (7, "The layer holds areas; this is something else"),
        (8, "The same key stands at feature 1 already"),
        (9, "It has no key"),
        (10, "The key has more than 60 signs"),
    ]
    assert (run.expected["rows"], run.expected["new"], run.expected["refused"]) == (10, 1, 9)
    assert run.defects.get(row_number=4).shown == "31.9, 119.9"
    assert MapFeature.objects.filter(layer="things").count() == 0


CSV = """key,name,lon,lat,checked_date,order,division_code,accuracy,floors
a,甲,119.9,31.9,2020-02-30,1,320,exact,3
b,乙,119.9,x,2020-02-28,-1,999901,somewhere,3
c,{long},119.9,31.9,,,,,9999999999999999999
d,丁,119.9,31.9,,,,,
e,戊,119.9,31.9,,,,,,too,many
f,己,,,,,,none,
g,庚,,,,,,,
""".format(long="长" * 121)


def test_every_flaw_of_a_csv_is_told_at_once_with_its_place(importer):
    layer("things", "point", shape={"floors": {"type": "integer"}})
    run = checked(importer, CSV.encode("gb18030"), "a.csv", datum="WGS-84", layer="things", is_new=False)
    told = [(one.row_number, one.column, one.text.partition(".")[0]) for one in run.defects.all()]
    assert sorted(told) == sorted([
        (1, "checked_date", "This is not a date"),
        (1, "division_code", "A division's code has 6, 9 or 12 digits"),
        (2, "accuracy", "It must be one of exact, locality, district, city, none"),
        (2, "order", "The number is too large to be kept"),
        (2, "", "The coordinate is no number"),
        (2, "", "There is no geometry"),
        (3, "floors", "The number is too large to be kept"),
        (3, "name", "At most 120 signs"),
        (5, "", "The row has more cells than there are columns"),
        (5, "key", "It has no key"),
        (5, "", "There is no geometry"),
        (7, "", "There is no geometry"),
    ])  # fmt: skip
    assert run.expected["new"] == 2  # d, and f: nobody knows where it is, and it says so


def test_too_many_features_are_refused(importer, monkeypatch):
    monkeypatch.setattr("longcheng.bases.geography.importing.staging.FEATURES_MOST", 2)
    many = geojson(*(({"key": f"k{n}"}, point()) for n in range(3)))
    assert "more than 2 features" in checked(importer, many, "a.geojson", datum="WGS-84").why_stopped


@pytest.mark.usefixtures("real_child")
def test_a_reader_that_takes_too_long_is_ended(importer, monkeypatch):
    monkeypatch.setattr("longcheng.bases.geography.importing.staging.SECONDS_MOST", 0)
    monkeypatch.setattr("longcheng.bases.geography.importing.staging.SIGN_OF_LIFE_S", 0.01)
    run = opened(importer, geojson(({"key": "a"}, point())), "a.geojson")
    assert run.state == "failed"
    assert "takes longer" in run.why_stopped


@pytest.mark.parametrize("name", ["a.gpkg", "a.zip", "a.osm.pbf", "a.geojson"])
def test_truncated_and_altered_files_never_do_more_than_be_refused(importer, name):
    """Cut off somewhere, or some bytes turned: refused with a reason or read; never a mistake of ours."""
    draw = random.Random(name)
    whole = {
        "a.gpkg": gpkg, "a.zip": shapefile, "a.osm.pbf": pbf, "a.geojson": lambda: geojson(({"key": "a"}, point()))
    }[name]()  # fmt: skip
    turned = bytearray(whole)
    for _ in range(20):
        turned[draw.randrange(64, len(turned))] ^= 1 << draw.randrange(8)
    for content in (whole[: draw.randrange(len(whole) // 2, len(whole))], bytes(turned)):
        run = opened(importer, content, name)
        assert run.state in {"failed", "mapping"}
        assert "mistake of ours" not in run.why_stopped
