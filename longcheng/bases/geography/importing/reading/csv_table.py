"""CSV with coordinates: two columns of degrees or metres, or one of well-known text (WKT)."""

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.importing.reading.rows import Look, Raw, Refused, Sheet, bare, plain

DELIMITERS = (",", ";", "\t", "|")
LON_HEADS = ("lon", "lng", "long", "longitude", "x", "经度", "东经", "wgs84_lon", "gcj02_lon", "x坐标", "横坐标")
LAT_HEADS = ("lat", "latitude", "y", "纬度", "北纬", "wgs84_lat", "gcj02_lat", "y坐标", "纵坐标")
WKT_HEADS = ("wkt", "geometry", "geom", "the_geom", "wkt_geometry", "坐标", "几何", "空间数据")
BLOCK = 1 << 20
csv.field_size_limit(4_000_000)


class CsvTable:
    """A table whose first row names the columns. `lon`, `lat`, `wkt` name those of the place; empty: by their heads."""

    def __init__(self, path: Path, *, lon: str = "", lat: str = "", wkt: str = "", encoding: str = "") -> None:
        self._path = path
        self.encoding = encoding or _encoding_of(path)
        with self._opened() as file:
            first = file.readline(1_000_000)
        self._delimiter = max(DELIMITERS, key=first.count)
        self.heads = [
            head.strip().replace("\0", "")[:100] for head in next(csv.reader([first], delimiter=self._delimiter), [])
        ]
        named = [head for head in self.heads if head]
        if not named:
            raise Refused("no_heads")
        if len(set(named)) < len(named):
            raise Refused("doubled_heads", heads=", ".join(sorted({one for one in named if named.count(one) > 1})))
        self.wkt = wkt or ("" if lon else self._known(WKT_HEADS))
        self.lon, self.lat = lon or self._known(LON_HEADS), lat or self._known(LAT_HEADS)

    def sheets(self) -> list[Sheet]:
        look = Look(are_texts=True)
        for raw in self.features(""):
            look.take(raw)
        made = look.sheet("", says=None, encoding=self.encoding)
        for column in made.columns:
            column["place"] = {self.wkt: "wkt", self.lon: "lon", self.lat: "lat"}.get(column["name"], "")
        return [made]

    def features(self, sheet: str) -> Iterator[Raw]:
        number = 0
        with self._opened() as file:
            rows = csv.reader(file, delimiter=self._delimiter)
            next(rows, None)
            while True:
                try:
                    cells = next(rows)
                except StopIteration:
                    return
                except UnicodeDecodeError as error:
                    raise Refused("unknown_encoding", encoding=self.encoding) from error
                except csv.Error:
                    cells = None
                number += 1
                if cells is None:
                    yield Raw(number, "", {}, None, [("broken_row", "")])
                elif any(cell.strip() for cell in cells):
                    yield self._raw(number, cells)

    def _raw(self, number: int, cells: list[str]) -> Raw:
        if len(cells) > len(self.heads) and any(cell.strip() for cell in cells[len(self.heads) :]):
            return Raw(number, "", {}, None, [("too_many_cells", "")])
        values = {head: plain(cell.strip()) for head, cell in zip(self.heads, cells, strict=False) if head}
        raw = Raw(number, "", values, None)
        if self.wkt and values.get(self.wkt):
            raw.shape = _from_wkt(str(values[self.wkt]))
            if raw.shape is None:
                raw.flaws.append(("geometry_unreadable", self.wkt))
        elif not self.wkt and self.lon and self.lat:
            self._place(raw)
        return raw

    def _place(self, raw: Raw) -> None:
        written = [str(raw.values.get(name) or "") for name in (self.lon, self.lat)]
        if not any(written):
            return
        pair = [_number(one) for one in written]
        raw.flaws += [
            ("coordinate_no_number", name) for name, one in zip((self.lon, self.lat), pair, strict=True) if one is None
        ]
        if None not in pair:
            raw.shape = shapely.Point(pair)

    def _opened(self) -> Any:
        return io.TextIOWrapper(self._path.open("rb"), encoding=self.encoding, newline="")

    def _known(self, heads: tuple[str, ...]) -> str:
        folded = {head.casefold(): head for head in self.heads}
        return next((folded[head] for head in heads if head in folded), "")


def _encoding_of(path: Path) -> str:
    """UTF-8 where the whole file is, else GB18030, which Chinese office programs write."""
    with path.open("rb") as file:
        first = file.read(4)
        if first[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in first:
            raise Refused("not_text")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as text:
                while text.read(BLOCK):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused("unknown_encoding", encoding="UTF-8, GB18030")


def _from_wkt(text: str) -> BaseGeometry | None:
    try:
        return bare(shapely.from_wkt(text.partition(";")[2] if text.upper().startswith("SRID=") else text))
    except (shapely.errors.ShapelyError, ValueError):
        return None


def _number(text: str) -> float | None:
    try:
        found = float(text.replace("°", "").strip())
    except ValueError:
        return None
    return found if math.isfinite(found) else None
