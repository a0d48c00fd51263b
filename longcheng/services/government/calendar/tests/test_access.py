"""Who may do what: everybody may read everything, nobody writes anything."""

import pytest
from django.test import Client

from longcheng.services.government.calendar.models import SpecialDay

PAGES = ["/calendar/", "/calendar/holidays.ics"]
OPERATIONS = [
    "/api/calendar/days/2026-02-28",
    "/api/calendar/add?start=2026-02-10&days=10",
    "/api/calendar/between?start=2026-02-10&end=2026-03-02",
    "/api/calendar/holidays?year=2026",
]


@pytest.mark.parametrize("address", PAGES + OPERATIONS)
def test_every_door_is_open_to_the_stranger_and_to_the_resident(loaded, people, signed_in, address):
    assert Client().get(address).status_code == 200
    assert signed_in("wangxiuying").get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES + OPERATIONS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_can_write_through_any_door(loaded, address, method):
    assert getattr(Client(), method)(address).status_code == 405
    assert SpecialDay.objects.count() == loaded


def test_the_feed_is_the_same_for_everybody_and_may_be_kept(loaded, people, signed_in):
    stranger, resident = Client().get("/calendar/holidays.ics"), signed_in("wangxiuying").get("/calendar/holidays.ics")
    assert stranger.content == resident.content
    assert "public" in resident.headers["Cache-Control"]


def test_a_question_costs_few_queries(loaded, django_assert_max_num_queries):
    Client().get("/calendar/?start=2026-02-10&days=10")
    with django_assert_max_num_queries(3):  # the edition, and what every page's frame asks
        Client().get("/calendar/?start=2026-02-10&days=10")
