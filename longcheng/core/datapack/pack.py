"""Reading a data pack's `pack.toml`, with all defects at once."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any


class PackError(Exception):
    """The pack or one of its files cannot be used; the text lists every defect with its place."""


@dataclass(frozen=True)
class PackFile:
    """One file of a pack: its kind says which room reads it; origin and licence are required.

    `facts` is everything else that its entry says. A local file has no open licence, so it lies beside the checkout
    and not in the pack: it is read where it is and never passed on. `follows` names kinds that it is worked out from.
    """

    path: Path
    kind: str
    origin: str
    licence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_local: bool = False
    follows: tuple[str, ...] = ()
    name: str = ""

    def digest(self) -> str:
        """SHA-256 of the file and of what its entry says, by which an unchanged file is not loaded again."""
        digest = hashlib.sha256(self.path.read_bytes())
        if self.facts:
            digest.update(repr(sorted(self.facts.items())).encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Pack:
    """A city's folder: its names, its division code (GB/T 2260) and its files in loading order.

    `entries` are the files with the local ones that lie beside the checkout, in loading order; `absent` names those
    that do not. `facts` is everything else that the manifest says.
    """

    folder: Path
    code: str
    name: dict[str, str]
    files: tuple[PackFile, ...]
    entries: tuple[PackFile, ...] = ()
    absent: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


REQUIRED = ("path", "kind", "origin", "licence")
LOCAL = "local:"


def read_pack(folder: Path, *, local_data: Path | None = None) -> Pack:
    """Read `pack.toml`. Raises PackError naming every missing field and file.

    Local files are looked for in the folder `local_data`; without one, all of them are absent.
    """
    manifest = folder / "pack.toml"
    try:
        content: dict[str, Any] = tomllib.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackError(f"{manifest} does not exist. A data pack is a folder with a pack.toml.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{manifest}: {error}") from error
    defects = [f"{manifest}: {name} is required." for name in ("code", "name") if name not in content]
    entries: list[PackFile] = []
    absent: list[str] = []
    for number, entry in enumerate(content.get("file", []), start=1):
        missing = [name for name in REQUIRED if not entry.get(name)]
        if missing:
            defects.append(f"{manifest}: file {number}: {', '.join(missing)} must be given.")
            continue
        is_local = bool(entry.get("local"))
        base = local_data if is_local else folder
        path = ((base or folder) / entry["path"]).resolve()
        if not path.is_relative_to((base or folder).resolve()):
            defects.append(f"{manifest}: file {number}: {entry['path']} lies outside the pack.")
        elif is_local and (base is None or not path.is_file()):
            absent.append(entry["path"])
        elif not path.is_file():
            defects.append(f"{manifest}: file {number}: {entry['path']} does not exist.")
        else:
            entries.append(
                _entry(entry, path, is_local=is_local, is_read_before=any(one.path == path for one in entries))
            )
    if defects:
        raise PackError("\n".join(defects))
    files = tuple(entry for entry in entries if not entry.is_local)
    return Pack(
        folder,
        str(content["code"]),
        dict(content["name"]),
        files,
        tuple(entries),
        tuple(absent),
        MappingProxyType(content),
    )


def _entry(entry: Mapping[str, Any], path: Path, *, is_local: bool, is_read_before: bool) -> PackFile:
    """What several rooms read, each as a kind of its own, is known as loaded by each of them."""
    kind = f"#{entry['kind']}" if is_read_before else ""
    known = {*REQUIRED, "local", "follows"}
    return PackFile(
        path,
        entry["kind"],
        entry["origin"],
        entry["licence"],
        MappingProxyType({key: value for key, value in entry.items() if key not in known}),
        is_local,
        tuple(entry.get("follows", ())),
        f"{LOCAL if is_local else ''}{entry['path']}{kind}",
    )
