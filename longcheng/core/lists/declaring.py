"""How a room declares a list of the staff: its columns, its rows, and what may be done with many of them at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from longcheng.core.access.models import Account
from longcheng.core.access.personal import PersonalRecord
from longcheng.core.lists.filters import Filter, Rows

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Kind = Literal["text", "number", "time", "day", "code", "tag"]
Tone = Literal["well", "waiting", "urgent", "plain"]


@dataclass(frozen=True)
class Tag:
    """A state in a word, with the tone in which it is said."""

    words: str
    tone: Tone = "plain"

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `value` takes it from a row (by default the attribute of its key).

    `sort` are the fields it is ordered by; without them its header is no link. `on_phone` says whether a card on a
    phone shows it, `is_shown` whether it shows before the reader chooses columns.
    """

    key: str
    title: "_StrOrPromise"
    value: Callable[[Any], Any] | None = None
    kind: Kind = "text"
    sort: tuple[str, ...] = ()
    on_phone: bool = True
    is_shown: bool = True

    def of(self, row: Any) -> Any:
        """What stands in this column for a row."""
        return self.value(row) if self.value is not None else getattr(row, self.key)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One line that an act on many rows wants to know before it begins, such as the reason."""

    name: str
    label: "_StrOrPromise"
    hint: "_StrOrPromise" = ""
    longest: int = 200
    is_required: bool = True


Values = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """Something that can be done with many rows at once.

    `do` calls the room's own action for one row, which checks the right and writes; it raises Unfit or Denied.
    `why_not` says beforehand why a row cannot be done (empty: it can). `undo` takes one row back.
    """

    name: str
    title: "_StrOrPromise"
    says: "_StrOrPromise"
    do: Callable[[Account, Any, Values], None]
    why_not: Callable[[Account, Any], str]
    undo: Callable[[Account, Any, Values], None] | None = None
    undo_title: "_StrOrPromise" = ""
    undo_within: timedelta = timedelta(days=1)
    asks: tuple[Ask, ...] = ()
    permission: str = ""
    is_danger: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonalRows:
    """The rows are people's data: a file of them is read for a purpose and leaves a line with each person.

    `record` says which parts there are; `row` takes the record's own row from a row of the list. A column whose key
    is the name of a part shows what the purpose lets through. Such a list has no page: a page of people is made for the
    purpose at hand, by the room itself.
    """

    record: PersonalRecord
    row: Callable[[Any], Any]


def _nothing(rows: list[Any]) -> None:
    """Most lists have all they need in the query itself."""


@dataclass(frozen=True, kw_only=True)
class StaffList:
    """A list of the staff. `rows` gives what this account may see, in the list's own order, and nothing else.

    `url` names the page on which it stands. `dress` gives rows what a query cannot, for a page at a time.
    `row_name` is how one row is called in previews; it is kept with a run, so it names no person.
    """

    name: str
    title: "_StrOrPromise"
    permission: str
    url: str
    rows: Callable[[Account], Rows]
    columns: tuple[Column, ...]
    row_name: Callable[[Any], str]
    filters: tuple[Filter, ...] = ()
    link: Callable[[Any], str] | None = None
    dress: Callable[[list[Any]], None] = _nothing
    actions: tuple[BulkAction, ...] = ()
    empty: "_StrOrPromise" = ""
    empty_how: "_StrOrPromise" = ""
    source: "_StrOrPromise" = ""
    personal: PersonalRows | None = None
    live: str = ""  # the news of the live line at which it refreshes

    def column(self, key: str) -> Column | None:
        """The column of this key."""
        return next((column for column in self.columns if column.key == key), None)

    def action(self, name: str) -> BulkAction | None:
        """The act on many rows of this name."""
        return next((action for action in self.actions if action.name == name), None)

    def dressed(self, rows: Iterable[Any]) -> list[Any]:
        """Some rows with all that their columns need."""
        found = list(rows)
        self.dress(found)
        return found
