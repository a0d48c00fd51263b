"""Each format as the programs of the trade write it, and the datum: stated, compared, converted, refused."""

import json

import pytest
from django.conf import settings as django_settings
from django.utils import translation

from longcheng.bases.geography.importing.actions import choose
from longcheng.bases.geography.importing.choices import Choices, reference_of
from longcheng.bases.geography.importing.reading import reference
from longcheng.bases.geography.importing.reading.dbf import dbf_encoding
from longcheng.bases.geography.importing.reading.drivers import KNOWN
from longcheng.bases.geography.importing.reading.rows import Refused
from longcheng.bases.geography.tests.importing.conftest import checked, geojson, loaded, opened, point, standing, stated
from longcheng.bases.geography.tests.importing.files import HERE, gpkg, part, pbf, shapefile
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.geo import Datum, convert
from longcheng.core.geo.projections import to_grid

REAL = django_settings.LOCAL_DATA / "osm" / "test.osm.pbf"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def here():
    one = standing()["a"]
    return one.label_lon, one.label_lat


def near(pair):
    return pytest.approx(pair, abs=2e-9)


@pytest.mark.parametrize("datum", list(Datum))
def test_a_geojson_comes_to_its_place_from_every_datum(importer, datum):
    there = convert(*HERE, source=Datum.WGS84, target=datum)
    loaded(importer, geojson(({"key": "a"}, point(*there))), "a.geojson", datum=str(datum))
    assert here() == near(HERE)


@pytest.mark.parametrize(("name", "datum"), [("4549", "CGCS2000"), ("4528", "CGCS2000"), ("32650", "WGS-84")])
def test_a_shapefile_says_its_own_projection(importer, name, datum):
    run = loaded(importer, shapefile(name), "a.zip")
    assert run.choices["datum"] == datum
    assert here() == near(HERE)
    assert (standing()["a"].name, standing()["a"].properties) == ("常州", {"floors": 3})


def test_a_csv_in_metres_comes_to_its_place(importer):
    east, north, _meridian = to_grid(*HERE, central_meridian_deg=120)
    content = f"编号,名称,X坐标,Y坐标\na,甲,{east!r},{north!r}\n".encode("gb18030")
    loaded(importer, content, "a.csv", datum="EPSG:4549")
    assert here() == near(HERE)
    run = checked(importer, "编号,lon,lat\nb,119.9,31.9\n".encode(), "a.csv", datum="EPSG:4549")
    assert "are degrees, not metres" in run.defects.get().text


@pytest.mark.usefixtures("real_child")
def test_a_csv_with_well_known_text_and_tabs_is_read(importer):
    loaded(importer, f"key\tname\twkt\na\t甲\tPOINT ({HERE[0]} {HERE[1]})\n".encode(), "a.tsv", datum="WGS-84")
    assert here() == HERE


def test_numbers_of_a_csv_become_numbers_and_codes_stay_codes(importer):
    content = b"key,lon,lat,floors,height,code,phone,null\na,119.9,31.9,3,2.50,0012,13900000000,x\n"
    loaded(importer, content, "a.csv", datum="WGS-84")
    told = {"floors": 3, "height": 2.5, "code": "0012", "phone": "13900000000", "null": "x"}
    assert standing()["a"].properties == told


@pytest.mark.parametrize(
    ("table", "cpg", "encoding"),
    [
        ("gbk.dbf", "", "GB18030"), ("gbk.dbf", "GBK", "GB18030"), ("gbk.dbf", "UTF-8", "GB18030"),
        ("gbk.dbf", "936", "GB18030"), ("4490.dbf", "", "UTF-8"),
    ],
)  # fmt: skip
def test_the_signs_of_a_shapefile_are_found_out_where_its_cpg_is_missing_or_lies(tmp_path, table, cpg, encoding):
    (tmp_path / "a.dbf").write_bytes(part(table))
    if cpg:
        (tmp_path / "a.cpg").write_text(cpg)
    assert dbf_encoding(tmp_path / "a.dbf", tmp_path / "a.cpg") == encoding


def test_signs_that_nobody_knows_are_refused(tmp_path):
    (tmp_path / "a.dbf").write_bytes(part("gbk.dbf").replace("常州".encode("gb18030"), b"\xff\xff\xff\xff"))
    with pytest.raises(Refused):
        dbf_encoding(tmp_path / "a.dbf", tmp_path / "none.cpg")


def test_a_shapefile_in_gbk_without_a_cpg_is_read(importer):
    loaded(importer, shapefile("gbk", without=("cpg",)), "a.zip")
    assert standing()["a"].name == "常州"


def test_a_geopackage_with_two_layers_asks_which(importer):
    run = opened(importer, gpkg("two"), "a.gpkg")
    assert sorted((one["name"], one["count"]) for one in run.contents["sheets"]) == [("large", 2), ("small", 1)]
    assert run.choices["sheet"] == "large"


SAYS_NOTHING = "does not say in which datum"
BEIJING = (
    'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
XIAN = (
    'PROJCS["Xian_1980_3_Degree_GK_CM_120E",GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,'
    '298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],'
    'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
CONTRADICTIONS = [
    (None, "", SAYS_NOTHING),
    (None, "EPSG:9", "Choose one of the datums"),
    (BEIJING, "CGCS2000", "The file says Beijing 1954"),
    (XIAN, "CGCS2000", "The file says Xi'an 1980"),
    ('LOCAL_CS["mine",UNIT["m",1]]', "CGCS2000", "The file says mine"),
    ("nonsense", "CGCS2000", "The file says nonsense"),
    ("EPSG:4490", "GCJ-02", "You state GCJ-02, but the file says CGCS2000"),
    ("EPSG:4549", "EPSG:4548", "You state EPSG:4548, but the file says CGCS2000"),
    ("urn:ogc:def:crs:OGC:1.3:CRS84", "CGCS2000", "You state CGCS2000, but the file says WGS-84"),
]


@pytest.mark.parametrize(("said", "datum", "words"), CONTRADICTIONS)
def test_a_datum_that_is_missing_unknown_or_contradicted_is_refused_with_the_reason(said, datum, words):
    with pytest.raises(Unfit) as refused:
        reference_of(Choices(datum=datum), {"says": reference.read(said) if said else None})
    assert words in refused.value.defects["datum"]


@pytest.mark.parametrize(
    ("said", "datum", "found"),
    [
        (None, "GCJ-02", "GCJ-02"), ("EPSG:4490", "CGCS2000", "CGCS2000"), ("EPSG:4326", "WGS-84", "WGS-84"),
        ("EPSG:4549", "CGCS2000", "CGCS2000"), ("EPSG:4549", "EPSG:4549", "CGCS2000"), ("GCJ-02", "GCJ-02", "GCJ-02"),
        (None, "EPSG:4528", "CGCS2000"), ("EPSG:3857", "WGS-84", "WGS-84"),
    ],
)  # fmt: skip
def test_a_datum_that_is_stated_and_not_contradicted_is_taken(said, datum, found):
    assert reference_of(Choices(datum=datum), {"says": reference.read(said) if said else None})[0] == found


def test_the_old_crs_member_of_a_geojson_and_a_wrong_prj_are_compared(importer):
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    for content, name in (
        (geojson(({"key": "a"}, point()), crs=member), "a.geojson"),
        (shapefile(instead={"prj": BEIJING.encode()}), "a.zip"),
        (shapefile(instead={"prj": b"nonsense"}), "a.zip"),
    ):
        run = opened(importer, content, name)
        with pytest.raises(Unfit) as refused:
            choose(importer, run, choices=stated(run, datum="GCJ-02"))
        assert set(refused.value.defects) == {"datum"}
    run = opened(importer, shapefile(without=("prj",)), "a.zip")
    assert run.contents["sheets"][0]["says"] is None


def test_gdal_opens_nothing_but_what_was_named(importer):
    """A file that calls itself something else is not looked at by another driver of GDAL, nor by the network."""
    vrt = b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/http://localhost/</SrcDataSource>'
    run = opened(importer, b"SQLite format 3\0" + vrt, "a.gpkg")
    assert run.state == "failed"
    assert {"OGR_VRT", "HTTP", "WFS"} <= set(KNOWN)


def test_an_osm_extract_gives_buildings_roads_and_places(importer):
    run = opened(importer, pbf(), "town.osm.pbf")
    assert {one["name"]: one["count"] for one in run.contents["sheets"]} == {"buildings": 2, "roads": 1, "places": 1}
    assert (run.choices["datum"], run.choices["licence"][:4]) == ("WGS-84", "ODbL")
    loaded(importer, pbf(), "town.osm.pbf")
    assert set(standing()) == {"w30", "r40"}
    assert standing()["r40"].kind == "apartments"
    assert standing()["r40"].properties["building:levels"] == "6"


def test_a_real_extract_of_another_country_comes_in_where_outside_is_allowed(importer):
    """The 2,000 buildings that lie beside the checkout; where they do not, the small town in their stead."""
    content, least = (REAL.read_bytes(), 2_000) if REAL.is_file() else (pbf(), 1)
    run = loaded(importer, content, "test.osm.pbf", may_be_outside=True)
    assert run.counts["new"] == run.counts["rows"] - run.counts["refused"] > least
    assert run.counts["refused"] < 10
    assert json.dumps(run.picture)
