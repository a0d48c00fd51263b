"""A clock that stands still, officers of three organisations, and a matter that is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from longcheng.core.access.matters import open_matter
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.disclosure.tests.looks import MATTER, STATION


@dataclass
class Clock:
    """What time it is."""

    now: datetime

    def passes(self, **interval: float) -> None:
        self.now += timedelta(**interval)


@pytest.fixture
def clock(people, monkeypatch) -> Clock:
    """Tomorrow's noon in the city: after everything that the fixtures made, and never near midnight."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    standing = Clock(noon)
    monkeypatch.setattr(timezone, "now", lambda: standing.now)
    cache.clear()
    return standing


def officer(username: str, role: str, organisation: str, name: str = "") -> Account:
    account = Account.objects.create_user(username, display_name=name or username, kind=AccountKind.STAFF)
    RoleHeld.objects.create(account=account, role=role, organisation=organisation)
    return account


@pytest.fixture
def officers(people) -> dict[str, Account]:
    """Who answers for the station, for another one, for the whole city; and two who may delay."""
    people["zheng"].roles_held.filter(role__startswith="disclosure.").delete()
    return {
        "station": officer("feng", "disclosure.officer", STATION, "冯主任"),
        "elsewhere": officer("yang", "disclosure.officer", "湖塘派出所"),
        "city": officer("cheng", "disclosure.officer", ""),
        "delay": officer("gao", "disclosure.delay_officer", "市公安局", "高科长"),
        "second": officer("luo", "disclosure.delay_officer", "市公安局"),
    }


@pytest.fixture
def matter(people, clock) -> str:
    """The open correction request 17 of 王秀英."""
    open_matter(MATTER, reference="17", subject=people["wangxiuying"], holder=people["wu"])
    return "17"
