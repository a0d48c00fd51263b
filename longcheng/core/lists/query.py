"""What a reader asks of a list, as its address says it: filters, order, columns, page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import F
from django.http import QueryDict

from longcheng.core.access.models import Account
from longcheng.core.lists.declaring import Column, StaffList
from longcheng.core.lists.filters import Rows

SORT, COLUMNS, PAGE, DENSE = "sort", "c", "page", "dense"
PAGE_MAX = 200  # beyond it a filter finds sooner than leafing does
QUERY_MAX = 1_000


@dataclass(frozen=True)
class ListQuery:
    """One wish, read and bounded. `defects` names what could not be read; such a filter narrows nothing."""

    of: StaffList
    account: Account
    values: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[Column, ...] = ()
    page: int = 1
    is_dense: bool = False
    defects: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, of: StaffList, *, account: Account, data: QueryDict) -> "ListQuery":
        plain = {name: value for name, value in data.items() if isinstance(value, str)}
        values: dict[str, str] = {}
        defects: dict[str, str] = {}
        for one in of.filters:
            read, wrong = one.read(plain, account=account)
            values |= read
            defects |= wrong
        sort = plain.get(SORT, "")
        sorted_by = of.column(sort.removeprefix("-"))
        page = plain.get(PAGE, "1")
        return cls(
            of=of,
            account=account,
            values=values,
            sort=sort if sorted_by is not None and sorted_by.sort else "",
            columns=_chosen(of, data.getlist(COLUMNS)),
            page=min(int(page), PAGE_MAX)
            if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page)
            else 1,
            is_dense=plain.get(DENSE) == "1",
            defects=defects,
        )

    @classmethod
    def parse(cls, of: StaffList, *, account: Account, query: str) -> "ListQuery":
        """From the text that `query` of another gave."""
        return cls.read(of, account=account, data=QueryDict(query[:QUERY_MAX]))

    def rows(self) -> Rows:
        """The rows that fit, in the wished order."""
        rows = self.of.rows(self.account)
        for one in self.of.filters:
            rows = one.narrow(rows, self.values)
        column = self.of.column(self.sort.removeprefix("-")) if self.sort else None
        if column is None:
            return rows
        if self.sort.startswith("-"):
            return rows.order_by(*(F(name).desc(nulls_last=True) for name in column.sort), "-pk")
        return rows.order_by(*(F(name).asc(nulls_last=True) for name in column.sort), "pk")

    @property
    def has_own_columns(self) -> bool:
        return self.columns != _chosen(self.of, [])

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter says something."""
        return any(self.values.values())

    def query(self, *, sort: str | None = None, page: int = 1, without: str = "", is_dense: bool | None = None) -> str:
        """The address that asks the same, with another order, page or density, or without one filter."""
        gone = {name for one in self.of.filters if one.name == without for name in one.names}
        pairs = [(name, value) for name, value in self.values.items() if name not in gone]
        sort = self.sort if sort is None else sort
        pairs += [(SORT, sort)] if sort else []
        pairs += [(COLUMNS, column.key) for column in self.columns] if self.has_own_columns else []
        pairs += [(DENSE, "1")] if (self.is_dense if is_dense is None else is_dense) else []
        pairs += [(PAGE, str(page))] if page > 1 else []
        return urlencode(pairs)

    def told(self) -> list[tuple[str, str, str]]:
        """Each filter that says something: its name, its title, what it says."""
        words = [(one.name, str(one.title), one.told(self.values, account=self.account)) for one in self.of.filters]
        return [one for one in words if one[2]]


def _chosen(of: StaffList, keys: list[str]) -> tuple[Column, ...]:
    """The chosen columns in the list's own order; those shown at first where none is chosen."""
    chosen = tuple(column for column in of.columns if column.key in keys[:50])
    return chosen or tuple(column for column in of.columns if column.is_shown)
