"""Bus lines as their origin draws them, and metro stations in the order of their line."""

import json
import re
from collections.abc import Iterator
from typing import Any

from shapely.geometry import LineString

from longcheng.bases.geography.areas import DistrictAreas
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.loaders.keeping import datum_of, in_reach, keep_layer, refuse, to_wgs84
from longcheng.bases.geography.models import Accuracy, LayerKind
from longcheng.core.datapack.loading import reads_entry
from longcheng.core.datapack.pack import PackError, PackFile
from longcheng.core.datapack.tables import read_table

HEAD = 4


@reads_entry
def load_map_bus(entry: PackFile) -> int:
    """Replace the bus lines; returns how many. Raises PackError naming every line that cannot be drawn.

    One list a line: first and last departure as HHMM, the first point, then the steps to each next one in degrees.
    The lines have no names; they are counted from 1 in the order of the file.
    """
    try:
        lines = json.loads(entry.path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise PackError(f"{entry.path}: must be JSON: {error}.") from error
    if not isinstance(lines, list):
        raise PackError(f"{entry.path}: must be a list of lines.")
    datum = datum_of(entry)
    refuse(
        (f"line {number}: {what}" for number, line in enumerate(lines, 1) for what in _line_defects(line)), entry=entry
    )
    areas = DistrictAreas.known()
    drafts = [_bus_draft(number, line, entry=entry, datum=datum, areas=areas) for number, line in enumerate(lines, 1)]
    return keep_layer(entry, drafts, name="bus", kind=LayerKind.LINE, order=3)


def points_of(line: list[float]) -> list[tuple[float, float]]:
    """The points of a line: each is the one before and a step."""
    lon, lat, *steps = line[2:]
    points = [(lon, lat)]
    for east, north in zip(steps[::2], steps[1::2], strict=True):
        lon, lat = round(lon + east, 4), round(lat + north, 4)
        points.append((lon, lat))
    return points


def _line_defects(line: Any) -> Iterator[str]:
    if not isinstance(line, list) or not all(isinstance(value, int | float) for value in line):
        yield "must be a list of numbers."
    elif len(line) < HEAD + 2 or len(line) % 2:
        yield f"must have a first and a last departure and at least two points, in pairs; it has {len(line)} numbers."
    else:
        for name, value in (("first", line[0]), ("last", line[1])):
            if not _is_clock(value):
                yield f"the {name} departure {value} must be a time such as 530."
        if not all(in_reach(*point) for point in points_of(line)):
            yield "it leaves the country. Longitude must come first, in degrees."


def _is_clock(value: float) -> bool:
    # Some lines of the origin end at 2400, midnight.
    return value == int(value) and 0 <= value <= 2400 and value % 100 < 60


def clock(value: float) -> str:
    """530 → 05:30."""
    return f"{int(value) // 100:02d}:{int(value) % 100:02d}"


def _bus_draft(number: int, line: list[float], *, entry: PackFile, datum: Any, areas: DistrictAreas) -> Draft:
    shape = to_wgs84(LineString(points_of(line)), source=datum)
    names = entry.facts.get("feature_name") or {"zh": "公交线路 {n}", "en": "Bus line {n}"}
    middle = shape.interpolate(0.5, normalized=True)
    return Draft(
        key=str(number),
        name=str(names["zh"]).format(n=number),
        name_en=str(names["en"]).format(n=number),
        accuracy=Accuracy.LOCALITY,
        geometry=shape,
        label=(middle.x, middle.y),
        properties={
            "n": number,
            "first": clock(line[0]),
            "last": clock(line[1]),
            "points": len(shape.coords),
            "crosses": areas.crossed_by(shape),
        },
    )


@reads_entry
def load_map_metro(entry: PackFile) -> int:
    """Replace the metro's stations, from `line`, `seq`, `name_zh`, `name_en_raw`; returns how many.

    The table has no positions, so the stations are on the line diagram and not on the map.
    """
    rows = read_table(entry.path, {"line": _whole, "seq": _whole, "name_zh": _given, "name_en_raw": _given})
    lines: dict[int, list[int]] = {}
    for row in rows:
        lines.setdefault(row["line"], []).append(row["seq"])
    refuse(
        (
            f"line {line}: the stations must be counted 1 to {len(order)} in order; they are {order}."
            for line, order in lines.items()
            if order != list(range(1, len(order) + 1))
        ),
        entry=entry,
    )
    of_name: dict[str, list[int]] = {}
    for row in rows:
        of_name.setdefault(row["name_zh"], []).append(row["line"])
    drafts = [
        Draft(
            key=f"{row['line']}-{row['seq']}",
            name=row["name_zh"],
            name_en=_english(row["name_en_raw"]),
            accuracy=Accuracy.NONE,
            properties={
                "line": row["line"],
                "seq": row["seq"],
                "transfer": [line for line in of_name[row["name_zh"]] if line != row["line"]],
            },
        )
        for row in rows
    ]
    return keep_layer(entry, drafts, name="metro", kind=LayerKind.POINT, order=4)


def _english(raw: str) -> str:
    """The English of the line map without its line breaks; all-capital names as words."""
    text = re.sub(r"\s*\\\s*", " ", raw)
    return text.title() if text.isupper() else text


def _whole(text: str) -> int:
    if not text.isdigit():
        raise ValueError("must be a whole number")
    return int(text)


def _given(text: str) -> str:
    if not text:
        raise ValueError("is required")
    return text
