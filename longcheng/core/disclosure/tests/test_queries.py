"""Paging that stays where it is, filters, and what a filter cannot be made to say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.queries import Cursor, lines_about, page_of
from longcheng.core.disclosure.tests.looks import STATION, look


@pytest.fixture
def looks(people, clock):
    """Seven looks, a minute apart, two of them in the same moment; the newest first."""
    person, minutes = people["wangxiuying"], (0, 1, 2, 2, 3, 4, 5)
    made = [look(person, by=people["wu"], at=clock.now - timedelta(minutes=m)) for m in minutes]
    return sorted(made, key=lambda line: (line.at, line.pk), reverse=True)


def test_pages_follow_each_other_without_gap_or_double_while_new_lines_come(people, looks, clock):
    person, seen, place = people["wangxiuying"], [], None
    while True:
        page = page_of(lines_about(person), before=place, limit=2)
        seen += page.lines
        look(person, by=people["wu"], at=clock.now + timedelta(minutes=len(seen)))
        place = page.older
        if place is None:
            break
    assert seen == looks


def test_one_comes_back_by_the_same_pages(people, looks):
    lines = lines_about(people["wangxiuying"])
    first = page_of(lines, limit=3)
    second = page_of(lines, before=first.older, limit=3)
    back = page_of(lines, after=second.newer, limit=3)
    assert back.lines == first.lines
    assert first.newer is None
    assert back.newer is None
    assert back.older == first.older


def test_a_cursor_is_read_as_it_was_written(looks):
    cursor = Cursor.of(looks[0])
    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "-", "1", "a-b", "1-", "-1", "9" * 30 + "-1", "1-" + "9" * 30, "1-1-1", "١-١"])
def test_a_cursor_of_nonsense_is_none(text):
    assert Cursor.parse(text) is None


def test_a_cursor_beyond_all_time_is_none_or_harmless(people, looks):
    cursor = Cursor.parse("999999999999999999-999999999999999999")
    assert cursor is None or page_of(lines_about(people["wangxiuying"]), before=cursor).lines


def test_lines_are_chosen_by_reader_organisation_program_purpose_and_day(people, clock):
    person = people["wangxiuying"]
    wu = look(person, by=people["wu"], organisation=STATION, at=clock.now - timedelta(days=1))
    son = look(person, by=people["wanglei"], purpose="mandate", reference="1")
    night = look(person, by=None, purpose="duty", reference="population.address_check")
    own = look(person, by=person, purpose="own", reference="")
    today = timezone.localdate()

    def chosen(**wanted) -> set:
        return set(lines_about(person, LineFilter.read(wanted)))

    assert chosen() == {wu, son, night}
    assert chosen(own="1") == {wu, son, night, own}
    assert chosen(who=f"account-{people['wu'].pk}") == {wu}
    assert chosen(who=f"organisation-{STATION}") == {wu}
    assert chosen(who="city") == {night}
    assert chosen(purpose="mandate") == {son}
    assert chosen(purpose="own") == {own}
    assert chosen(since=today.isoformat()) == {son, night}
    assert chosen(until=(today - timedelta(days=1)).isoformat()) == {wu}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"who": "account-x"}, "who"),
        ({"who": "account-" + "9" * 19}, "who"),
        ({"who": "organisation-" + "x" * 121}, "who"),
        ({"who": "organisation-\0"}, "who"),
        ({"who": "somebody"}, "who"),
        ({"purpose": "nothing.like_it"}, "purpose"),
        ({"since": "2026-02-30"}, "since"),
        ({"since": "0001-01-01"}, "since"),
        ({"until": "9999-12-31"}, "until"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "until"),
    ],
)
def test_a_choice_that_cannot_be_read_is_told(typed, field):
    assert set(LineFilter.read(typed).errors) == {field}


def test_the_choice_survives_its_way_through_an_address():
    typed = {"who": f"organisation-{STATION}", "purpose": "mandate", "since": "2026-01-01", "own": "1"}
    from django.http import QueryDict

    wanted = LineFilter.read(typed)
    assert LineFilter.read(QueryDict(wanted.query)) == wanted


def test_nobody_sees_the_lines_of_another(people, looks):
    assert not any(lines_about(account).exists() for account in Account.objects.exclude(username="wangxiuying")[:20])
