"""Loading a pack: each file by the room that declared its kind, each file whole or not at all."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import transaction

from longcheng.core.datapack.models import LoadedFile
from longcheng.core.datapack.pack import Pack, PackError, PackFile
from longcheng.core.declaration import rooms

Loader = Callable[[Any], int]
Report = Callable[[str], None]
WHOLE_ENTRY = "longcheng_reads_the_whole_entry"


def reads_entry(loader: Callable[[PackFile], int]) -> Loader:
    """Mark a loader that needs the whole entry of the manifest (its origin, licence and further facts).

    All other loaders are given the path of the file alone.
    """
    setattr(loader, WHOLE_ENTRY, True)
    return loader


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
    service; so is a local file that is absent. A file that follows a kind is loaded again after a file of that kind.
    Raises PackError with the defects of every file; a defective file changes nothing.
    """
    known = dict(LoadedFile.objects.values_list("path", "sha256"))
    defects: list[str] = []
    kinds: set[str] = set()
    loaded = 0
    for name in pack.absent:
        report(f"{name}: has no open licence and does not lie beside the checkout; left out")
    for file in pack.entries:
        loader = loaders().get(file.kind)
        if loader is None:
            report(f"{file.name}: no installed service reads {file.kind}; left out")
            continue
        digest = file.digest()
        if known.get(file.name) == digest and not kinds.intersection(file.follows):
            continue
        try:
            rows = _load(file, digest, loader)
        except PackError as error:
            defects.append(str(error))
            continue
        report(f"{file.name}: {rows:,} rows")
        kinds.add(file.kind)
        loaded += 1
    if defects:
        raise PackError("\n".join(defects))
    return loaded


def _load(file: PackFile, digest: str, loader: Loader) -> int:
    with transaction.atomic():
        rows = loader(file if hasattr(loader, WHOLE_ENTRY) else file.path)
        LoadedFile.objects.update_or_create(
            path=file.name,
            defaults={
                "kind": file.kind,
                "sha256": digest,
                "rows": rows,
                "origin": file.origin,
                "licence": file.licence,
            },
        )
    return rows
