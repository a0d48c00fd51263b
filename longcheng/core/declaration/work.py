"""How a room says what waits for its staff: a module `work.py` with `WORK`, which the counter's first page reads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WAITING_MOST = 200  # of one kind on one page: whoever has more works from the room's own list


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that waits. `title` names no person. `since` is when it began to wait, `due_at` when it is owed.

    `key` names it within its kind, `holder_id` is the account that has taken it.
    """

    key: str
    title: str
    url: str
    since: datetime
    due_at: datetime | None = None
    area_code: str = ""
    note: str = ""
    holder_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Work:
    """A kind of work. `waiting` gives what this account may act on, what is owed first standing first, bounded.

    `url` names the room's own list. `take` gives one thing to an account, or to nobody again (None); the room's own
    action checks the right.
    """

    name: str
    title: "_StrOrPromise"
    permission: str
    waiting: Callable[[Any], Iterable[Task]]
    url: str
    take: Callable[[Any, str, Any], None] | None = None
