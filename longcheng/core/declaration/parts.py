"""The small immutable things that a declaration is made of."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Audience(StrEnum):
    """Whom a menu is for."""

    RESIDENT = "resident"
    TV = "tv"
    STAFF = "staff"
    OPERATOR = "operator"


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One entry of a menu; it shows only to those who may open it.

    `url` is a URL name such as `notices:list`. `permission` names what the reader must hold;
    None means everybody of that audience.
    """

    audience: Audience
    label: "_StrOrPromise"
    url: str
    hint: "_StrOrPromise" = ""
    permission: str | None = None


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Something a role may do, named `<room>.<verb>` such as `notices.publish`."""

    name: str
    title: "_StrOrPromise"


@dataclass(frozen=True, kw_only=True)
class Role:
    """A named bundle of permissions that an account holds in an area, with a start and an end."""

    name: str
    title: "_StrOrPromise"
    permissions: tuple[str, ...]
