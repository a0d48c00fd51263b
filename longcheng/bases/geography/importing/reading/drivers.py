"""GDAL with one driver alone: no other may open what a stranger has sent, least of all one that calls the network."""

import os
import sys

# By the kind of file.
DRIVERS = {"gpkg": "GPKG", "shapefile": "ESRI Shapefile"}
# GDAL reads these when it is first loaded, so the process begins anew with them where they were missing.
CLOSED = {
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    "OGR_GPKG_NUM_THREADS": "1",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "50",
    "SHAPE_RESTORE_SHX": "NO",
}

# The vector drivers of GDAL 3.12; one that a later GDAL adds costs a second start of the process, and is shut as well.
KNOWN = (
    "MEM", "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "ESRI Shapefile", "MapInfo File",
    "LVBAG", "S57", "DGN", "OGR_VRT", "CSV", "GML", "GPX", "LIBKML", "KML", "GeoJSON", "GeoJSONSeq", "ESRIJSON",
    "TopoJSON", "OGR_GMT", "GPKG", "SQLite", "WAsP", "OpenFileGDB", "DXF", "FlatGeobuf", "GeoRSS", "VFK", "PGDUMP",
    "OSM", "GPSBabel", "OGR_PDS", "WFS", "OAPIF", "EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch", "Carto",
    "AmigoCloud", "SXF", "Selafin", "JML", "PLSCENES", "CSW", "VDV", "MVT", "NGW", "MapML", "GTFS", "PMTiles",
    "JSONFG", "MiraMonVector", "ADBC", "AVCBin", "AVCE00", "AIVector", "HTTP",
)  # fmt: skip


def skipped(driver: str) -> str:
    """What GDAL is told to leave out, so that this driver alone remains."""
    return ",".join(name for name in KNOWN if name != driver)


def only(driver: str) -> None:
    """See to it that this driver alone is there. May replace the process, so nothing may have been read before."""
    os.environ |= CLOSED
    import pyogrio  # noqa: PLC0415  only once the environment says what it may load

    others = sorted(set(pyogrio.list_drivers()) - {driver})
    if not others:
        return
    left_out = os.environ.get("GDAL_SKIP", "")
    if set(others) & set(left_out.split(",")):
        raise RuntimeError(f"GDAL has still loaded {others}.")
    os.environ["GDAL_SKIP"] = ",".join(filter(None, [left_out, *others]))
    os.execv(sys.executable, [sys.executable, "-m", *_module(), *sys.argv[1:]])  # noqa: S606  ourselves


def _module() -> list[str]:
    spec = sys.modules["__main__"].__spec__
    return [spec.name if spec else "longcheng.bases.geography.importing.reading.child"]
