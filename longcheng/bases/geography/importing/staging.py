"""Having a file read by a child process with bounds, and keeping what it read, sealed, to be worked off in portions."""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

import orjson
from django.conf import settings

from longcheng.bases.geography.import_models import MapImport
from longcheng.bases.geography.importing.reading.drivers import DRIVERS, skipped
from longcheng.core.protection.sealed_files import Kept, open_sealed, seal_file

CHILD = "longcheng.bases.geography.importing.reading.child"
SECONDS_MOST, STAGED_MOST_BYTES, FEATURES_MOST = 900, 4_000_000_000, 1_000_000
LOOK_MOST_BYTES = 8_000_000
SIGN_OF_LIFE_S = 3.0
ROOT = Path(__file__).resolve().parents[4]
# What a reader may know of the machine: no settings, no passwords, one thread, no proxies.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PROJ_DATA")


class FileUnreadable(Exception):
    """A file that cannot be read, with the code of the reason and what fills its words."""

    def __init__(self, code: str, about: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code, self.about = code, dict(about or {})


def folder() -> Path:
    """Where files of maps lie, apart from those of the other registers."""
    return Path(settings.MEDIA_ROOT) / "map_files"


def path_of(token: str) -> Path:
    return folder() / f"{token}.sealed"


def delete_files(run: MapImport) -> None:
    """Away with the file and with what was read of it; that they are gone already is as good."""
    for token in (run.token, run.staged_token):
        if token:
            with contextlib.suppress(FileNotFoundError):
                path_of(token).unlink()


def look(run: MapImport, *, alive: Callable[[], None]) -> dict[str, Any]:
    """What is inside a file. Raises FileUnreadable."""
    with _child(run, {"do": "look"}, alive) as out:
        written = out.read(LOOK_MOST_BYTES + 1)
        if len(written) > LOOK_MOST_BYTES:
            raise FileUnreadable("too_big")
    return _line(written)


def stage(run: MapImport, job: Mapping[str, Any], *, alive: Callable[[], None]) -> tuple[str, Kept]:
    """Read one layer of a file whole; returns the token under which it lies and its key. Raises FileUnreadable."""
    token = secrets.token_hex(16)
    with _child(run, {"do": "read", "most": FEATURES_MOST, **job}, alive) as out:
        kept = seal_file(cast("IO[bytes]", _Bounded(out)), path_of(token))  # it reads, which is all that is asked
    try:
        _check_end(token, kept)
    except BaseException:
        path_of(token).unlink(missing_ok=True)
        raise
    return token, kept


def staged_rows(run: MapImport) -> tuple[Iterator[tuple[int, dict[str, Any]]], IO[bytes]]:
    """What was read, from the place where the run stands, each with the place behind it; and the file to close."""
    file = open_sealed(path_of(run.staged_token), key=run.staged_key or "", size=run.staged_size)
    file.seek(run.place)

    def rows() -> Iterator[tuple[int, dict[str, Any]]]:
        at = run.place
        while line := file.readline():
            at += len(line)
            row = orjson.loads(line)
            if "n" in row:
                yield at, row

    return rows(), file


class _Bounded:
    """The output of a child, up to a bound."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._left = out, STAGED_MOST_BYTES

    def read(self, size: int) -> bytes:
        piece = self._out.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise FileUnreadable("too_big")
        return piece


def _check_end(token: str, kept: Kept) -> None:
    """The last line says that all was read, or why not."""
    with open_sealed(path_of(token), key=kept.key, size=kept.size) as file:
        file.seek(max(kept.size - 4_096, 0))
        last = file.read().rstrip(b"\n").rpartition(b"\n")[2]
    if "end" not in _line(last):
        raise FileUnreadable("crashed")


def _line(written: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(written.strip().rpartition(b"\n")[2] or b"null")
    except orjson.JSONDecodeError:
        raise FileUnreadable("crashed") from None
    if not isinstance(found, dict):
        raise FileUnreadable("crashed")
    if "refused" in found:
        raise FileUnreadable(str(found["refused"]), found.get("about"))
    return found


@contextlib.contextmanager
def _child(run: MapImport, job: Mapping[str, Any], alive: Callable[[], None]) -> Iterator[IO[bytes]]:
    """A reader at work on an opened copy of the file, which lies in a room of its own for that long."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="room-", dir=folder(), ignore_cleanup_errors=True) as name:
        room = Path(name)
        path = room / f"file.{ {'gpkg': 'gpkg', 'shapefile': 'zip', 'osm': 'osm.pbf'}.get(run.kind, 'txt') }"
        with open_sealed(path_of(run.token), key=run.file_key, size=run.size) as sealed, path.open("wb") as copy:
            shutil.copyfileobj(sealed, copy, 1 << 20)
        whole = {**job, "path": str(path), "room": str(room)}
        with _started(run.kind, room) as process, _watched(process, alive) as watch:
            assert process.stdin is not None  # noqa: S101  both are pipes
            assert process.stdout is not None  # noqa: S101
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(json.dumps(whole).encode())
                process.stdin.close()
            try:
                yield process.stdout
            except FileUnreadable:
                if not watch.is_late:
                    raise
        if watch.is_late:
            raise FileUnreadable("too_slow")


def _started(kind: str, room: Path) -> subprocess.Popen[bytes]:
    known = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment = known | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS"), "1")
    environment |= {"PYTHONPATH": str(ROOT), "HOME": str(room), "PROJ_NETWORK": "OFF", "PYTHONDONTWRITEBYTECODE": "1"}
    if kind in DRIVERS:
        environment["GDAL_SKIP"] = skipped(DRIVERS[kind])
    # Ourselves, with arguments of ours alone.
    return subprocess.Popen(
        [sys.executable, "-m", CHILD, kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=room,
    )


class _watched:  # noqa: N801  a context, used like a function
    """Ends a child that takes too long, and says meanwhile that its run is alive."""

    def __init__(self, process: subprocess.Popen[bytes], alive: Callable[[], None]) -> None:
        self._process, self._alive, self._ended, self.is_late = process, alive, threading.Event(), False
        self._thread = threading.Thread(target=self._watch, name="map file watch", daemon=True)

    def __enter__(self) -> "_watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdout is not None:
            self._process.stdout.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(SIGN_OF_LIFE_S)
        self._process.kill()
        self._process.wait()
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        waited = 0.0
        while not self._ended.wait(SIGN_OF_LIFE_S):
            waited += SIGN_OF_LIFE_S
            if waited > SECONDS_MOST:
                self.is_late = True
                self._process.kill()
                return
            with contextlib.suppress(Exception):  # a sign of life that is lost is given again
                self._alive()
