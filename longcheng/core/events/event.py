"""The shape of an event: a frozen dataclass that knows its name, its order and its JSON form."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.apps import apps
from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event. The docstring of a subclass says when it is sent and when it is not.

    `ordered_by` names the field whose value keeps events in order: those with the same value reach
    each handler one after the other, in the order of their commits. `is_shared` lets the event leave
    the city by webhook and stream; it then must not carry personal data.
    """

    ordered_by: ClassVar[str]
    is_shared: ClassVar[bool] = False

    @classmethod
    def event_name(cls) -> str:
        """`<room>.<Class>`, such as `notices.NoticePublished`. Raises LookupError outside an installed room."""
        return _name_of(cls)

    @property
    def key(self) -> str:
        return str(getattr(self, self.ordered_by))

    def to_json(self) -> dict[str, Any]:
        """The event's data as JSON values."""
        data: dict[str, Any] = adapter(type(self)).dump_python(self, mode="json")
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The event again. Raises pydantic.ValidationError naming every field that does not fit."""
        event: Self = adapter(cls).validate_python(data)
        return event


def adapter(cls: type[Event]) -> TypeAdapter[Any]:
    """The translator between the dataclass and JSON, built once because that is costly."""
    if cls not in _adapters:
        _adapters[cls] = TypeAdapter(cls)
    return _adapters[cls]


def _name_of(cls: type[Event]) -> str:
    if cls not in _names:
        config = apps.get_containing_app_config(cls.__module__)
        if config is None:
            raise LookupError(f"{cls.__module__}.{cls.__qualname__} belongs to no installed room.")
        _names[cls] = f"{config.label}.{cls.__name__}"
    return _names[cls]


_adapters: dict[type[Event], TypeAdapter[Any]] = {}
_names: dict[type[Event], str] = {}
