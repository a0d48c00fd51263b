"""One page of a list, ready to be shown by `<c-staff-list>`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.core.access.doors import signed_in_account
from longcheng.core.access.permissions import may
from longcheng.core.lists.cells import Cell, cell
from longcheng.core.lists.declaring import BulkAction, Column, StaffList
from longcheng.core.lists.filters import Choice, Filter
from longcheng.core.lists.models import SavedView
from longcheng.core.lists.queries import views_for
from longcheng.core.lists.query import COLUMNS, DENSE, PAGE, PAGE_MAX, SORT, ListQuery

PER_PAGE = 25
FIELDS_OPEN = 3
CHEAP_COUNT = 1_000  # rows are counted so far without being asked to
VIEW, COUNT, NO_VIEW = "view", "count", "0"


@dataclass(frozen=True)
class Head:
    """The head of one column: where a press on it leads, and how it is ordered now."""

    column: Column
    href: str
    direction: str  # ascending, descending or empty


@dataclass(frozen=True)
class Row:
    """One row: its number, what it is called, where it leads, its cells."""

    key: int
    name: str
    href: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Field:
    """One filter as the bar shows it."""

    filter: Filter
    values: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    error: str

    @property
    def names(self) -> tuple[str, ...]:
        return self.filter.names


@dataclass(frozen=True)
class ViewLink:
    """A saved view as the bar shows it."""

    view: SavedView
    href: str
    is_current: bool
    is_own: bool


class ListPage:
    """What stands on the page; everything costs only when the page shows it."""

    def __init__(self, request: HttpRequest, of: StaffList) -> None:
        if of.personal is not None:
            raise ImproperlyConfigured(f"{of.name} holds people's data: its rows leave only as a file for a purpose.")
        self.of, self.account = of, signed_in_account(request)
        self.path = reverse(of.url)
        known = {name for one in of.filters for name in one.names} | {SORT, COLUMNS, PAGE, DENSE, VIEW}
        self.view = self._view(request.GET.get(VIEW, ""), is_plain=not known & set(request.GET))
        is_by_view = self.view is not None and not (known - {VIEW}) & set(request.GET)
        self.wish = (
            ListQuery.parse(of, account=self.account, query=self.view.query)
            if is_by_view and self.view is not None
            else ListQuery.read(of, account=self.account, data=request.GET)
        )
        self.is_default_view = is_by_view and VIEW not in request.GET
        self.counts_exactly = request.GET.get(COUNT) == "1"
        undo = request.GET.get("deleted", "")
        self.deleted = int(undo) if undo.isascii() and undo.isdigit() and len(undo) < 19 else 0

    def _view(self, number: str, *, is_plain: bool) -> SavedView | None:
        if number == NO_VIEW:
            return None
        if is_plain and not number:
            return next((view for view in self._views if view.is_default and view.account_id == self.account.pk), None)
        return next((view for view in self._views if str(view.pk) == number), None)

    @cached_property
    def _views(self) -> list[SavedView]:
        return views_for(self.account, list_name=self.of.name)

    @cached_property
    def _found(self) -> list[Any]:
        start = (self.wish.page - 1) * PER_PAGE
        return list(self.wish.rows()[start : start + PER_PAGE + 1])

    @cached_property
    def objects(self) -> list[Any]:
        """The rows themselves."""
        return self.of.dressed(self._found[:PER_PAGE])

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(
                key=row.pk,
                name=self.of.row_name(row),
                href=self.of.link(row) if self.of.link else "",
                cells=tuple(cell(column, row) for column in self.wish.columns),
            )
            for row in self.objects
        ]

    @property
    def anchor(self) -> str:
        """What its place on the page is called."""
        return f"list-{self.of.name.replace('.', '-')}"

    @property
    def errors(self) -> Mapping[str, str]:
        return self.wish.defects

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.wish.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        is_up, is_down = self.wish.sort == column.key, self.wish.sort == f"-{column.key}"
        after = f"-{column.key}" if is_up else column.key
        direction = "ascending" if is_up else "descending" if is_down else ""
        return Head(column, self.address(self.wish.query(sort=after)), direction)

    @property
    def first_fields(self) -> list[Field]:
        """The filters that one uses most stand open; the list declares them first."""
        return self.fields[:FIELDS_OPEN]

    @property
    def more_fields(self) -> list[Field]:
        return self.fields[FIELDS_OPEN:]

    @property
    def opens_more(self) -> bool:
        """Whether anything that is folded away is in use."""
        return self.wish.has_own_columns or any(any(field.values) or field.error for field in self.more_fields)

    @cached_property
    def fields(self) -> list[Field]:
        return [self._field(one) for one in self.of.filters]

    def _field(self, one: Filter) -> Field:
        values = tuple(self.wish.values.get(name, "") for name in one.names)
        choices = tuple(one.offered(self.account)) if isinstance(one, Choice) else ()
        error = next((self.errors[name] for name in one.names if name in self.errors), "")
        return Field(one, values, choices, error)

    @property
    def narrowed_by(self) -> list[tuple[str, str, str]]:
        """Each filter that says something: its title, what it says, and the address without it."""
        told = self.wish.told()
        return [(title, words, self.address(self.wish.query(without=name))) for name, title, words in told]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form must carry along."""
        pairs = [(SORT, self.wish.sort)] if self.wish.sort else []
        return pairs + ([(DENSE, "1")] if self.wish.is_dense else [])

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        return [(column, column in self.wish.columns) for column in self.of.columns]

    def address(self, query: str) -> str:
        """This page with another wish; an empty one is said, so that the default view does not come back."""
        return f"{self.path}?{query or urlencode({VIEW: NO_VIEW})}"

    @property
    def query(self) -> str:
        return self.wish.query()

    @property
    def here(self) -> str:
        return self.address(self.wish.query(page=self.wish.page))

    @property
    def plain_href(self) -> str:
        return self.address("")

    @property
    def previous_href(self) -> str:
        return self.address(self.wish.query(page=self.wish.page - 1)) if self.wish.page > 1 else ""

    @property
    def next_href(self) -> str:
        has_more = len(self._found) > PER_PAGE and self.wish.page < PAGE_MAX
        return self.address(self.wish.query(page=self.wish.page + 1)) if has_more else ""

    @property
    def is_at_the_end_of_leafing(self) -> bool:
        return len(self._found) > PER_PAGE and self.wish.page >= PAGE_MAX

    @property
    def count_href(self) -> str:
        return f"{self.here}&{COUNT}=1"

    @property
    def density_href(self) -> str:
        return self.address(self.wish.query(is_dense=not self.wish.is_dense))

    @cached_property
    def total(self) -> int:
        """How many rows fit; one more than is counted unasked where there are more."""
        if self.wish.page == 1 and len(self._found) <= PER_PAGE:
            return len(self._found)
        rows = self.wish.rows().order_by()
        return rows.count() if self.counts_exactly else rows[: CHEAP_COUNT + 1].count()

    @property
    def total_told(self) -> str:
        if self.total > CHEAP_COUNT and not self.counts_exactly:
            return _("more than %(n)s") % {"n": f"{CHEAP_COUNT:,}"}
        return f"{self.total:,}"

    @property
    def can_be_counted(self) -> bool:
        return self.total > CHEAP_COUNT and not self.counts_exactly

    @property
    def has_more_than_a_page(self) -> bool:
        return self.total > len(self.objects)

    @cached_property
    def actions(self) -> list[BulkAction]:
        """What this account may do with many rows."""
        return [one for one in self.of.actions if not one.permission or may(self.account, one.permission)]

    @property
    def views(self) -> list[ViewLink]:
        current = self.view.pk if self.view is not None else 0
        return [
            ViewLink(
                view,
                f"{self.path}?{urlencode({VIEW: view.pk})}",
                is_current=view.pk == current,
                is_own=view.account_id == self.account.pk,
            )
            for view in self._views
        ]


def open_list(request: HttpRequest, of: StaffList) -> ListPage:
    """The page of a list that this request asks for; the page's door has let its reader in."""
    return ListPage(request, of)
