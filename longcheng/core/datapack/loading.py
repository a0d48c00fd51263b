"""Loading a pack: each file by the room that declared its kind, each file whole or not at all."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.db import transaction

from longcheng.core.datapack.models import LoadedFile
from longcheng.core.datapack.pack import Pack, PackError, PackFile
from longcheng.core.declaration import rooms

Loader = Callable[[Path], int]
Report = Callable[[str], None]


def _in_silence(line: str) -> None:
    """Report nothing."""


@cache
def loaders() -> dict[str, Loader]:
    """Every kind of file that an installed room can read."""
    found: dict[str, Loader] = {}
    for room in rooms():
        for kind, function in room.loads.items():
            found[kind] = getattr(room.part("loaders"), function)
    return found


def load_pack(pack: Pack, *, report: Report = _in_silence) -> int:
    """Load what is new or changed, in the pack's order; returns how many files were loaded.

    A kind that no installed room reads is told and passed over, since a city may run without any one
    service. Raises PackError with the defects of every file; a defective file changes nothing.
    """
    known = dict(LoadedFile.objects.values_list("path", "sha256"))
    loaded, defects = 0, []
    for file in pack.files:
        name = str(file.path.relative_to(pack.folder.resolve()))
        loader = loaders().get(file.kind)
        if loader is None:
            report(f"{name}: no installed service reads {file.kind}; left out")
            continue
        digest = file.digest()
        if known.get(name) == digest:
            continue
        try:
            rows = _load(file, name, digest, loader)
        except PackError as error:
            defects.append(str(error))
            continue
        report(f"{name}: {rows:,} rows")
        loaded += 1
    if defects:
        raise PackError("\n".join(defects))
    return loaded


def _load(file: PackFile, name: str, digest: str, loader: Loader) -> int:
    with transaction.atomic():
        rows = loader(file.path)
        LoadedFile.objects.update_or_create(
            path=name,
            defaults={
                "kind": file.kind,
                "sha256": digest,
                "rows": rows,
                "origin": file.origin,
                "licence": file.licence,
            },
        )
    return rows
