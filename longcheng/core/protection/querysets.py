"""The queryset of models with a blind index: what changes many rows at once changes their index too."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import FieldError
from django.db import models

from longcheng.core.protection.fields import BlindIndexField

Row = TypeVar("Row", bound=models.Model)


def indexes_of_model(model: type[models.Model]) -> list[BlindIndexField]:
    """The blind indexes of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, BlindIndexField)]


class SealedQuerySet(models.QuerySet[Row]):
    """Keeps every blind index in step with its source: `objects = SealedQuerySet.as_manager()`."""

    def update(self, **values: Any) -> int:
        for index in indexes_of_model(self.model):
            if index.source not in values or index.name in values:  # bulk_update names both
                continue
            text = values[index.source]
            if text is not None and not isinstance(text, str):
                raise FieldError(f"{index.place}: its source is sealed and takes a text, not an expression.")
            values[index.name] = index.index_of(text)
        return super().update(**values)

    def bulk_update(self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows, names = list(objs), list(fields)
        for index in indexes_of_model(self.model):
            if index.source in names:
                names = [*(name for name in names if name != index.name), index.name]
                for row in rows:
                    index.pre_save(row, add=False)
        return super().bulk_update(rows, names, batch_size=batch_size)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        changed: Sequence[str] | None = options.get("update_fields")
        if changed:
            names = list(changed)
            names += [i.name for i in indexes_of_model(self.model) if i.source in names and i.name not in names]
            options["update_fields"] = names
        return super().bulk_create(objs, *args, **options)


# Django's mark that no template may call them.
for _writes in (SealedQuerySet.update, SealedQuerySet.bulk_update, SealedQuerySet.bulk_create):
    vars(_writes)["alters_data"] = True
