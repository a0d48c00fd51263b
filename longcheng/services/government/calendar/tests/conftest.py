"""What the calendar's tests share: the real table, as rules see it and as the database holds it."""

import csv
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from longcheng.services.government.calendar.loaders import load_public_holidays
from longcheng.services.government.calendar.rules import Holiday, HolidayTable, Kind

REAL = settings.CITY_PACK / "calendar" / "cn_public_holidays.csv"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def table():
    """The real notices of 2004 to 2026, without a database."""
    with REAL.open(encoding="utf-8") as file:
        rows = [
            (date.fromisoformat(row["date"]), Kind(row["kind"]), Holiday(row["holiday"]))
            for row in csv.DictReader(file)
        ]
    return HolidayTable.of(rows)


@pytest.fixture
def loaded(db):
    """The real notices in the database; how many rows they have."""
    return load_public_holidays(REAL)


@pytest.fixture
def today(monkeypatch):
    """A Sunday in November 2026, before the notice for 2027."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    return TODAY


@pytest.fixture
def chinese():
    return Client(headers={"accept-language": "zh-CN"})


@pytest.fixture
def english():
    return Client(headers={"accept-language": "en"})
