"""Sample files of a data pack, to try imports with: nothing of them is loaded, they must only be readable."""

from pathlib import Path

from longcheng.core.datapack.pack import PackError
from longcheng.core.protection.upload_kinds import KINDS as FILE_KINDS
from longcheng.core.registry.importing.readers import KINDS, open_table
from longcheng.core.registry.importing.rows import FileRefused, Options


def read_sample(path: Path) -> int:
    """Count the rows of a sample file. Raises PackError for one that no reader opens."""
    kind = next((name for name in sorted(KINDS) if path.suffix.lstrip(".").lower() in FILE_KINDS[name].endings), "")
    try:
        with path.open("rb") as file:
            return sum(1 for _row in open_table(file, kind=kind, options=Options()).rows())
    except FileRefused as refused:
        raise PackError(f"{path.name}: {refused}") from refused
