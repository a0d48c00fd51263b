"""What a personal record is made of: parts that are shown or masked, each by the word of the policies."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from longcheng.core.access.masks import hidden
from longcheng.core.declaration import rooms

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Part:
    """One group of fields that is shown or hidden together.

    `value` takes it from a row; `mask` makes what stands in its place.
    """

    name: str
    title: "_StrOrPromise"
    value: Callable[[Any], Any]
    mask: Callable[[str], str] = hidden


def _never(row: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class PersonalRecord:
    """A kind of row about one person. `subject` and `area` take the person's account id and home from a row.

    `is_protected` says of a row whether the person's whereabouts are kept secret; policies speak of it.
    A room lists its records in `personal.py` as `RECORDS`.
    """

    name: str
    title: "_StrOrPromise"
    permission: str
    parts: tuple[Part, ...]
    subject: Callable[[Any], int]
    area: Callable[[Any], str]
    is_protected: Callable[[Any], bool] = _never

    def part(self, name: str) -> Part:
        """The part of this name. Raises LookupError if there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise LookupError(f"The record {self.name} has no part {name!r}.")


@dataclass(frozen=True)
class Value:
    """A part as the reader gets it: what it says, or its mask and why it is masked."""

    part: Part
    content: Any
    is_masked: bool = False

    def __str__(self) -> str:
        return str(self.content)


@dataclass(frozen=True)
class Seen:
    """One row as the reader may see it; in a template `seen.address` is a Value."""

    row_id: int
    subject_id: int
    values: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values.values())

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of the parts that are not masked."""
        return tuple(name for name, value in self.values.items() if not value.is_masked)


@cache
def records() -> Mapping[str, PersonalRecord]:
    """Every kind of personal record of every room, by name."""
    return {
        record.name: record
        for room in rooms()
        if room.has_part("personal")
        for record in _listed(room.part("personal"))
    }


def _listed(module: Any) -> tuple[PersonalRecord, ...]:
    return tuple(getattr(module, "RECORDS", ()))
