"""The process that writes a GeoPackage or shapefile with GDAL: `python -m …exporting.child DRIVER`, rows on its input.

The first line says what is to be written, each further one is a feature. It has no database and no settings.
"""

import sys
from itertools import islice
from pathlib import Path
from typing import Any

from longcheng.bases.geography.importing.reading.drivers import DRIVERS, only

PORTION = 5_000
DBF_BYTES_MOST = 254


def main() -> None:
    """Write one file."""
    only(DRIVERS[sys.argv[1]])
    import orjson  # noqa: PLC0415  behind the shut doors, as everything else

    source = sys.stdin.buffer
    job = orjson.loads(source.readline())
    rows = (orjson.loads(line) for line in source)
    long: dict[str, dict[str, str]] = {}
    is_first = True
    while (portion := list(islice(rows, PORTION))) or is_first:
        _write(job, portion, is_first=is_first, long=long)
        is_first = False
    if job["side"]:
        side = {"fields": job["side"], "long": long}
        Path(job["path"]).with_name("fields.json").write_bytes(orjson.dumps(side))


def _write(job: dict[str, Any], portion: list[dict[str, Any]], *, is_first: bool, long: dict[str, Any]) -> None:
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415
    from pyogrio import raw  # noqa: PLC0415

    shapes = np.array([shapely.from_wkb(row["g"]) if row["g"] else None for row in portion], dtype=object)
    if job["is_many"]:
        shapes = np.array([_many(shape) for shape in shapes], dtype=object)
    columns, masks = [], []
    for at, (name, kind) in enumerate(job["columns"]):
        values = [row["v"][at] for row in portion]
        if job["side"] and kind == "string":
            values = [_cut(value, row["k"], name, long) for value, row in zip(values, portion, strict=True)]
        column, mask = _column(values, kind)
        columns.append(column)
        masks.append(mask)
    raw.write(
        job["path"],
        shapely.to_wkb(shapes),
        columns,
        [name for name, _kind in job["columns"]],
        field_mask=masks,
        driver=job["driver"],
        layer=job["layer"],
        geometry_type=job["geometry"],
        crs=job["crs"],
        encoding="UTF-8",
        append=not is_first,
    )


def _column(values: list[Any], kind: str) -> tuple[Any, Any]:
    import numpy as np  # noqa: PLC0415

    mask = np.array([value is None for value in values], dtype=bool)
    if kind == "string":
        return np.array(values, dtype=object), None
    empty: Any = {"integer": 0, "number": float("nan"), "boolean": False}[kind]
    types: dict[str, Any] = {"integer": np.int64, "number": np.float64, "boolean": bool}
    return np.array([empty if value is None else value for value in values], dtype=types[kind]), mask


def _cut(value: Any, key: str, name: str, long: dict[str, Any]) -> Any:
    """A DBF holds 254 bytes a cell; the whole of a longer text goes into the side file."""
    if not isinstance(value, str) or len(value.encode()) <= DBF_BYTES_MOST:
        return value
    long.setdefault(key, {})[name] = value
    return value.encode()[:DBF_BYTES_MOST].decode(errors="ignore")


def _many(shape: Any) -> Any:
    import shapely  # noqa: PLC0415

    return shapely.MultiPoint([shape]) if shape is not None and shape.geom_type == "Point" else shape


if __name__ == "__main__":
    main()
