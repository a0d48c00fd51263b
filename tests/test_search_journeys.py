"""Searching by keyboard in a real browser: typing ahead, choosing, leaving, and the same without a script."""

import pytest
from playwright.sync_api import Page, expect

from tests.test_journeys import DESK, visit

BOX = 'main [data-find] input[name="q"]'


@pytest.fixture
def page(city, browser):
    with visit(browser, city, size=DESK, language="zh-hans") as context:
        page = context.new_page()
        page.goto("/")
        yield page


def type_in(page: Page, typed: str) -> None:
    page.keyboard.press("/")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type(typed, delay=20)


@pytest.mark.parametrize(("typed", "title"), [("kongqi", "空气"), ("kongq", "空气"), ("konqgi", "空气")])
def test_air_is_found_by_its_pinyin_with_the_keyboard_alone(page, typed, title):
    type_in(page, typed)
    first = page.get_by_role("option").first
    expect(first).to_contain_text(title)
    box = page.locator(BOX)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/map/?layers=air")


def test_a_hospital_is_found_by_its_initials(page):
    type_in(page, "dyrm")
    option = page.get_by_role("option").filter(has_text="第一人民医院").first
    expect(option.locator("mark")).to_have_text("第一人民")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/map/?place=hospitals-*")


def test_arrows_go_round_and_escape_closes_and_then_empties(page):
    type_in(page, "tongzhi")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator(BOX)).to_have_value("tongzhi")
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_have_value("")


def test_enter_without_a_choice_opens_the_page_of_everything(page):
    type_in(page, "xuejia")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=xuejia")
    expect(page.locator("main .hits mark").first).to_have_text("薛家")


def test_pinyin_half_typed_in_an_input_method_is_not_asked_for(page):
    """The box holds letters while an input method composes; the question comes with the chosen characters."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
    page.locator(BOX).focus()
    session = page.context.new_cdp_session(page)
    for letters in ("k", "ko", "kon", "kong", "kong q"):
        session.send("Input.imeSetComposition", {"text": letters, "selectionStart": 0, "selectionEnd": len(letters)})
        page.wait_for_timeout(60)
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    assert asked == []
    session.send("Input.insertText", {"text": "空气"})
    expect(page.get_by_role("option").first).to_contain_text("空气")
    assert len(asked) == 1


def test_how_many_are_suggested_is_said_aloud(page):
    type_in(page, "kongqi")
    expect(page.locator("main [aria-live=polite]")).to_contain_text("条建议")


def test_the_box_in_the_header_works_on_every_page(page):
    page.goto("/notices/")
    page.locator("header input[name=q]").fill("kongqi")
    expect(page.get_by_role("option").first).to_contain_text("空气")


def test_the_search_works_without_a_script(city, browser):
    with browser.new_context(java_script_enabled=False, base_url=city.url, viewport=DESK) as context:
        page = context.new_page()
        page.goto("/search/")
        page.locator('main input[name="q"]').fill("kongqi")
        page.locator("main form button").click()
        page.locator("main .hits a").first.click()
        assert page.url.endswith("/map/?layers=air")
