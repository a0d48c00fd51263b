"""Backup and restore: one file with a dump of one moment, the files, and what was counted, compared afterwards."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from longcheng import __version__
from longcheng.program.engines import postgres_folder

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
# What belongs to running processes and not to the city.
PASSING = ("clock_beat", "messaging_signal", "sign_in_failures", "sign_in_session")
# Rows are summed as text, which a server's settings colour; these are the embedded one's.
AS_TEXT = (
    "SET timezone TO 'UTC'; SET datestyle TO 'ISO, MDY'; SET intervalstyle TO 'postgres'; "
    "SET bytea_output TO 'hex'; SET extra_float_digits TO 1"
)


class KeepingError(Exception):
    """The backup cannot be made, read or trusted; the text says why and what stands."""


@dataclass(frozen=True)
class TableSum:
    """How many rows a table has, and a sum over the content of all of them that does not depend on their order."""

    rows: int
    checksum: str


def tables(connection: "psycopg.Connection[Any]") -> Iterator[str]:
    """The tables of the city, without what passes."""
    found = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    yield from (name for (name,) in found if name not in PASSING)


def sums(connection: "psycopg.Connection[Any]") -> dict[str, TableSum]:
    """Count and sum every table, in the connection's snapshot."""
    connection.execute(AS_TEXT)
    result = {}
    for table in tables(connection):
        row = connection.execute(
            sql.SQL(
                "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0)::text "
                "FROM {} t"
            ).format(sql.Identifier(table))
        ).fetchone()
        assert row is not None  # noqa: S101  an aggregate always gives a row
        result[table] = TableSum(*row)
    return result


def backup(database_url: str, files: Path, target: Path, *, city: str) -> dict[str, TableSum]:
    """Write everything into one file, at one moment of the database; returns what was counted.

    The target appears only when it is whole. Raises KeepingError.
    """
    with psycopg.connect(database_url) as connection, tempfile.TemporaryDirectory(dir=target.parent) as folder:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None  # noqa: S101  the function always gives a row
        dump = Path(folder) / DUMP
        _run(
            "pg_dump",
            database_url,
            "--format=custom",
            "--no-owner",
            *(f"--exclude-table-data={name}" for name in PASSING),
            f"--snapshot={row[0]}",
            f"--file={dump}",
        )
        counted = sums(connection)
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "city": city,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "dump_sha256": _digest(dump),
            "files": {
                str(path.relative_to(files)): _digest(path) for path in sorted(files.rglob("*")) if path.is_file()
            },
            "tables": {name: asdict(total) for name, total in counted.items()},
        }
        making = Path(folder) / "backup.tar"
        with tarfile.open(making, "w") as archive:
            _add_text(archive, MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
            archive.add(dump, DUMP)
            archive.add(files, FILES)
        making.chmod(0o600)  # it holds personal data
        making.replace(target)
    return counted


def note_backup(database_url: str) -> None:
    """Keep in the record of acts that a backup was made, so that the operators' page tells when the last one was."""
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO access_act (verb, subject, detail, at) VALUES ('city.backup', '', '{}'::jsonb, now())"
        )


def read_manifest(source: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises KeepingError for a file that is none."""
    try:
        with tarfile.open(source) as archive:
            member = archive.extractfile(MANIFEST)
            if member is None:
                raise KeepingError(f"{source} has no {MANIFEST}; it is no backup of a city.")
            manifest: dict[str, Any] = json.loads(member.read())
    except (tarfile.TarError, OSError, KeyError, ValueError) as error:
        raise KeepingError(f"{source} cannot be read as a backup: {error}.") from error
    if manifest.get("format") != FORMAT:
        raise KeepingError(f"{source} has format {manifest.get('format')}; this version reads {FORMAT}.")
    return manifest


def restore(source: Path, database_url: str, files: Path) -> list[str]:
    """Fill an empty database and folder from a backup and compare; returns every difference (none is success)."""
    manifest = read_manifest(source)
    with psycopg.connect(database_url, autocommit=True) as connection:
        if next(tables(connection), None) is not None:
            raise KeepingError("The home is not empty. Restore into a new one: ./city restore FILE --home DIR")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(source) as archive:
        dump = Path(folder) / DUMP
        _extract(archive, DUMP, dump)
        if _digest(dump) != manifest["dump_sha256"]:
            raise KeepingError(f"{source} is damaged: the dump does not fit its checksum. Nothing was restored.")
        _run("pg_restore", database_url, "--no-owner", "--exit-on-error", "--single-transaction", str(dump))
        for name in manifest["files"]:
            target = files / name
            if not target.resolve().is_relative_to(files.resolve()):
                raise KeepingError(f"{source} names a file outside the home: {name}. It was not restored.")
            _extract(archive, f"{FILES}/{name}", target)
    return compare(manifest, database_url, files)


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    """Copy one member's content, so that nothing else of an archive (links, devices, modes) takes effect."""
    try:
        content = archive.extractfile(name)
    except KeyError:
        content = None
    if content is None:
        raise KeepingError(f"The backup has no {name}, though its manifest names it.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as file:
        shutil.copyfileobj(content, file)


def compare(manifest: dict[str, Any], database_url: str, files: Path) -> list[str]:
    """Every table and file that is not as the backup counted it."""
    with psycopg.connect(database_url) as connection:
        found = sums(connection)
    differences = []
    for name, kept in manifest["tables"].items():
        now = found.get(name)
        if now is None:
            differences.append(f"the table {name} is missing")
        elif asdict(now) != kept:
            differences.append(f"the table {name} has {now.rows} rows instead of {kept['rows']}, or other content")
    differences += [
        f"the file {name} is missing or differs"
        for name, digest in manifest["files"].items()
        if not (files / name).is_file() or _digest(files / name) != digest
    ]
    return differences


def _run(program: str, database_url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, where other users cannot see it."""
    parts = conninfo_to_dict(database_url)
    environment = os.environ | {"PGPASSWORD": str(parts.pop("password", "") or "")}
    command = [str(postgres_folder() / "bin" / program), f"--dbname={make_conninfo('', **parts)}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise KeepingError(f"{program} failed: {done.stderr.strip()}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))
