"""GeoPackage and Shapefile, by GDAL through pyogrio; `drivers.only` has shut every other door before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from pyogrio import raw as ogr
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from longcheng.bases.geography.importing.reading import reference
from longcheng.bases.geography.importing.reading.archive import unpack
from longcheng.bases.geography.importing.reading.dbf import dbf_encoding
from longcheng.bases.geography.importing.reading.rows import Look, Raw, Refused, Sheet, bare, plain

BATCH = 5_000
OGR_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, RuntimeError, ValueError)


class Opened:
    """A dataset of GDAL with its layers."""

    def __init__(self, paths: dict[str, tuple[Path, str]], *, encodings: dict[str, str]) -> None:
        """`paths` gives for each name of a layer the file and GDAL's name of it."""
        self._paths, self._encodings = paths, encodings

    def sheets(self) -> list[Sheet]:
        made = []
        for name, (path, layer) in self._paths.items():
            look = Look()
            for raw in self.features(name):
                look.take(raw)
            says = self._says(path, layer)
            made.append(look.sheet(name, says=says, encoding=self._encodings.get(name, "")))
        return made

    def features(self, sheet: str) -> Iterator[Raw]:
        path, layer = self._paths[sheet]
        encoding = self._encodings.get(sheet) or None
        try:
            with ogr.open_arrow(
                path, layer=layer, encoding=encoding, batch_size=BATCH, use_pyarrow=True, return_fids=True
            ) as (meta, batches):
                names = list(meta["fields"])
                number = 0
                for batch in batches:
                    for values in batch.to_pylist():
                        number += 1
                        yield _raw(number, values, meta, names)
        except UnicodeDecodeError as error:
            raise Refused("unknown_encoding", encoding=encoding or "UTF-8") from error
        except OGR_ERRORS as error:
            raise Refused("gdal_cannot", told=_short(error)) from error

    def _says(self, path: Path, layer: str) -> dict[str, Any] | None:
        try:
            written = pyogrio.read_info(path, layer=layer)["crs"]
        except OGR_ERRORS as error:
            raise Refused("gdal_cannot", told=_short(error)) from error
        beside = path.with_suffix(".prj")
        if not written and beside.is_file():
            written = beside.read_text("utf-8", "replace")[:300].strip()  # something is said, and nobody knows what
        return reference.read(written) if written else None


def geopackage(path: Path) -> Opened:
    """Every layer of a GeoPackage that has geometries or a table."""
    with path.open("rb") as file:
        if not file.read(16).startswith(b"SQLite format 3\0"):
            raise Refused("not_geopackage")
    try:
        found = [str(name) for name, _kind in pyogrio.list_layers(path)]
    except OGR_ERRORS as error:
        raise Refused("gdal_cannot", told=_short(error)) from error
    if not found:
        raise Refused("no_layers")
    return Opened({name: (path, name) for name in found}, encodings={})


def shapefiles(path: Path, *, room: Path, encoding: str = "") -> Opened:
    """The shapefiles of a zip, unpacked into `room`. `encoding` overrides what is found out."""
    whole = unpack(path, room)
    names: dict[str, tuple[Path, str]] = {}
    encodings: dict[str, str] = {}
    for ours, name in whole.items():
        shown = name if name not in names else f"{name} ({ours})"
        names[shown] = (room / f"{ours}.shp", ours)
        encodings[shown] = encoding or dbf_encoding(room / f"{ours}.dbf", room / f"{ours}.cpg")
    return Opened(names, encodings=encodings)


def _raw(number: int, values: dict[str, Any], meta: Any, names: list[str]) -> Raw:
    ident = values.get(meta["fid_column"] or "fid")
    raw = Raw(number, "" if ident is None else str(ident), {}, None)
    for name in names:
        raw.values[name] = plain(values.get(name))
    if meta["fid_column"] and meta["fid_column"] != "OGC_FID" and meta["fid_column"] not in raw.values:
        raw.values[meta["fid_column"]] = ident
    written = values.get(meta["geometry_name"] or "wkb_geometry")
    if written is not None:
        try:
            raw.shape = bare(shapely.from_wkb(written))
        except (shapely.errors.ShapelyError, ValueError):
            raw.flaws.append(("geometry_unreadable", ""))
    return raw


def _short(error: Exception) -> str:
    """GDAL's words without paths of ours."""
    return " ".join(word for word in str(error).split() if "/" not in word)[:160]
