"""Officers type an address of the map: the community is filled with it, and an estate is found by its name alone."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from longcheng.bases.geography.registers import ADDRESS_OFFICE, ADDRESSES
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.searching import ways_of
from longcheng.bases.population.tests.test_act_pages import Desk
from longcheng.bases.population.tests.town import ENGLISH, HERE, found_town
from longcheng.core.registry.acts import Statement, state_all


def found_estate(street: str) -> None:
    """Houses 1, 2 and 99 with two stairs each, as the map has them."""
    rows = []
    for building in ("1", "2", "99"):
        values = {"division_code": HERE, "street": street, "building": building}
        rows += [values, values | {"stair": "1"}, values | {"stair": "2"}]
    with transaction.atomic():
        state_all(ADDRESSES, [Statement(kind="entered", source=ADDRESS_OFFICE, values=row) for row in rows], by=None)


@pytest.fixture
def town(divisions):
    return found_town()


def homes_of(words: str) -> set[int | None]:
    """The households of those whom these words find by an address."""
    [way] = [one for one in ways_of(words) if one.kind == "address"] or [None]
    return set(Person.objects.filter(way.fits).values_list("household_id", flat=True)) if way else set()


def test_an_estate_finds_everybody_in_it_by_its_name_and_no_address_is_opened(town):
    assert homes_of("顺园三村") == set()
    found_estate("顺园三村")
    with CaptureQueriesContext(connection) as asked:
        assert town.home.pk in homes_of("顺园三村")
    assert len(asked) <= 6
    for typed in ("顺园3村", "顺园三村99", "顺园三村99号楼", "顺园三村99幢2单元"):
        assert town.home.pk in homes_of(typed), typed
    assert town.home.pk not in homes_of("顺园三村1幢")


def test_the_community_of_a_move_is_filled_from_the_address(town):
    found_estate("示例新村")
    desk = Desk(town, town.limin, "move")
    form = desk.client.get(desk.address, **ENGLISH).content.decode()
    assert 'data-address="/geography/addresses/choices/"' in form
    today = timezone.localdate().isoformat()
    typed = {"who": "household", "division_code": "", "day": today}
    unknown = desk.post("check", **typed, address="无此村 5-2-402").content.decode()
    assert "“Village or community” is required." in unknown
    desk.file(**typed, address="示例新村99幢2单元")
    home = Household.objects.get(pk=town.home.pk)
    assert (home.division_code, home.address) == (HERE, "示例新村99幢2单元")
