"""The kinds of filter that a list may declare: each reads its own words of the address and narrows the rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.clock.days import midnight

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Rows = QuerySet[Any]
Choices = Sequence[tuple[str, "_StrOrPromise"]]
VALUE_MAX = 100
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Base of every kind. `name` is its word in the address, `field` the lookup it narrows by."""

    name: str
    title: "_StrOrPromise"
    field: str = ""
    widget = "text"

    @property
    def names(self) -> tuple[str, ...]:
        """Its words in an address."""
        return (self.name,)

    def read(self, data: Mapping[str, str], *, account: Account) -> tuple[dict[str, str], dict[str, str]]:
        """Its values by word, and its defects by word; what is empty is left out."""
        value = data.get(self.name, "").replace("\0", "").strip()[:VALUE_MAX]
        return ({self.name: value} if value else {}), {}

    def narrow(self, rows: Rows, values: Mapping[str, str]) -> Rows:
        """The rows that fit; all of them where the filter says nothing."""
        raise NotImplementedError

    def told(self, values: Mapping[str, str], *, account: Account) -> str:
        """What it says in words, for a file and for the name of a view; empty where it says nothing."""
        return values.get(self.name, "")


@dataclass(frozen=True, kw_only=True)
class Text(Filter):
    """Words that stand in any of the fields."""

    fields: tuple[str, ...]
    widget = "search"

    def narrow(self, rows: Rows, values: Mapping[str, str]) -> Rows:
        wanted = values.get(self.name)
        if not wanted:
            return rows
        found = Q()
        for name in self.fields:
            found |= Q(**{f"{name}__icontains": wanted})
        return rows.filter(found)


@dataclass(frozen=True, kw_only=True)
class Choice(Filter):
    """One of a few. `choices` may ask who is reading; `by` says how one narrows where a plain field would not do."""

    choices: "Choices | Callable[[Account], Choices]"
    by: Callable[[Rows, str], Rows] | None = None
    default: str = ""
    is_prefix: bool = False  # a division reaches what lies inside it: codes nest
    widget = "choice"

    def offered(self, account: Account) -> list[tuple[str, str]]:
        """Its values with their words."""
        found: Iterable[tuple[str, Any]] = self.choices(account) if callable(self.choices) else self.choices
        return [(str(value), str(words)) for value, words in found]

    def read(self, data: Mapping[str, str], *, account: Account) -> tuple[dict[str, str], dict[str, str]]:
        value = data.get(self.name, self.default)
        if not value:
            # An emptied filter that has a default must stay in the address, or the default would come back.
            return ({self.name: ""} if self.default and self.name in data else {}), {}
        if value not in {offered for offered, _words in self.offered(account)}:
            return {}, {self.name: _("Choose one of the list under “%(title)s”.") % {"title": self.title}}
        return {self.name: value}, {}

    def narrow(self, rows: Rows, values: Mapping[str, str]) -> Rows:
        value = values.get(self.name)
        if not value:
            return rows
        if self.by is not None:
            return self.by(rows, value)
        return rows.filter(**{f"{self.field}__startswith" if self.is_prefix else self.field: value})

    def told(self, values: Mapping[str, str], *, account: Account) -> str:
        value = values.get(self.name, "")
        return dict(self.offered(account)).get(value, value) if value else ""


@dataclass(frozen=True, kw_only=True)
class Yes(Filter):
    """A box to tick."""

    by: Callable[[Rows], Rows]
    widget = "yes"

    def read(self, data: Mapping[str, str], *, account: Account) -> tuple[dict[str, str], dict[str, str]]:
        return ({self.name: "1"} if data.get(self.name) == "1" else {}), {}

    def narrow(self, rows: Rows, values: Mapping[str, str]) -> Rows:
        return self.by(rows) if values.get(self.name) == "1" else rows

    def told(self, values: Mapping[str, str], *, account: Account) -> str:
        return _("yes") if values.get(self.name) == "1" else ""


@dataclass(frozen=True, kw_only=True)
class Days(Filter):
    """From a day to a day, both included, of a moment."""

    widget = "days"

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, data: Mapping[str, str], *, account: Account) -> tuple[dict[str, str], dict[str, str]]:
        values, defects = {}, {}
        for name in self.names:
            text = data.get(name, "").strip()[:VALUE_MAX]
            if text and _day(text) is None:
                defects[name] = _("A day must be written like 2026-12-31.")
            elif text:
                values[name] = text
        first, last = (values.get(name) for name in self.names)
        if first and last and first > last:
            defects[self.names[1]] = _("The last day lies before the first.")
        return values, defects

    def narrow(self, rows: Rows, values: Mapping[str, str]) -> Rows:
        first, last = (_day(values.get(name, "")) for name in self.names)
        if first is not None:
            rows = rows.filter(**{f"{self.field}__gte": midnight(first)})
        if last is not None:
            rows = rows.filter(**{f"{self.field}__lt": midnight(last + timedelta(days=1))})
        return rows

    def told(self, values: Mapping[str, str], *, account: Account) -> str:
        first, last = (values.get(name, "") for name in self.names)
        return f"{first or '…'} – {last or '…'}" if first or last else ""


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None
