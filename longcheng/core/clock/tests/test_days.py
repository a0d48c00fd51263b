"""Days of the city, as moments."""

from datetime import UTC, date, datetime

from longcheng.core.clock.days import midnight


def test_a_day_of_the_city_begins_at_its_own_midnight_and_not_at_that_of_greenwich():
    assert midnight(date(2026, 11, 23)) == datetime(2026, 11, 22, 16, tzinfo=UTC)
