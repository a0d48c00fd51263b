"""What a program may ask a person for: each scope in plain words, with the fields it opens.

A room declares its scopes as `SCOPES` in a module `scopes.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from longcheng.core.access.models import Account
from longcheng.core.declaration import rooms

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that is told of a person: its claim, its name for people, and where it comes from.

    `read` gives the value; the empty text means that the city does not know it, and nothing is told.
    """

    claim: str
    title: "_StrOrPromise"
    read: Callable[[Account], str]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a person agrees to at once 授权范围.

    A scope with `fields` tells something of the person. One without opens operations of the city's API.
    `for_programs` says whether a program may also hold it in its own name, without any person.
    """

    name: str
    title: "_StrOrPromise"
    explanation: "_StrOrPromise"
    fields: tuple[Field, ...] = ()
    for_programs: bool = False


@cache
def declared_scopes() -> Mapping[str, Scope]:
    """Every scope of every room by name, from the lowest floor up."""
    return {scope.name: scope for room in rooms() if room.has_part("scopes") for scope in room.part("scopes").SCOPES}


def chosen_scopes(names: list[str]) -> list[Scope]:
    """The scopes of these names, in the order of their declaration; unknown names are left out."""
    return [scope for name, scope in declared_scopes().items() if name in names]
