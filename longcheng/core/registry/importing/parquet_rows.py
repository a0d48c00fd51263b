"""Parquet: read by row groups and portions; only loaded where such a file comes, for its library is large."""

from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from longcheng.core.registry.importing.rows import (
    CELL_MOST,
    COLUMNS_MOST,
    ROWS_MOST,
    START,
    FileRefused,
    Flawed,
    Heads,
    Options,
    Place,
    Row,
)

PORTION = 1_000
GROUP_BYTES_MOST = 512 * 1024 * 1024
_DAMAGED = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)


class ParquetRows:
    """A Parquet file opened as a table. The first row is number 1: there is no row of heads."""

    def __init__(self, file: IO[bytes], options: Options) -> None:
        """Read its description. Raises FileRefused."""
        self.warnings: list[tuple[int, str]] = []
        try:
            file.seek(0)
            self._file = self._open(file)
        except _DAMAGED as error:
            raise FileRefused(_("This is not a whole Parquet file. Write it anew and send that.")) from error
        schema = self._file.schema_arrow
        nested = {field.name for field in schema if pa.types.is_nested(field.type)}
        self._plain = [name for name in schema.names if name not in nested]
        self._nested = sorted(nested)
        self.columns = Heads.of(schema.names).names
        self.total = self._file.metadata.num_rows

    def _open(self, file: IO[bytes]) -> Any:
        metadata = pq.read_metadata(file)
        if metadata.num_columns > COLUMNS_MOST * 5 or metadata.num_rows > ROWS_MOST:
            raise FileRefused(_("The file has too many columns or rows. Split it."))
        groups = [metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups)]
        if groups and max(groups) > GROUP_BYTES_MOST:
            raise FileRefused(_("A row group of the file is too large. Write it with smaller ones (100 MB)."))
        schema = metadata.schema.to_arrow_schema()
        texts = [field.name for field in schema if _is_text(field.type)]
        file.seek(0)
        # A text that stands in a million rows is held once, so that a small file cannot grow without bound.
        return pq.ParquetFile(file, read_dictionary=texts, memory_map=False, pre_buffer=False)

    def rows(self, after: Place = START, *, beyond: int = 0) -> Iterator[Row]:
        """See Reader."""
        number = 0
        flawed = Flawed(_("A list or an object stands here. Write one plain value.")) if self._nested else None
        for group in range(self._file.num_row_groups):
            count = self._file.metadata.row_group(group).num_rows
            if number + count <= beyond:
                number += count
                continue
            try:
                for batch in self._file.iter_batches(PORTION, row_groups=[group], columns=self._plain):
                    values = [_values(column) for column in batch.columns]
                    for index in range(batch.num_rows):
                        number += 1
                        if number <= beyond:
                            continue
                        cells = {name: column[index] for name, column in zip(batch.schema.names, values, strict=True)}
                        yield Row(number, cells | dict.fromkeys(self._nested, flawed))
            except _DAMAGED:
                yield Row(number + 1, {}, START, _("From here on the file is damaged. Write it anew and send that."))
                return


def _is_text(kind: Any) -> bool:
    types = pa.types
    return any(is_of(kind) for is_of in (types.is_string, types.is_large_string, types.is_binary))


def _values(column: Any) -> list[Any]:
    if isinstance(column, pa.DictionaryArray):
        known = _plain(column.dictionary)
        return [None if index is None else known[index] for index in column.indices.to_pylist()]
    return _plain(column)


def _plain(column: Any) -> list[Any]:
    """Values of Python; a text that is far too long is never made."""
    if _is_text(column.type) and len(column) and (pc.max(pc.binary_length(column)).as_py() or 0) > CELL_MOST * 4:
        return [_one(scalar) for scalar in column]
    try:
        return [_bounded(value) for value in column.to_pylist()]
    except (OverflowError, ValueError):
        return [_one(scalar) for scalar in column]


def _one(scalar: Any) -> Any:
    if _is_text(scalar.type) and scalar.is_valid and scalar.as_buffer().size > CELL_MOST * 4:
        return _bounded("x" * (CELL_MOST + 1))
    try:
        return _bounded(scalar.as_py())
    except (OverflowError, ValueError):
        return Flawed(_("This value cannot be read. Write it as text."))


def _bounded(value: Any) -> Any:
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            return Flawed(_("This value cannot be read. Write it as text."))
    if isinstance(value, str) and len(value) > CELL_MOST:
        return Flawed(_("The cell holds more than %(most)s signs. Shorten it.") % {"most": f"{CELL_MOST:,}"})
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value
