"""A list of accounts, with an act that counts its calls, declared for these tests alone."""

from collections import Counter

import pytest

from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.declaring import Ask, BulkAction, Column, StaffList, Tag
from longcheng.core.lists.directory import staff_lists
from longcheng.core.lists.filters import Choice, Days, Text, Yes

CALLED: Counter = Counter()


def rows(account):
    """Nobody sees anything without the role."""
    if not RoleHeld.objects.live().filter(account=account, role="access.operator").exists():
        return Account.objects.none()
    return Account.objects.filter(username__startswith="row-").order_by("-pk")


def close(account, row, values):
    CALLED[row.pk] += 1
    if row.username.endswith("7"):
        raise Unfit({"row": "Sevens refuse."})
    if row.username.endswith("8"):
        raise ZeroDivisionError
    Account.objects.filter(pk=row.pk).update(is_active=False)


def reopen(account, row, values):
    Account.objects.filter(pk=row.pk).update(is_active=True)


def why_not(account, row):
    return "" if row.is_active else "It is closed already."


SAMPLE = StaffList(
    name="sample.accounts",
    title="Sample",
    permission="access.operate",
    url="desk:deliveries",
    rows=rows,
    row_name=lambda row: row.username,
    columns=(
        Column(key="username", title="Name", sort=("username",)),
        Column(key="number", title="Number", value=lambda row: row.pk, kind="number", sort=("pk",)),
        Column(key="created_at", title="Made", kind="time", sort=("created_at",)),
        Column(key="state", title="State", value=lambda row: Tag("open" if row.is_active else "closed"), kind="tag"),
        Column(key="display_name", title="Shown", is_shown=False),
    ),
    filters=(
        Text(name="q", title="Words", fields=("username", "display_name")),
        Choice(name="kind", title="Kind", field="kind", choices=AccountKind.choices),
        Choice(name="start", title="Starts", field="username", choices=(("row-1", "1"),), is_prefix=True),
        Days(name="made", title="Made", field="created_at"),
        Yes(name="closed", title="Closed", by=lambda found: found.filter(is_active=False)),
    ),
    actions=(
        BulkAction(
            name="close", title="Close them", says="It closes.", do=close, why_not=why_not, undo=reopen,
            asks=(Ask(name="reason", label="Why?", longest=20),),
        ),
    ),
)  # fmt: skip


@pytest.fixture
def sample(monkeypatch):
    """The list, found by its name like any other."""
    CALLED.clear()
    monkeypatch.setitem(staff_lists(), SAMPLE.name, SAMPLE)
    return SAMPLE


@pytest.fixture
def operator(people):
    return people["zheng"]


@pytest.fixture
def make_rows(db):
    def make(count):
        return [Account.objects.create_user(f"row-{n}", display_name=f"Row {n}") for n in range(count)]

    return make
