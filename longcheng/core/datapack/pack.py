"""Reading a data pack's `pack.toml`, with all defects at once."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class PackError(Exception):
    """The pack or one of its files cannot be used; the text lists every defect with its place."""


@dataclass(frozen=True)
class PackFile:
    """One file of a pack: its kind says which room reads it; origin and licence are required."""

    path: Path
    kind: str
    origin: str
    licence: str

    def digest(self) -> str:
        """SHA-256 of the file, by which an unchanged file is not loaded again."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Pack:
    """A city's folder: its names, its division code (GB/T 2260) and its files in loading order."""

    folder: Path
    code: str
    name: dict[str, str]
    files: tuple[PackFile, ...]


REQUIRED = ("path", "kind", "origin", "licence")


def read_pack(folder: Path) -> Pack:
    """Read `pack.toml`. Raises PackError naming every missing field and file."""
    manifest = folder / "pack.toml"
    try:
        content: dict[str, Any] = tomllib.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackError(f"{manifest} does not exist. A data pack is a folder with a pack.toml.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{manifest}: {error}") from error
    defects = [f"{manifest}: {name} is required." for name in ("code", "name") if name not in content]
    files = []
    for number, entry in enumerate(content.get("file", []), start=1):
        missing = [name for name in REQUIRED if not entry.get(name)]
        if missing:
            defects.append(f"{manifest}: file {number}: {', '.join(missing)} must be given.")
            continue
        path = (folder / entry["path"]).resolve()
        if not path.is_relative_to(folder.resolve()):
            defects.append(f"{manifest}: file {number}: {entry['path']} lies outside the pack.")
        elif not path.is_file():
            defects.append(f"{manifest}: file {number}: {entry['path']} does not exist.")
        else:
            files.append(PackFile(path, entry["kind"], entry["origin"], entry["licence"]))
    if defects:
        raise PackError("\n".join(defects))
    return Pack(folder, str(content["code"]), dict(content["name"]), tuple(files))
