"""The sealed and the indexed columns of the whole city, and which key how much of them stands under."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

from longcheng.core.protection.fields import BlindIndexField, SealedTextField
from longcheng.core.protection.ring_file import ID_BYTES
from longcheng.core.protection.sealing import VERSION

OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Column:
    """One column with its table, quoted for SQL."""

    model: type[models.Model]
    field: SealedTextField | BlindIndexField

    @property
    def kind(self) -> str:
        """Which keys of the ring it stands under."""
        return "sealing" if isinstance(self.field, SealedTextField) else "index"

    @property
    def table(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)

    @property
    def name(self) -> str:
        return connection.ops.quote_name(str(self.field.column))

    @property
    def pk(self) -> str:
        return connection.ops.quote_name(str(self.model._meta.pk.column))

    @property
    def place(self) -> str:
        return self.field.place


def columns(kind: str) -> Iterator[Column]:
    """Every column of a kind, of all models that own a table."""
    wanted = SealedTextField if kind == "sealing" else BlindIndexField
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, wanted):
                yield Column(model, field)


def key_id_of(column: Column) -> str:
    """SQL for the key id of a stored value, in hex; OTHERWISE for what an earlier version stored."""
    if column.kind == "index":
        return f"encode(substring({column.name} from 1 for {ID_BYTES}), 'hex')"
    return (
        f"CASE WHEN get_byte({column.name} || '\\x00'::bytea, 0) = {VERSION[0]} "
        f"THEN encode(substring({column.name} from {len(VERSION) + 1} for {ID_BYTES}), 'hex') ELSE '{OTHERWISE}' END"
    )


def values_by_key(kind: str) -> dict[str, Counter[str]]:
    """Key id → place → how many values stand under it. Reads every sealed table once."""
    found: dict[str, Counter[str]] = {}
    with connection.cursor() as cursor:
        for column in columns(kind):
            cursor.execute(
                f"SELECT {key_id_of(column)}, count(*) FROM {column.table} "  # noqa: S608  quoted names, no input
                f"WHERE {column.name} IS NOT NULL GROUP BY 1"
            )
            for key_id, count in cursor.fetchall():
                found.setdefault(key_id, Counter())[column.place] += count
    return found
