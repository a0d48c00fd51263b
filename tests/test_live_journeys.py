"""The live line and the wall in a real browser: nothing lost over broken lines, old things say that they are old."""

import os
import signal
import time

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.kills import alive
from benchmarks.running_city import RunningCity
from tests.test_journeys import PHONE, TOWN, sign_in, visit

SCREEN = {"width": 1920, "height": 1080}


def live(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-live-state", "open", timeout=15_000)


def publish(clerk: httpx.Client, *, title: str, area: str, urgent: bool = False) -> None:
    notice = {"title": title, "body": "From ten until five.", "area_code": area, "is_urgent": urgent}
    answer = clerk.post("/api/notices", json=notice)
    assert answer.status_code == httpx.codes.CREATED, answer.text


def kill(city: RunningCity, part: str) -> None:
    """Kill a part and wait until another process stands in its place."""
    pid = alive(city, part)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    ends_at = time.monotonic() + 30
    while alive(city, part) in {pid, None}:
        assert time.monotonic() < ends_at, f"{part} did not come back"
        time.sleep(0.05)


def listen(page: Page, *kinds: str) -> None:
    """Count what the page's script tells the page, by kind."""
    page.evaluate(
        """kinds => { window.heard = {}; for (const kind of kinds) { window.heard[kind] = 0;
        document.body.addEventListener(`live:${kind}`, () => { window.heard[kind] += 1; }); } }""",
        list(kinds),
    )


def heard(page: Page, kind: str) -> int:
    return int(page.evaluate("kind => window.heard[kind]", kind))


@pytest.mark.parametrize("victim", ["live", "door", "postgres"])
def test_two_tabs_miss_nothing_and_hear_nothing_twice_when_a_part_is_killed(city, browser, victim):
    """What is published while the line is away comes when it is back, once, in each tab."""
    clerk = city.signed_in("wu")
    with visit(browser, city) as phone:
        first = sign_in(phone, city, "wangxiuying")
        second = phone.new_page()
        for tab in (first, second):
            tab.goto("/notices/")
            live(tab)
            listen(tab, "notices", "inbox", "notices.urgent")
        kill(city, victim)
        city.wait_ready()
        title = f"While {victim} was away"
        publish(clerk, title=title, area=TOWN)
        for tab in (first, second):
            expect(tab.get_by_text(title)).to_be_visible(timeout=20_000)
            live(tab)
        first.wait_for_timeout(1_500)
        for tab in (first, second):
            assert heard(tab, "notices") == 1
            assert heard(tab, "inbox") == 1
            assert heard(tab, "notices.urgent") == 0


def test_an_open_page_whose_line_is_away_says_so_after_some_seconds_and_no_longer_when_it_is_back(city, browser):
    with visit(browser, city) as phone:
        page = phone.new_page()
        page.goto("/notices/")
        live(page)
        mark = page.locator("#live-away")
        expect(mark).to_be_hidden()
        page.route("**/live/stream*", lambda route: route.abort())
        kill(city, "live")
        expect(page.locator("body")).to_have_attribute("data-live-state", "away")
        expect(mark).to_be_hidden()
        expect(mark).to_be_visible(timeout=8_000)
        expect(mark).to_contain_text("Not live")
        page.unroute("**/live/stream*")
        expect(mark).to_be_hidden(timeout=20_000)
        live(page)


def test_a_topic_that_is_not_for_the_reader_is_refused_and_the_rest_goes_on(city, browser):
    clerk = city.signed_in("zheng")
    with visit(browser, city) as phone:
        page = phone.new_page()
        page.add_init_script(
            """document.addEventListener("readystatechange", () => {
            if (document.readyState !== "interactive") return;
            document.body.dataset.topics = "notices.urgent events.deliveries no.such"; window.refused = [];
            document.body.addEventListener("live:refused", (event) => window.refused.push(event.detail)); })"""
        )
        page.goto("/notices/")
        live(page)
        assert {one["topic"] for one in page.evaluate("window.refused")} == {"events.deliveries", "no.such"}
        listen(page, "notices.urgent")
        publish(clerk, title="For all who follow", area="3204", urgent=True)
        expect(page.get_by_role("dialog")).to_contain_text("For all who follow")
        page.wait_for_function("window.heard['notices.urgent'] === 1")


def wall(browser: Browser, city: RunningCity, address: str, **options: object) -> Page:
    context = browser.new_context(viewport=SCREEN, base_url=city.url, **options)
    context.add_cookies([{"name": "django_language", "value": "en", "url": city.url}])
    sign_in(context, city, "zheng").close()
    page = context.new_page()
    page.goto(address)
    live(page)
    return page


def bury(city: RunningCity, count: int) -> None:
    """Make dead letters as the worker does: the row and the signal in one transaction."""
    with psycopg.connect(city.home.database_url()) as database:
        database.execute(
            "UPDATE events_delivery SET state = 2 "
            "WHERE id IN (SELECT id FROM events_delivery WHERE state = 1 LIMIT %s)",
            [count],
        )
        database.execute(
            "INSERT INTO messaging_signal (channel, kind, data, created_at, expires_at) "
            "VALUES ('topic:events.deliveries', 'topic', %s, now(), now() + interval '1 hour')",
            ['{"topic": "events.deliveries", "dead": 1}'],
        )
        database.execute("SELECT pg_notify('longcheng_live', '')")


def test_a_dead_letter_appears_on_the_open_wall_within_two_seconds(city, browser):
    page = wall(browser, city, "/wall/?page=parts")
    tile = page.locator("#tile-events-dead")
    try:
        before = int(tile.locator("strong").inner_text())
        page.wait_for_timeout(1_500)
        bury(city, 1)
        expect(tile.locator("strong")).to_have_text(str(before + 1), timeout=2_000)
        expect(tile).to_contain_text("Act now")
    finally:
        with psycopg.connect(city.home.database_url()) as database:
            database.execute("UPDATE events_delivery SET state = 1 WHERE state = 2")
        page.context.close()


def test_the_pages_turn_and_stop_by_button_key_and_reduced_motion(city, browser):
    page = wall(browser, city, "/wall/")
    page.clock.install()
    page.goto("/wall/")
    city_page, parts_page = page.locator("#page-city"), page.locator("#page-parts")
    expect(city_page).to_be_visible()
    expect(page.locator("#wall-next")).to_contain_text("next in")
    page.clock.run_for(21_000)
    expect(parts_page).to_be_visible()
    expect(city_page).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(city_page).to_be_visible()
    page.keyboard.press(" ")
    expect(page.locator("#wall-pause")).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(60_000)
    expect(city_page).to_be_visible()
    page.get_by_role("button", name="Turn the pages").click()
    expect(page.locator("#wall-pause")).to_have_attribute("aria-pressed", "false")
    page.context.close()
    calm = wall(browser, city, "/wall/", reduced_motion="reduce")
    expect(calm.locator("#wall-pause")).to_have_attribute("aria-pressed", "true")
    calm.context.close()


def test_a_tile_that_is_no_longer_heard_goes_grey_and_says_since_when(city, browser):
    page = wall(browser, city, "/wall/?page=parts")
    page.clock.install()
    page.goto("/wall/?page=parts")
    tile = page.locator("#tile-events-dead")
    expect(tile).not_to_have_class("tone-stale")
    page.route("**/wall/tiles/*", lambda route: route.abort())
    page.clock.run_for(75_000)
    expect(tile).to_contain_text("no longer heard since")
    assert "tone-stale" in (tile.get_attribute("class") or "")
    page.unroute("**/wall/tiles/*")
    page.goto("/wall/?page=parts")
    expect(tile).not_to_contain_text("no longer heard since")
    page.context.close()


def test_the_wall_stands_without_javascript_and_on_a_phone(city, browser):
    with visit(browser, city) as phone:
        sign_in(phone, city, "zheng").close()
        state = phone.storage_state()
    context = browser.new_context(
        java_script_enabled=False, base_url=city.url, viewport=PHONE, storage_state=state, locale="en"
    )
    with context:
        page = context.new_page()
        page.goto("/wall/")
        expect(page.locator("#page-city")).to_be_visible()
        expect(page.locator("#page-parts")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
