"""Reading a CSV table of a pack, with every defect named by its line and column."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from longcheng.core.datapack.pack import PackError

Read = Callable[[str], Any]
DEFECTS_SHOWN = 50
LINE = "#line"


def read_table(path: Path, columns: Mapping[str, Read]) -> list[dict[str, Any]]:
    """Read the named columns with their readers (which raise ValueError for what does not fit).

    The text is UTF-8, with or without a byte-order mark; columns that are not named are left out. Each row
    also tells the line of the file it ends on, under `LINE`.
    Raises PackError listing the defects of all rows, at most fifty of them in words.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: the text must be UTF-8: {error}.") from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in columns if name not in (reader.fieldnames or [])]
    if missing:
        raise PackError(
            f"{path}: the column {', '.join(missing)} is missing. It has {', '.join(reader.fieldnames or [])}."
        )
    rows, defects = [], []
    for row in reader:
        values: dict[str, Any] = {LINE: reader.line_num}
        for name, read in columns.items():
            try:
                values[name] = read((row[name] or "").strip())
            except ValueError as error:
                defects.append(f"{path}:{reader.line_num}: {name}: {error} (it is {row[name]!r}).")
        rows.append(values)
    if defects:
        more = len(defects) - DEFECTS_SHOWN
        tail = [f"… and {more} more defects."] if more > 0 else []
        raise PackError("\n".join([*defects[:DEFECTS_SHOWN], *tail]))
    return rows
