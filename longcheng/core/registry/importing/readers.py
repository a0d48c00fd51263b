"""Which reader opens which kind of file. Each is loaded when such a file comes, so that no page carries its library."""

from importlib import import_module
from typing import IO

from django.utils.translation import gettext as _

from longcheng.core.registry.importing.rows import FileRefused, Options, Reader

# The kinds of core.protection.upload_kinds that can be imported, and the reader of each.
READERS = {
    "table_csv": ("csv_rows", "CsvRows"),
    "xlsx": ("xlsx_rows", "XlsxRows"),
    "jsonl": ("jsonl_rows", "JsonRows"),
    "parquet": ("parquet_rows", "ParquetRows"),
}
KINDS = frozenset(READERS)


def open_table(file: IO[bytes], *, kind: str, options: Options) -> Reader:
    """Open a file as a table. Raises FileRefused."""
    if kind not in READERS:
        raise FileRefused(_("Files of this kind are not read. Send CSV, XLSX, JSON lines or Parquet."))
    module, name = READERS[kind]
    reader: Reader = getattr(import_module(f"longcheng.core.registry.importing.{module}"), name)(file, options)
    return reader
