"""Fields for personal data: text that is sealed in the database, and the index by which it can still be found.

    class Contact(models.Model):
        phone = SealedTextField()
        phone_index = BlindIndexField(source="phone")
        objects = SealedQuerySet.as_manager()

    Contact.objects.filter(phone_index="138 0000 0000")

The model and the field a value belongs to are part of its seal, so it cannot be moved to another column. The row is
not: its number is not known before the first insert. Whoever can write to the database could thus exchange the values
of two rows of one column, and could do the same with any other column that is not sealed.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import DataError, models
from django.db.models.lookups import Exact, In
from django.db.models.query_utils import DeferredAttribute

from longcheng.core.protection.blind import blind_index, blind_indexes, normal
from longcheng.core.protection.ring_file import KeyRingError
from longcheng.core.protection.sealing import VERSION, SealBroken, seal, unseal


class Broken:
    """Stands where a value should be that does not open; whoever uses it is told why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __str__(self) -> str:
        raise SealBroken(self.reason)

    def __repr__(self) -> str:
        return f"<a seal that does not open: {self.reason}>"


class SealedAttribute(DeferredAttribute):
    """The attribute of a row. Reading a value that does not open raises SealBroken with model, field and row."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Broken):
            raise SealBroken(f"{instance._meta.object_name} {instance.pk}, {value.reason}")
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.Field):
    """Text that only the city's keys open; reads give str, nothing can be searched or sorted in it.

    `sealed_as` keeps the old name (`room.model.field`) after a model or field was renamed. `opens_old` opens what an
    earlier version stored in this column. The length of a text can be told from its ciphertext.
    """

    descriptor_class = SealedAttribute

    def __init__(
        self, *args: Any, sealed_as: str = "", opens_old: Callable[[bytes], str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sealed_as, self.opens_old = sealed_as, opens_old

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"sealed_as": self.sealed_as} if self.sealed_as else {})

    @property
    def place(self) -> str:
        """What the seal is bound to."""
        return self.sealed_as or f"{self.model._meta.label_lower}.{self.name}"

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def get_internal_type(self) -> str:
        return "SealedTextField"

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str | Broken) else str(value)

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> bytes | None:
        if isinstance(value, bytes | memoryview):
            raise TypeError(f"{self.place} takes text. It seals by itself.")
        text = self.get_prep_value(value)
        if isinstance(text, Broken):
            raise SealBroken(text.reason)
        return None if text is None else self.sealed(text)

    def sealed(self, text: str) -> bytes:
        """The bytes to store. Raises DataError, as the database does, for text that no encoding knows."""
        try:
            return seal(text.encode(), place=self.place)
        except UnicodeEncodeError:
            raise DataError(f"{self.place}: the text holds half a sign (a lone surrogate).") from None

    def opened(self, stored: bytes) -> str:
        """The text of what is stored. Raises SealBroken."""
        if self.opens_old is not None and not stored.startswith(VERSION):
            return self.opens_old(stored)
        return unseal(stored, place=self.place).decode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | Broken | None:
        if value is None:
            return None
        try:
            return self.opened(bytes(value))
        except (SealBroken, KeyRingError) as error:  # the rest of the row can still be read
            return Broken(f"{self.place}: {error}" if isinstance(error, KeyRingError) else str(error))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.place} is sealed and cannot be searched ({lookup_name}). Find it by its blind index, or read the "
            "rows and compare."
        )

    def get_transform(self, lookup_name: str) -> Any:
        return self.get_lookup(lookup_name)

    def check(self, **kwargs: Any) -> list[Any]:
        wrong = self.primary_key or self.unique or self.db_index  # type: ignore[attr-defined]  # in no stub
        error = checks.Error(
            f"{self} is sealed: the same text is stored differently each time.",
            hint="Remove unique, db_index and primary_key; give it a BlindIndexField.",
            obj=self,
            id="protection.E001",
        )
        return [*super().check(**kwargs), *([error] if wrong else [])]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": forms.Textarea, **kwargs})


class BlindIndexField(models.Field):
    """The index of a sealed field of the same model: `filter(phone_index="138…")` finds by exact, normal value.

    It follows its source in `save()` and `bulk_create()`, and in `update()` and `bulk_update()` of a SealedQuerySet.
    `save(update_fields=…)` must name both. `unique=True` holds except while the index key is being changed.
    """

    def __init__(self, *args: Any, source: str, normalise: Callable[[str], str] = normal, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)
        self.source, self.normalise = source, normalise

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"]
        kwargs["source"] = self.source
        if self.normalise is not normal:
            kwargs["normalise"] = self.normalise
        return name, path, args, kwargs

    @property
    def place(self) -> str:
        """What the index key is derived for."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def index_of(self, text: str | None) -> bytes | None:
        """The index of a text, by the current key."""
        return None if text is None else blind_index(self.normalise(text), field=self.place)

    def indexes_of(self, text: str) -> list[bytes]:
        """The index of a text by every key that rows may still be under."""
        return blind_indexes(self.normalise(text), field=self.place)

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def get_internal_type(self) -> str:
        return "BlindIndexField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def get_prep_value(self, value: Any) -> Any:
        return self.index_of(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        index = self.index_of(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, index)
        return index

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in {"exact", "in", "isnull"}:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.place} is a blind index: it knows exact, in and isnull, not {lookup_name}.")

    def check(self, **kwargs: Any) -> list[Any]:
        try:
            is_sealed = isinstance(self.model._meta.get_field(self.source), SealedTextField)
        except FieldDoesNotExist:
            is_sealed = False
        error = checks.Error(
            f"{self} names the source {self.source!r}, which is no sealed field of its model.",
            hint="Name a SealedTextField of the same model.",
            obj=self,
            id="protection.E002",
        )
        return [*super().check(**kwargs), *([] if is_sealed else [error])]


def _indexes(field: BlindIndexField, value: Any) -> list[bytes]:
    return field.indexes_of(value) if isinstance(value, str) else [value]


@BlindIndexField.register_lookup
class BlindExact(Exact):
    """Equal under any key of the ring, so that a row is found also while the index key is being changed."""

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            return super().get_prep_lookup()
        return _indexes(self.lhs.output_field, self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not isinstance(self.rhs, list):
            return super().as_sql(compiler, connection)
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, self.rhs]


@BlindIndexField.register_lookup
class BlindIn(In):
    """One of several texts, under any key of the ring."""

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            return super().get_prep_lookup()
        return [index for value in self.rhs if value is not None for index in _indexes(self.lhs.output_field, value)]
