"""Files of every format, made in the tests by the programs that write them in life: one process of GDAL for all."""

import functools
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import orjson

ROOT = Path(__file__).resolve().parents[5]
HERE = (119.974, 31.811)
COLUMNS = {"key": ["a", "b"], "name": ["常州", None], "floors": [3, 4]}
# GDAL is loaded by a process of its own here too: the tests' own process stays what web is.
WRITE = """
import sys, orjson, numpy as np, shapely
from pyogrio import raw
for job in orjson.loads(sys.stdin.buffer.read()):
    shapes = np.array([shapely.from_wkt(one) if one else None for one in job["shapes"]], dtype=object)
    columns = [np.array(v, dtype=None if all(isinstance(x, (int, float)) for x in v) else object)
               for v in job["columns"].values()]
    raw.write(job["path"], shapely.to_wkb(shapes), columns, list(job["columns"]), driver=job["driver"], crs=job["crs"],
              layer=job["layer"], geometry_type="Point", encoding=job["encoding"])
"""


def _there(epsg: int) -> str:
    from pyproj import Transformer

    east, north = Transformer.from_crs(4490, epsg, always_xy=True).transform(*HERE)
    return f"POINT ({east!r} {north!r})"


@functools.cache
def _made() -> Path:
    """A folder with all of them."""
    folder = Path(tempfile.mkdtemp(prefix="maps-"))
    shapes = {epsg: [_there(epsg)] * 2 for epsg in (4490, 4549, 4528, 32650)}
    jobs = [
        {"path": f"{epsg}.shp", "driver": "ESRI Shapefile", "shapes": made, "columns": COLUMNS, "crs": f"EPSG:{epsg}"}
        for epsg, made in shapes.items()
    ]
    jobs.append(jobs[0] | {"path": "gbk.shp", "encoding": "GB18030"})
    jobs.append(jobs[0] | {"path": "one.gpkg", "driver": "GPKG", "layer": "large"})
    for name, columns in (("large", COLUMNS), ("small", {"key": ["x"]})):
        made = shapes[4490][: len(columns["key"])]
        jobs.append(jobs[0] | {"path": "two.gpkg", "driver": "GPKG", "layer": name, "shapes": made, "columns": columns})
    written = [{"layer": None, "encoding": None} | job | {"path": str(folder / job["path"])} for job in jobs]
    subprocess.run([sys.executable, "-W", "ignore", "-c", WRITE], input=orjson.dumps(written), check=True, cwd=ROOT)
    return folder


def gpkg(name: str = "one") -> bytes:
    return (_made() / f"{name}.gpkg").read_bytes()


def shapefile(name: str = "4490", *, without: tuple[str, ...] = (), instead: dict | None = None) -> bytes:
    """A zipped shapefile, without some of its parts or with others instead of them."""
    parts = {part.suffix[1:]: part.read_bytes() for part in _made().glob(f"{name}.*")}
    return zipped(
        {f"made.{ending}": body for ending, body in (parts | (instead or {})).items() if ending not in without}
    )


def part(name: str) -> bytes:
    """One part of a shapefile."""
    return (_made() / name).read_bytes()


def zipped(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


@functools.cache
def pbf() -> bytes:
    """A small town by osmium: two buildings (one with a yard), a road, a shop."""
    import osmium
    from osmium.osm import mutable

    path = _made() / "town.osm.pbf"
    corners = [(119.9, 31.9), (119.901, 31.9), (119.901, 31.901), (119.9, 31.901)]
    corners += [(119.9003, 31.9003), (119.9006, 31.9003), (119.9006, 31.9006), (119.9003, 31.9006)]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(corners, start=1):
            writer.add_node(mutable.Node(id=number, location=place))
        tags = {"shop": "bakery", "name": "面包房", "opening_hours": "Mo-Su 07:00-19:00"}
        writer.add_node(mutable.Node(id=20, location=(119.9, 31.91), tags=tags))
        writer.add_way(mutable.Way(id=30, nodes=[1, 2, 3, 1], tags={"building": "yes"}))
        writer.add_way(mutable.Way(id=31, nodes=[1, 2, 3, 4, 1], tags={}))
        writer.add_way(mutable.Way(id=32, nodes=[5, 6, 7, 8, 5], tags={}))
        writer.add_way(mutable.Way(id=33, nodes=[1, 2, 3], tags={"highway": "residential", "name": "一路"}))
        tags = {"type": "multipolygon", "building": "apartments", "building:levels": "6"}
        members = [("w", 31, "outer"), ("w", 32, "inner")]
        writer.add_relation(mutable.Relation(id=40, members=members, tags=tags))
    return path.read_bytes()


# Reads whatever GDAL reads, and writes it again, as a person with ogr2ogr does.
CONVERT = """
import sys
from pyogrio import raw
with raw.open_arrow(sys.argv[1], use_pyarrow=True, batch_size=10_000) as (meta, batches):
    table = batches.read_all()
raw.write_arrow(table, sys.argv[2], driver="GPKG", geometry_name=meta["geometry_name"] or "wkb_geometry",
                geometry_type="Unknown", crs=meta["crs"], layer="made")
"""


def through_gdal(content: bytes, folder: Path) -> bytes:
    """A GeoJSON as a GeoPackage by GDAL."""
    (folder / "in.geojson").write_bytes(content)
    command = [sys.executable, "-W", "ignore", "-c", CONVERT, str(folder / "in.geojson"), str(folder / "out.gpkg")]
    subprocess.run(command, check=True, cwd=ROOT)
    return (folder / "out.gpkg").read_bytes()
