"""Translations: extracted from code and templates, compared with the catalogues, compiled without system tools."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGES = ("zh_Hans",)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A call as `templatize` writes it; its texts may hold quotes and parentheses of their own.
_TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<!\w)(?:n?p?gettext|_)\({_TEXT}(?:, {_TEXT})*(?:, ?count)?\)")


def catalogue(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def translated_folders(package: Path) -> list[Path]:
    """Every room's folder: those with an apps.py."""
    return sorted(path.parent for path in package.rglob("apps.py"))


def compile_translations(package: Path) -> int:
    """Write the .mo beside every .po that is newer; returns how many were written."""
    written = 0
    for po in package.rglob("locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parents[1].name)
        buffer = BytesIO()
        write_mo(buffer, catalog)
        temporary = mo.with_suffix(".mo.tmp")
        temporary.write_bytes(buffer.getvalue())
        temporary.replace(mo)
        written += 1
    return written


Message = tuple[str | None, tuple[str, ...]]


def messages_of(folder: Path) -> dict[Message, list[str]]:
    """Every translatable text of a room → the files it stands in. Rooms within rooms count for themselves."""
    inner = [path for path in translated_folders(folder) if path != folder]
    found: dict[Message, list[str]] = {}
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.txt")]):
        if "tests" in path.relative_to(folder).parts or any(path.is_relative_to(other) for other in inner):
            continue
        texts = _from_python(path.read_bytes()) if path.suffix == ".py" else _from_template(path)
        for message in texts:
            found.setdefault(message, []).append(str(path.relative_to(folder)))
    return found


def _from_python(source: bytes) -> Iterator[Message]:
    for _, name, message, _ in extract_python(BytesIO(source), KEYWORDS, [], {"encoding": "utf-8"}):
        parts = tuple(message) if isinstance(message, tuple | list) else (message,)
        function = str(name or "").removesuffix("_lazy")
        has_context, has_plural = function.endswith("pgettext"), function.startswith("n")
        needed = parts[: 1 + has_context + has_plural]
        if not all(needed):
            continue  # a text that is only known while running, or none at all
        yield (needed[0], needed[1:]) if has_context else (None, needed)


def _from_template(path: Path) -> Iterator[Message]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    calls = "\n".join(match[0] for match in _CALL.finditer(code))
    yield from _from_python(calls.encode())


def defects(package: Path) -> list[str]:
    """What keeps a translation from being complete: missing, empty, fuzzy or no longer used texts."""
    lines = []
    for folder in translated_folders(package):
        wanted = messages_of(folder)
        for language in LANGUAGES:
            path = catalogue(folder, language)
            if not path.exists():
                if wanted:
                    lines.append(f"{path} does not exist, {len(wanted)} texts wait for it.")
                continue
            lines += _compare(path, wanted, language)
    return lines + clashes(package)


def clashes(package: Path) -> list[str]:
    """Texts that two rooms translate differently: Django merges all catalogues, so one would win everywhere."""
    lines: list[str] = []
    first: dict[tuple[str, str | None, str], tuple[Path, object]] = {}
    for path in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parents[1].name)
        for entry in catalog:
            key = (path.parents[1].name, entry.context, str(entry.id))
            other, string = first.setdefault(key, (path, entry.string))
            if entry.id and string != entry.string:
                lines.append(f"{path}: {entry.id!r} is translated otherwise in {other}. Give one of them other words.")
    return lines


def _compare(path: Path, wanted: dict[Message, list[str]], language: str) -> list[str]:
    with path.open("rb") as source:
        catalog = read_po(source, locale=language)
    lines = []
    present: set[Message] = set()
    for entry in catalog:
        if not entry.id:
            continue
        key = (entry.context, tuple(entry.id) if isinstance(entry.id, tuple | list) else (entry.id,))
        present.add(key)
        strings = tuple(entry.string) if isinstance(entry.string, tuple | list) else (str(entry.string or ""),)
        if entry.fuzzy or not all(strings):
            lines.append(f"{path}: {key[1][0]!r} is {'fuzzy' if entry.fuzzy else 'not translated'}.")
        if key not in wanted:
            lines.append(f"{path}: {key[1][0]!r} is no longer used. Remove it.")
        lines += [f"{path}: {defect}" for defect in _placeholder_defects(key[1], strings)]
    lines += [f"{path}: {key[1][0]!r} of {wanted[key][0]} is missing." for key in wanted if key not in present]
    return lines


def _placeholder_defects(ids: tuple[str, ...], strings: tuple[str, ...]) -> list[str]:
    named = re.compile(r"%\((\w+)\)")
    expected = set(named.findall(" ".join(ids)))
    return [
        f"{ids[0]!r}: it names {sorted(set(named.findall(text)) - expected)}, which the text does not give."
        for text in strings
        if text and set(named.findall(text)) - expected
    ]


def update(package: Path) -> int:
    """Add what is missing to the catalogues, drop what is unused; returns how many texts are open."""
    still_open = 0
    for folder in translated_folders(package):
        wanted = messages_of(folder)
        for language in LANGUAGES:
            path = catalogue(folder, language)
            if not wanted and not path.exists():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            old = Catalog(locale=language)
            if path.exists():
                with path.open("rb") as source:
                    old = read_po(source, locale=language)
            fresh = Catalog(
                locale=language, fuzzy=False, project="Longcheng",
                creation_date=old.creation_date, revision_date=old.revision_date,
            )  # fmt: skip
            for (context, ids), places in sorted(wanted.items(), key=lambda pair: (pair[1][0], pair[0][1])):
                known = old.get(ids[0], context)
                string = _kept(known.string if known else "", ids)
                still_open += not string or not any(string)
                fresh.add(
                    ids if len(ids) > 1 else ids[0],
                    string,
                    locations=[(p, 0) for p in sorted(set(places))],
                    context=context,
                )
            with path.open("wb") as target:
                write_po(target, fresh, width=110, omit_header=False, sort_output=False, include_lineno=False)
    return still_open


def _kept(string: str | Sequence[str] | None, ids: tuple[str, ...]) -> str | tuple[str, ...]:
    """A known translation in the form its text needs now: one for a plain text, a row of forms for a plural."""
    forms = (string or "",) if isinstance(string, str | None) else tuple(string)
    return forms if len(ids) > 1 else forms[0]
