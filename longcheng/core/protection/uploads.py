"""Files that people give us: accepted only if they are what they say, whole, harmless and within bounds.

    accepted = accept(request.FILES["letter"], kinds={"pdf", "jpeg"}, most_bytes=5_000_000)

All defects are told at once. What is accepted is still the sender's: store it under a name of our own and give it out
by `serving.serve` alone.
"""

import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from longcheng.core.protection.upload_kinds import KINDS, Kind
from longcheng.core.protection.upload_marks import Broken, looks_active

NAME_LENGTH_MAX = 150
IN_MEMORY_MAX = 2 * 1024 * 1024
CHUNK = 64 * 1024
FORBIDDEN_SIGNS = set('/\\:*?"<>|')
# Controls, invisible marks (those that turn the writing direction among them), lone surrogates, private and unassigned.
FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
ACTIVE_ENDINGS = re.compile(
    r"\.(bat|cmd|com|cpl|dll|exe|hta|html?|jar|js|jsp|lnk|mjs|msi|php\d?|ps1|py|scr|sh|svgz?|vbs|wsf|xhtml)\.",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong with a file, in words for the person who sent it."""

    text: str


class UploadRefused(ValueError):
    """The file is not accepted; `defects` lists everything that is wrong with it."""

    def __init__(self, defects: list[Defect]) -> None:
        super().__init__("\n".join(defect.text for defect in defects))
        self.defects = tuple(defects)


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept. `file` stands at its beginning and is gone when it is closed."""

    name: str
    kind: str
    media_type: str
    sha256: str
    size: int
    file: IO[bytes]

    def content(self) -> bytes:
        """All of it; at most as much as was allowed."""
        self.file.seek(0)
        return self.file.read()


def accept(file: Any, *, kinds: Collection[str], most_bytes: int) -> Accepted:
    """Check a file from a form. Raises UploadRefused. Reads no more than one chunk beyond `most_bytes`."""
    name = unicodedata.normalize("NFC", str(getattr(file, "name", "") or ""))
    defects = [Defect(text) for text in name_defects(name)]
    kept, digest, size = _keep(file, most_bytes)
    kind = _kind_of(name, kinds)
    if size == 0:
        defects.append(Defect(_("The file is empty. Choose another.")))
    if size > most_bytes:
        defects.append(
            Defect(_("The file is larger than %(most)s MB. Choose a smaller one.") % {"most": f"{most_bytes / 1e6:g}"})
        )
    if kind is None:
        defects.append(
            Defect(
                _("Files of this kind are not taken here. Send one of these: %(kinds)s.")
                % {"kinds": ", ".join(sorted(KINDS[allowed].endings[0] for allowed in kinds))}
            )
        )
    elif 0 < size <= most_bytes:
        defects += [Defect(text) for text in _content_defects(kept, kind, str(getattr(file, "content_type", "") or ""))]
    if defects or kind is None:
        kept.close()
        raise UploadRefused(defects)
    kept.seek(0)
    return Accepted(name, kind.name, kind.media_types[0], digest, size, kept)


def name_defects(name: str) -> Iterator[str]:
    """What is wrong with a file's name."""
    if not name.strip(" .") or name.startswith("."):
        yield _("The file has no name. Give it one.")
    if len(name) > NAME_LENGTH_MAX or len(name.encode("utf-8", "replace")) > 255:  # noqa: PLR2004, RUF100  NAME_MAX
        yield _("The file's name is too long. Use at most %(most)s signs.") % {"most": NAME_LENGTH_MAX}
    if any(sign in FORBIDDEN_SIGNS or unicodedata.category(sign) in FORBIDDEN_CATEGORIES for sign in name):
        yield _("The file's name holds signs that are not allowed, such as / or invisible ones. Rename it.")
    if name.endswith((" ", ".")) or DEVICES.match(name) or ACTIVE_ENDINGS.search(name):
        yield _("The file's name could be taken for a program. Rename it.")


def _keep(file: Any, most_bytes: int) -> tuple[IO[bytes], str, int]:
    """Copy what comes, counting, and stop as soon as it is too much."""
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_MAX)  # noqa: SIM115  lives as long as what is accepted
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > most_bytes:
            break
        digest.update(chunk)
        kept.write(chunk)
    return kept, digest.hexdigest(), size


def _kind_of(name: str, kinds: Collection[str]) -> Kind | None:
    ending = name.rpartition(".")[2].lower()
    return next((KINDS[kind] for kind in sorted(kinds) if ending in KINDS[kind].endings), None)


def _content_defects(file: IO[bytes], kind: Kind, declared: str) -> Iterator[str]:
    media_type = declared.partition(";")[0].strip().lower()
    if media_type and media_type != "application/octet-stream" and media_type not in kind.media_types:
        yield _("The file is named %(ending)s but was sent as something else. Save it anew and send that.") % {
            "ending": kind.endings[0]
        }
    file.seek(0)
    if kind.is_binary and looks_active(file):
        yield _("The file holds a hidden page or program. Save it anew from the program that made it.")
    file.seek(0)
    try:
        kind.check(file)
    except Broken as broken:
        yield str(broken)
