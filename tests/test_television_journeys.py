"""Scenes at a television: paired by phone, walked by arrows, covered by an urgent notice, stopped, at rest."""

import re
import time

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.running_city import RunningCity
from benchmarks.television import SCREEN, her_son_looks, pair, television
from benchmarks.tv_walk import Walker, wait_until
from tests.test_journeys import DESK, PHONE, look_at, publish, sign_in, visit

COVERED_WITHIN_S = 2
PUBLIC = ("/tv/", "/tv/pair/", "/tv/notices/", "/tv/notices/1/", "/tv/calendar/", "/tv/film/", "/tv/settings/",
          "/tv/settings/area/", "/tv/help/", "/tv/help/?number=119", "/tv/?aloud=1")  # fmt: skip
PERSONAL = ("/tv/messages/", "/tv/looked/", "/tv/population/", "/tv/settings/forget/")


def at_home(context: BrowserContext) -> Page:
    """The set on its first screen, with its line open."""
    page = context.new_page()
    page.goto("/tv/")
    expect(page.locator("body")).to_have_attribute("data-live-state", "open")
    return page


def press(page: Page, *keys: str) -> None:
    """Keys that turn the page, each waited for."""
    for key in keys:
        with page.expect_navigation(wait_until="load"):
            page.keyboard.press(key)
        expect(page.locator("[data-key]:focus")).to_have_count(1)


def test_wang_xiuying_pairs_her_television_by_six_digits_and_reads_by_arrows_alone(city, browser):
    with television(browser, city, language="en") as living, visit(browser, city, size=PHONE) as pocket:
        her_son_looks(city)
        tv = living.new_page()
        tv.goto("/tv/")
        tv.keyboard.press("ArrowRight")
        tv.keyboard.press("ArrowRight")
        tv.keyboard.press("ArrowRight")
        press(tv, "Enter")
        expect(tv.get_by_role("heading", level=1)).to_have_text("Connect your phone")
        code = tv.locator("#code").inner_text()
        phone = sign_in(pocket, city, "wangxiuying")
        phone.goto("/television/")
        phone.get_by_label("The six digits").fill(code)
        phone.get_by_role("button", name="Connect a television").click()
        phone.get_by_role("button", name="Go on").click()
        expect(phone.get_by_text("in the same network")).to_be_visible()
        phone.get_by_label("What do you call it?").fill("Parlour")
        phone.get_by_role("button", name="Connect this television").click()
        expect(phone.get_by_role("status")).to_contain_text("is connected")
        expect(tv.get_by_role("heading", level=1)).to_have_text("My messages")
        expect(tv.get_by_text("These pages belong to 王秀英")).to_be_visible()
        press(tv, "Enter")
        opened = tv.get_by_role("heading", level=1).inner_text()
        press(tv, "Backspace")
        expect(tv.locator("[data-key]:focus strong")).to_have_text(opened)
        press(tv, "5", "Enter")
        expect(tv.locator(".tv-lines")).to_contain_text("王磊")
        expect(tv.locator(".tv-lines")).to_contain_text("by your mandate")
        phone.goto("/television/")
        phone.get_by_role("link", name="Stop now Parlour").first.click()
        began = time.monotonic()
        with tv.expect_navigation(url=re.compile("/tv/pair/"), wait_until="load"):
            phone.get_by_role("button", name="Stop now").click()
        assert time.monotonic() - began < COVERED_WITHIN_S, "the open page goes at once, without a key"
        expect(tv.locator("body")).not_to_contain_text("王秀英")


def test_a_page_that_is_asked_for_opens_by_itself_after_the_yes_on_the_phone(city, browser):
    with television(browser, city, language="en") as living, visit(browser, city, size=PHONE) as pocket:
        pair(browser, living, city, username="limin")
        tv = at_home(living)
        press(tv, "0", "4")
        expect(tv.get_by_role("heading", level=1)).to_have_text("Please say yes on your phone")
        phone = sign_in(pocket, city, "limin")
        phone.goto("/television/asks/")
        phone.get_by_role("button", name="Yes, for half an hour").click()
        expect(tv.get_by_role("heading", level=1)).to_have_text("My messages")
        tv.wait_for_timeout(1_000)
        stands = tv.evaluate("performance.timeOrigin")
        tv.wait_for_timeout(3_000)
        assert tv.evaluate("performance.timeOrigin") == stands, "the page is loaded anew once, not for ever"


def test_an_urgent_notice_covers_the_playing_film_and_ok_brings_it_back(city, browser):
    with television(browser, city, language="en") as living, visit(browser, city, size=DESK) as desk:
        tv = at_home(living)
        press(tv, "3")
        tv.keyboard.press("Enter")
        expect(tv.locator("body")).to_have_attribute("data-live-state", "open")
        wait_until(tv, "document.getElementById('film').currentTime > 0.3")
        officer = sign_in(desk, city, "zheng")
        officer.goto("/notices/desk/")
        form = officer.locator("form.form").first  # the list below it has labels of its own
        form.get_by_label("Title").fill("Storm: stay inside")
        form.get_by_label("Text", exact=True).fill("Close the windows.")
        form.get_by_label("For everybody in").fill("3204")
        form.get_by_label("Urgent").check()
        began = time.monotonic()
        officer.get_by_role("button", name="Publish the notice").click(no_wait_after=True)
        expect(tv.get_by_role("alertdialog")).to_contain_text("Storm: stay inside")
        assert time.monotonic() - began < COVERED_WITHIN_S
        assert tv.evaluate("document.getElementById('film').paused")
        tv.reload()
        expect(tv.get_by_role("alertdialog")).to_contain_text("Storm: stay inside")
        tv.keyboard.press("Enter")
        expect(tv.get_by_role("alertdialog")).to_be_hidden()
        expect(tv.locator("[data-key]:focus")).to_have_attribute("data-key", "play")
        tv.reload()
        expect(tv.get_by_role("alertdialog")).to_be_hidden()


def test_a_notice_that_came_while_the_line_was_away_is_not_lost(city, browser):
    with television(browser, city, language="en") as living, visit(browser, city, size=DESK) as desk:
        tv = at_home(living)
        living.set_offline(True)
        publish(sign_in(desk, city, "zheng"), title="Water off at once", area="3204", urgent=True)
        living.set_offline(False)
        expect(tv.get_by_role("alertdialog")).to_contain_text("Water off at once", timeout=20_000)


def test_an_idle_set_rests_and_any_key_brings_the_same_thing_back(city, browser):
    with television(browser, city, language="en") as living:
        tv = at_home(living)
        tv.keyboard.press("ArrowDown")
        tv.evaluate("document.body.dataset.idleS = '1'")
        expect(tv.locator("#saver")).to_be_visible()
        tv.evaluate("document.body.dataset.idleS = '300'")
        tv.keyboard.press("ArrowRight")
        expect(tv.locator("#saver")).to_be_hidden()
        expect(tv.locator("[data-key]:focus")).to_have_attribute("data-key", "p5")


def test_a_personal_page_that_nobody_looks_at_is_left_by_itself(city, browser):
    with television(browser, city, language="en") as living:
        pair(browser, living, city)
        tv = at_home(living)
        press(tv, "4")
        with tv.expect_navigation(url=re.compile(r"/tv/$")):
            tv.evaluate("document.body.dataset.leaveS = '1'")


def test_yellow_shows_the_words_and_says_honestly_that_there_is_no_voice(city, browser):
    with television(browser, city, language="en") as living:
        tv = at_home(living)
        tv.keyboard.press("F3")
        expect(tv.locator("#said")).to_contain_text("Choose with the arrows")
        expect(tv.locator("#voice")).to_be_visible()
        tv.keyboard.press("Backspace")
        expect(tv.locator("#aloud")).to_be_hidden()
        expect(tv.locator("[data-key]:focus")).to_have_attribute("data-key", "p1")


def test_the_set_speaks_the_language_and_knows_the_place_that_its_keys_chose(city, browser):
    with television(browser, city, language="en") as living:
        tv = at_home(living)
        press(tv, "8", "Enter")
        expect(tv.get_by_role("heading", level=1)).to_have_text("这台电视的设置")
        tv.keyboard.press("ArrowRight")
        press(tv, "Enter")
        district = tv.locator("[data-key]:focus strong").inner_text()
        press(tv, "Enter", "Enter")
        expect(tv.locator('[data-key="area"] .tv-note')).to_have_text(district)


def test_the_history_does_not_grow(city, browser):
    with television(browser, city, language="en") as living:
        tv = at_home(living)
        before = tv.evaluate("history.length")
        press(tv, "1", "Backspace", "2", "F4", "F1", "Backspace")
        assert tv.evaluate("history.length") == before


def test_every_page_can_be_used_by_links_where_no_script_runs(city, browser):
    context = browser.new_context(java_script_enabled=False, base_url=city.url, viewport=SCREEN)
    context.add_cookies([{"name": "tv_language", "value": "en", "domain": "127.0.0.1", "path": "/tv/"}])
    with context:
        tv = context.new_page()
        tv.goto("/tv/")
        tv.get_by_role("link", name="Notices").click()
        tv.locator(".tv-tile").first.click()
        tv.get_by_role("link", name="Back", exact=True).click()
        expect(tv.get_by_role("heading", level=1)).to_have_text("Notices")
        tv.get_by_role("link", name="Read aloud").click()
        expect(tv.locator("#said")).to_be_visible()


# The other two are walked by `./city bench television --walk`: each takes a minute.
@pytest.mark.parametrize(("language", "is_paired"), [("zh-hans", True), ("en", False)])
def test_the_checker_reaches_everything_by_keys_and_everything_fits(city, browser, language, is_paired):
    """Two pages of a kind are enough here, where other scenes leave dozens of notices; the bench walks every one."""
    with television(browser, city, language=language) as living:
        if is_paired:
            her_son_looks(city)
            pair(browser, living, city)
        walk = Walker(living, of_a_kind=2).all()
    assert walk.wrong == []
    assert len(walk.pages) > 15


@pytest.mark.parametrize("size", [{"width": 1920, "height": 1080}, {"width": 320, "height": 640}])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_accessible_and_ask_no_other_host(city: RunningCity, browser: Browser, language, size):
    with television(browser, city, language=language) as living:
        pair(browser, living, city)
        tv = living.new_page()
        tv.set_viewport_size(size)
        look_at(tv, city, (*PUBLIC[:1], *PUBLIC[2:], *PERSONAL))
