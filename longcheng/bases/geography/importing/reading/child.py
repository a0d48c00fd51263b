"""The process that reads a stranger's file: `python -m …reading.child DRIVER`, the job as JSON on its input.

It bounds its own time, memory and files before it loads anything that reads, has no database and no settings, and
writes lines of JSON: first what it is, then features, at last an end. A line `refused` says why it cannot be read.
"""

import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from longcheng.bases.geography.importing.reading.drivers import DRIVERS, only

CPU_S, MEMORY_BYTES, FILE_BYTES = 900, 6_000_000_000, 2_000_000_000
PORTION = 500


def main() -> None:
    """Do one job."""
    kind = sys.argv[1]
    _bound(int(sys.argv[2]) if len(sys.argv) > 2 else MEMORY_BYTES)
    if kind in DRIVERS:
        only(DRIVERS[kind])
    _work(kind)


def _bound(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))


def _work(kind: str) -> None:
    import orjson  # noqa: PLC0415  behind the bounds, as everything that reads

    from longcheng.bases.geography.importing.reading.rows import Refused  # noqa: PLC0415

    job = orjson.loads(sys.stdin.buffer.read())
    out = sys.stdout.buffer

    def tell(line: Any) -> None:
        out.write(orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS) + b"\n")

    try:
        for line in _lines(kind, job):
            tell(line)
    except Refused as refused:
        tell({"refused": refused.code, "about": refused.about})
    except MemoryError:
        tell({"refused": "too_big", "about": {}})
    out.flush()


def _lines(kind: str, job: dict[str, Any]) -> Iterator[Any]:
    source = _opened(kind, job)
    if job["do"] == "look":
        sheets = [asdict(sheet) for sheet in source.sheets()]
        yield {"sheets": sheets, "side": _side_file(Path(job["room"]))}
        return
    from longcheng.bases.geography.importing.reading.shapes import Target, bring  # noqa: PLC0415

    target = Target(datum=job["datum"], crs=job["crs"], kind=job["kind"])
    features = iter(source.features(job["sheet"]))
    count = 0
    while portion := list(islice(features, PORTION)):
        for raw, (shape, seen) in zip(portion, bring(portion, target), strict=True):
            yield {"n": raw.number, "i": raw.ident, "v": raw.values, "g": shape, "f": seen}
        count += len(portion)
        if count > job["most"]:
            yield {"refused": "too_many", "about": {"most": job["most"]}}
            return
    yield {"end": count}


def _opened(kind: str, job: dict[str, Any]) -> Any:
    path, room = Path(job["path"]), Path(job["room"])
    if kind == "geojson":
        from longcheng.bases.geography.importing.reading.geojson import GeoJson  # noqa: PLC0415

        return GeoJson(path)
    if kind == "csv":
        from longcheng.bases.geography.importing.reading.csv_table import CsvTable  # noqa: PLC0415

        return CsvTable(path, **job.get("table", {}))
    if kind == "osm":
        from longcheng.bases.geography.importing.reading.osm import OsmPbf  # noqa: PLC0415

        return OsmPbf(path)
    from longcheng.bases.geography.importing.reading import vector  # noqa: PLC0415

    if kind == "gpkg":
        return vector.geopackage(path)
    return vector.shapefiles(path, room=room, encoding=job.get("encoding", ""))


def _side_file(room: Path) -> Any:
    """What our own export says of its columns, where it lies beside a shapefile."""
    import orjson  # noqa: PLC0415

    path = room / "fields.json"
    if not path.is_file():
        return None
    try:
        found = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


if __name__ == "__main__":
    main()
