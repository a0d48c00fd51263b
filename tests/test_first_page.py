"""The occasions of a life, the first page and what the city says of itself."""

import pytest
from django.test import Client
from django.utils import translation

from longcheng.core.declaration import LIFE_EVENTS, rooms
from longcheng.portal.design.icons import icons
from longcheng.portal.first_page import forget_blocks
from longcheng.portal.life.reading import promised
from longcheng.services.community.notices.actions import publish_notice

EVENTS = [pytest.param(event, id=event.name) for event in LIFE_EVENTS.values()]


@pytest.fixture(autouse=True)
def _ask_anew() -> None:
    forget_blocks()


def page(address: str, client: Client | None = None, language: str = "en") -> str:
    answer = (client or Client()).get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("event", EVENTS)
def test_an_occasion_says_what_is_open_and_what_is_not_yet(db, event):
    english, chinese = page(f"/for/{event.name}/"), page(f"/for/{event.name}/", language="zh-hans")
    assert event.title_en in english
    assert event.title_zh in chinese
    assert "What you can do now" in english
    assert event.icon in icons()
    assert event.themes


def test_what_is_planned_names_occasions_that_exist_and_ids_of_the_plan():
    for one in promised():
        assert set(one.events) <= set(LIFE_EVENTS), one.plan
        assert one.zh
        assert one.en


def test_what_a_service_fulfils_is_planned_no_more_unless_it_is_only_a_part(db):
    fulfilled = {plan_id for room in rooms() if room.is_service for plan_id in room.plan_ids}
    pages = {event: page(f"/for/{event}/") for event in LIFE_EVENTS}
    for one in promised():
        shown = all(f">{one.plan}</small>" in pages[event] for event in one.events)
        assert shown == (one.plan not in fulfilled or one.partly), one.plan


def test_every_occasion_has_something_open_or_planned(db):
    for event in LIFE_EVENTS:
        html = page(f"/for/{event}/")
        assert 'class="card"' in html or 'class="planned"' in html


def test_an_occasion_that_is_none_is_not_found(db):
    assert Client().get("/for/nonsense/").status_code == 404


def test_a_stranger_sees_occasions_news_and_nothing_of_the_counter(people):
    html = page("/")
    assert "What can" in html
    assert all(f"/for/{event}/" in html for event in LIFE_EVENTS)
    assert "?for=staff" not in html
    assert "Waiting for you" not in html
    assert page("/?for=staff").count("/notices/desk/") == 0


def test_the_newest_notice_of_ones_town_stands_on_the_first_page_and_not_elsewhere(people, signed_in):
    publish_notice(people["wu"], title="Market moved", body="To the square.", area_code="320411103")
    assert "Market moved" in page("/", signed_in("limin"))
    assert "Market moved" not in page("/", signed_in("wanglei"))


def test_today_is_told_on_the_first_page(db, settings):
    from longcheng.services.government.calendar.loaders import load_public_holidays

    load_public_holidays(settings.CITY_PACK / "calendar" / "cn_public_holidays.csv")
    assert "Offices are" in page("/")
    assert "今天" in page("/", language="zh-hans")


def test_staff_and_operators_choose_whom_they_are_here_for(signed_in):
    client = signed_in("zheng")
    assert "?for=operator" in page("/", client)
    assert "/notices/desk/" in page("/?for=staff", client)
    assert "/notices/desk/" not in page("/?for=nonsense", client).split('id="services"')[1]


def test_what_waits_comes_first(people, signed_in, deliver):
    publish_notice(people["zheng"], title="Storm tonight", body="Stay inside.", area_code="3204", is_urgent=True)
    deliver()
    html = page("/", signed_in("limin"))
    assert html.index("Waiting for you") < html.index("Storm tonight") < html.index("What is happening in your life")


def test_the_city_says_what_is_invented_and_where_its_data_are_from(people):
    html = page("/about/")
    translation.activate("en")
    for room in rooms():
        assert room.floor == "portal" or str(room.title) in html.replace("&#x27;", "'")
    assert "invented" in html.lower()
    assert "Accepted means delivered" in html
