"""The files of imports at rest: sealed in the home, opened for a run, deleted some days after it has ended."""

import contextlib
from pathlib import Path
from typing import IO

from django.conf import settings

from longcheng.core.protection.sealed_files import open_sealed
from longcheng.core.registry.import_models import ImportRun
from longcheng.core.registry.importing.readers import open_table
from longcheng.core.registry.importing.rows import Options, Reader


def folder() -> Path:
    """Where files of imports lie."""
    return Path(settings.MEDIA_ROOT) / "imports"


def path_of(token: str) -> Path:
    return folder() / f"{token}.sealed"


def file_of(run: ImportRun) -> IO[bytes]:
    """The file of a run as it was. Raises FileNotFoundError once it is deleted, SealBroken where it was altered."""
    return open_sealed(path_of(run.token), key=run.file_key, size=run.size)


def table_of(run: ImportRun, options: Options) -> tuple[Reader, IO[bytes]]:
    """The file of a run as a table, and the file to close behind it. Raises FileRefused."""
    file = file_of(run)
    try:
        return open_table(file, kind=run.kind, options=options), file
    except BaseException:
        file.close()
        raise


def delete_file(token: str) -> None:
    """Away with a file; that it is gone already is as good."""
    with contextlib.suppress(FileNotFoundError):
        path_of(token).unlink()
