"""GeoPackages and shapefiles, made by the worker: asked for, written by a child process, kept for a day."""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import orjson
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from longcheng.bases.geography.exporting.columns import Column, columns_of, shortened
from longcheng.bases.geography.exporting.rows import features
from longcheng.bases.geography.import_models import MapExport
from longcheng.bases.geography.importing.reading.drivers import DRIVERS, skipped
from longcheng.bases.geography.importing.staging import PASSED_ON, ROOT, folder
from longcheng.bases.geography.models import LayerKind, MapFeature, MapLayer
from longcheng.core.access.models import Account
from longcheng.core.geo import Datum

CHILD = "longcheng.bases.geography.exporting.child"
WAITING, READY, FAILED = "waiting", "ready", "failed"
DEAD_AFTER, KEPT_FOR = timedelta(seconds=60), timedelta(days=1)
TOLD_EVERY = 5_000
WAITING_MOST = 50
EPSG = {Datum.WGS84: "EPSG:4326", Datum.CGCS2000: "EPSG:4490"}
ENDING = {"gpkg": "gpkg", "shapefile": "zip"}
SHAPES = {LayerKind.POINT: "Point", LayerKind.LINE: "LineString", LayerKind.POLYGON: "Polygon"}


class TooMany(Exception):
    """More files wait already than can be made in a while."""


def ask(account: Account | None, layer: MapLayer, *, kind: str, datum: Datum, district: str) -> MapExport:
    """A file of the layer as it stands now: one that is made already, or a new one for the worker. Raises TooMany."""
    choices = {"kind": kind, "datum": str(datum), "district": district, "edition": layer.edition}
    with transaction.atomic():
        made = MapExport.objects.filter(layer_name=layer.name, choices=choices).exclude(state=FAILED)
        found = made.filter(made_at__gt=timezone.now() - KEPT_FOR).order_by("-id").first()
        if found is not None and (found.state == WAITING or path_of(found).is_file()):
            return found
        if MapExport.objects.filter(state=WAITING).count() >= WAITING_MOST:
            raise TooMany
        part = f"-{district}" if district else ""
        name = f"{layer.name}{part}-{datum.lower()}.{ENDING[kind]}"
        return MapExport.objects.create(
            account=account, layer_name=layer.name, choices=choices, token=secrets.token_hex(16), file_name=name
        )


def path_of(export: MapExport) -> Path:
    """Where the file lies."""
    return folder() / f"{export.token}.{ENDING[export.choices['kind']]}"


def make_next() -> int:
    """Make the file that waits longest; returns how many were made."""
    with transaction.atomic():
        is_free = Q(worked_by="") | Q(worked_at__lt=timezone.now() - DEAD_AFTER)
        waiting = MapExport.objects.select_for_update(skip_locked=True).filter(is_free, state=WAITING)
        export = waiting.order_by("id").first()
        if export is None:
            return 0
        _tell(export, worked_by=str(os.getpid()))
    try:
        _make(export)
    except (subprocess.CalledProcessError, OSError, MapLayer.DoesNotExist):
        MapExport.objects.filter(pk=export.pk).update(state=FAILED)
    return 1


def forget_old() -> int:
    """Files that were made for taking along go after a day; returns how many."""
    old = list(MapExport.objects.filter(made_at__lt=timezone.now() - KEPT_FOR))
    for export in old:
        path_of(export).unlink(missing_ok=True)
        export.delete()
    return len(old)


def _make(export: MapExport) -> None:
    layer = MapLayer.objects.get(name=export.layer_name)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="made-", dir=folder(), ignore_cleanup_errors=True) as name:
        written = _written(export, layer, Path(name))
        size = written.stat().st_size
        written.replace(path_of(export))
    MapExport.objects.filter(pk=export.pk).update(state=READY, size=size)


def _written(export: MapExport, layer: MapLayer, room: Path) -> Path:
    kind, columns = export.choices["kind"], columns_of(layer)
    path = room / (f"{layer.name}.gpkg" if kind == "gpkg" else f"{layer.name}.shp")
    short = shortened(columns) if kind == "shapefile" else {column.name: column.name for column in columns}
    is_many = kind == "shapefile" and layer.kind == LayerKind.POINT and _has_many(layer)
    job = {
        "path": str(path),
        "driver": DRIVERS[kind],
        "layer": layer.name,
        "crs": EPSG[Datum(export.choices["datum"])],
        "columns": [(short[column.name], column.kind) for column in columns],
        "side": {made: whole for whole, made in short.items()} if kind == "shapefile" else None,
        "geometry": "Unknown" if kind == "gpkg" else "MultiPoint" if is_many else SHAPES[LayerKind(layer.kind)],
        "is_many": is_many,
    }
    with _writer(kind, room) as out:
        out.write(orjson.dumps(job) + b"\n")
        for line in _lines(export, layer, columns):
            out.write(line)
    return path if kind == "gpkg" else _zipped(room, layer.name)


def _lines(export: MapExport, layer: MapLayer, columns: Sequence[Column]) -> Iterator[bytes]:
    for number, feature in enumerate(features(layer, district=export.choices["district"]), start=1):
        shape = bytes(feature.geometry).hex() if feature.geometry else None
        values = [column.value(feature) for column in columns]
        yield orjson.dumps({"k": feature.key, "g": shape, "v": values}) + b"\n"
        if number % TOLD_EVERY == 0:
            _tell(export, row_number=number)


def _tell(export: MapExport, **more: Any) -> None:
    MapExport.objects.filter(pk=export.pk).update(worked_at=timezone.now(), **more)


def _has_many(layer: MapLayer) -> bool:
    shapes = MapFeature.objects.filter(layer=layer, geometry__isnull=False)
    return shapes.extra(where=["get_byte(geometry, 1) <> 1"]).exists()


@contextlib.contextmanager
def _writer(kind: str, room: Path) -> Iterator[IO[bytes]]:
    known = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment = known | {"PYTHONPATH": str(ROOT), "GDAL_SKIP": skipped(DRIVERS[kind]), "OMP_NUM_THREADS": "1"}
    # Ourselves, with arguments of ours alone.
    command = [sys.executable, "-W", "ignore", "-m", CHILD, kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, cwd=room) as process:
        assert process.stdin is not None  # noqa: S101  it is a pipe
        try:
            yield process.stdin
        except BaseException:
            process.kill()
            raise
        process.stdin.close()
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, command)


def _zipped(room: Path, name: str) -> Path:
    packed = room / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(room.glob(f"{name}.*")):
            archive.write(part, part.name)
        archive.write(room / "fields.json", "fields.json")
    return packed
