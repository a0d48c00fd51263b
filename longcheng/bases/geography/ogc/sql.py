"""A piece of SQL with its parameters, so that nothing of a client is ever part of the text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sql:
    """Text with `%s` for each parameter; a literal per cent sign is written twice."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: "Sql | str") -> "Sql":
        further = other if isinstance(other, Sql) else Sql(other)
        return Sql(self.text + further.text, self.params + further.params)


def joined(word: str, parts: Iterable[Sql]) -> Sql:
    """The parts in brackets with a word between them."""
    listed = list(parts)
    return Sql(f" {word} ".join(f"({part.text})" for part in listed), tuple(p for part in listed for p in part.params))


def together(parts: Iterable[Sql], *, between: str = ", ") -> Sql:
    """The parts as a list."""
    listed = list(parts)
    return Sql(between.join(part.text for part in listed), tuple(p for part in listed for p in part.params))
