"""What a list shows for an address: filters narrow, an order holds, nonsense is told, nothing is unbounded."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.lists.query import PAGE_MAX, ListQuery


def names(sample, operator, address):
    wish = ListQuery.read(sample, account=operator, data=QueryDict(address))
    return [row.username for row in wish.rows()]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ["row-2", "row-1", "row-0"]),
        ("sort=username", ["row-0", "row-1", "row-2"]),
        ("sort=-username", ["row-2", "row-1", "row-0"]),
        ("q=row-1", ["row-1"]),
        ("q=ROW 2", ["row-2"]),
        ("start=row-1", ["row-1"]),
        ("kind=staff", []),
        ("closed=1", []),
        ("closed=0", ["row-2", "row-1", "row-0"]),
        ("sort=state", ["row-2", "row-1", "row-0"]),  # a column without an order
        ("sort=password", ["row-2", "row-1", "row-0"]),
        ("q=%00", ["row-2", "row-1", "row-0"]),
        ("unknown=1&q__username=x", ["row-2", "row-1", "row-0"]),
    ],
)
def test_an_address_narrows_and_orders(sample, operator, make_rows, address, expected):
    make_rows(3)
    assert names(sample, operator, address) == expected


def test_days_are_both_included(sample, operator, make_rows):
    first, second, third = make_rows(3)
    now = timezone.now()
    for account, days in ((first, 2), (second, 1), (third, 0)):
        Account.objects.filter(pk=account.pk).update(created_at=now - timedelta(days=days))
    day = timezone.localdate(now - timedelta(days=1)).isoformat()
    assert names(sample, operator, f"made_from={day}&made_to={day}") == ["row-1"]
    assert names(sample, operator, f"made_from={day}") == ["row-2", "row-1"]


@pytest.mark.parametrize(
    "address", ["kind=emperor", "made_from=yesterday", "made_to=2026-02-30", "made_from=2026-03-02&made_to=2026-03-01"]
)
def test_what_cannot_be_read_is_told_and_narrows_nothing(sample, operator, make_rows, address):
    make_rows(1)
    wish = ListQuery.read(sample, account=operator, data=QueryDict(address))
    assert len(wish.defects) == 1


def test_a_page_number_is_bounded_and_an_address_comes_back_the_same(sample, operator):
    wish = ListQuery.read(sample, account=operator, data=QueryDict(f"page={'9' * 5}&q=a&sort=-username&c=number"))
    assert wish.page == PAGE_MAX
    again = ListQuery.parse(sample, account=operator, query=wish.query(page=3))
    assert (again.values, again.sort, again.columns, again.page) == (wish.values, wish.sort, wish.columns, 3)
    assert [column.key for column in again.columns] == ["number"]
    for nonsense in ("-1", "x", "0", "9" * 40, "²"):
        assert ListQuery.read(sample, account=operator, data=QueryDict(f"page={nonsense}")).page == 1


def test_without_the_role_a_list_is_empty(sample, people, make_rows):
    make_rows(2)
    assert names(sample, people["wu"], "") == []
