"""The small immutable things that a declaration is made of."""

from dataclasses import dataclass
from datetime import date
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
    None means everybody of that audience, signed in or not unless `needs_account`; with `needs_role` whoever holds
    any role. `words` are what else people
    call it, in any language, for the search; `life_events` names the events of `declaration.life` it belongs to.
    """

    audience: Audience
    label: "_StrOrPromise"
    url: str
    hint: "_StrOrPromise" = ""
    permission: str | None = None
    needs_account: bool = False
    needs_role: bool = False
    words: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Something an account may do, named `<room>.<verb>` such as `notices.publish`.

    A personal one reads what is known of a person. No role carries it alone: the room's `policies.cedar`
    says who may use it for which purpose.
    """

    name: str
    title: "_StrOrPromise"
    is_personal: bool = False


@dataclass(frozen=True, kw_only=True)
class Role:
    """A named bundle of permissions that an account holds in an area, with a start and an end."""

    name: str
    title: "_StrOrPromise"
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PurposeKind:
    """A kind of thing that is a purpose while it is open 办理事由: a case, an incident, an appointment, a care order.

    The room opens and closes each one (`core.access.purposes.open_matter`, `close_matter`).
    `told` is how the person reads it, with the reference in it: "your appointment %(reference)s".
    """

    name: str
    title: "_StrOrPromise"
    told: "_StrOrPromise"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A statutory duty 法定职责 that is a purpose in itself, with the article that lays it on the reader.

    `title` is how the person reads it. `law` and `article` are quoted as the gazette has them.
    """

    name: str
    title: "_StrOrPromise"
    law: str
    article: str
    in_force_from: date
    source: str
    in_force_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class MandateScope:
    """What one may do for another under a mandate 代办范围, such as `health`.

    With `is_for_organisations` only an organisation can let somebody do it, and no person is asked about it.
    """

    name: str
    title: "_StrOrPromise"
    hint: "_StrOrPromise" = ""
    is_for_organisations: bool = False


@dataclass(frozen=True, kw_only=True)
class TvPage:
    """A page for the television, on its home screen and under a digit of the remote control.

    `url` names a view of the room's `tv.py`, such as `tv-notices:list`; `icon` is one of the city's set. `digit` is
    what one presses to come here from anywhere, 1 to 99, unique in the city. A personal page opens only on a set
    that the person has paired and said yes to. One that `needs_area` first asks the set where it stands.
    """

    label: "_StrOrPromise"
    url: str
    digit: int
    icon: str
    hint: "_StrOrPromise" = ""
    is_personal: bool = False
    needs_area: bool = False


@dataclass(frozen=True, kw_only=True)
class LiveTopic:
    """Something that open pages follow on the live line, named `<room>.<subject>` such as `events.deliveries`.

    Without a permission every signed-in account may follow it, with `is_public` everybody. `carries` names the
    fields that may be sent along; what is public carries nothing of a person.
    """

    name: str
    title: "_StrOrPromise"
    permission: str | None = None
    is_public: bool = False
    carries: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WallTile:
    """One tile of the wall; `shows` names the function of the room's `wall.py` that measures it.

    `owner` is the department that answers for it. `columns` and `rows` are of a grid of 12 by 6, `group` the page it
    stands on, `stale_after_s` when a value is too old to be believed, `topics` what makes it ask anew at once.
    """

    name: str
    title: "_StrOrPromise"
    owner: "_StrOrPromise"
    shows: str
    group: str = "city"
    columns: int = 4
    rows: int = 2
    order: int = 50
    stale_after_s: int = 60
    topics: tuple[str, ...] = ()
    has_divisions: bool = False
