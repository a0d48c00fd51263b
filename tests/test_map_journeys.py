"""The map lived in a real browser: by press and by keys, shared, as a table, on paper."""

import base64
import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

DRAWN = '[data-map-ready="yes"]'
BESIDE = (settings.LOCAL_DATA / "transit" / "changzhou_bus_lines_bd09.json").is_file()
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def open_map(browser: Browser, city, *, path: str = "/map/", size: dict = DESK, language: str = "en") -> Page:
    context = browser.new_context(viewport=size, base_url=city.url)
    context.add_cookies([{"name": "django_language", "value": language, "url": city.url}])
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector(DRAWN, timeout=30_000)
    return page


def test_a_district_is_opened_by_its_name_in_the_list_shows_its_bus_lines_and_is_shared(city, browser):
    page = open_map(browser, city)
    page.get_by_text("In view as a list").click()
    page.locator("#in-view a").filter(has_text=re.compile("^Xuejia Town")).or_(
        page.locator('#in-view a[data-place="air-安家"]')
    ).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_be_focused()
    page.goto("/map/?place=districts-320411")
    page.wait_for_selector(DRAWN, timeout=30_000)
    expect(page.locator("#card h2")).to_have_text("Xinbei District")
    if BESIDE:
        page.get_by_role("button", name="Show its 80 bus lines").click()
        expect(page.get_by_label("Bus lines")).to_be_checked()
        expect(page).to_have_url(re.compile("district=320411"))
    expect(page).to_have_url(re.compile(r"c=119\.\d+,31\.\d+.*z=.*place=districts-320411.*date="))
    again = open_map(browser, city, path=page.url)
    expect(again.locator("#card h2")).to_have_text("Xinbei District")
    assert again.evaluate("new URLSearchParams(location.search).get('c')") == page.evaluate(
        "new URLSearchParams(location.search).get('c')"
    )
    page.context.close()
    again.context.close()


def test_a_press_on_the_map_opens_a_card_and_escape_closes_it(city, browser):
    page = open_map(browser, city, size=PHONE)
    box = page.locator("#map").bounding_box()
    # The south-west of the map is a district of its own.
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.66)
    expect(page.locator("#card")).to_be_visible()
    expect(page.locator("#card h2")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    page.context.close()


def test_enter_opens_what_lies_in_the_middle_and_layers_are_switched(city, browser):
    page = open_map(browser, city, path="/map/?c=119.45,31.35&z=10&layers=districts")
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_have_text("Liyang City")
    expect(page.locator("#card h2")).to_be_focused()
    page.get_by_label("Air stations").check()
    expect(page).to_have_url(re.compile("layers=districts,air"))
    page.get_by_role("link", name="As a table").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The map as a table")
    expect(page.get_by_label("Air stations")).to_be_checked()
    page.context.close()


def test_paper_gets_the_map_its_sources_and_a_scale(city, browser):
    page = open_map(browser, city, path="/map/?place=districts-320411&layers=districts,air")
    paper = page.pdf(format="A4", print_background=True)
    assert paper.startswith(b"%PDF")
    picture = page.locator("[data-map-picture]").get_attribute("src")
    assert picture.startswith("data:image/png;base64,")
    assert len(base64.b64decode(picture.split(",", 1)[1])) > 10_000  # an empty canvas packs to far less
    page.context.close()


def test_the_map_asks_no_other_host_and_breaks_no_rule_of_its_policy(city, browser):
    context = browser.new_context(viewport=PHONE, base_url=city.url, color_scheme="dark")
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith((city.url, "data:")) else None)
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    answer = page.goto("/map/?layers=districts,towns,bus,hospitals,colleges,sights,air")
    page.wait_for_selector(DRAWN, timeout=30_000)
    policy = answer.headers["content-security-policy"]
    assert "worker-src 'self'" in policy
    assert "blob:" not in policy
    assert "unsafe" not in policy
    assert wrong == []
    context.close()


def test_the_same_link_shows_the_same_place_without_javascript(city, browser):
    with browser.new_context(base_url=city.url, java_script_enabled=False, locale="en") as context:
        page = context.new_page()
        page.goto("/map/?c=119.9,31.9&z=10.2&layers=districts,towns&place=districts-320411")
        expect(page.locator("#card h2")).to_contain_text(re.compile("Xinbei District|新北区"))
        expect(page.locator(".map-still")).to_be_visible()


def test_the_map_keeps_its_colours_where_the_reader_forces_them(city, browser):
    page = open_map(browser, city)
    tokens = ["paper", "ink", "canal", "red"]
    read = "tokens => import(document.querySelector('[data-drawer]').dataset.drawer).then(m => tokens.map(m.colour))"
    plain = page.evaluate(read, tokens)
    page.emulate_media(forced_colors="active")
    assert page.evaluate(read, tokens) == plain
    assert len(set(plain)) == len(tokens)
    page.context.close()


@pytest.mark.skipif(not BESIDE, reason="the bus lines are not beside the checkout")
def test_on_a_phone_the_bus_lines_of_a_district_are_drawn_where_one_sees_them(city, browser):
    page = open_map(browser, city, path="/map/?place=districts-320411", size=PHONE)
    page.evaluate("scrollTo(0, document.querySelector('.map-stage').offsetTop + 200)")
    page.get_by_role("button", name="Show its 80 bus lines").dispatch_event("click")
    expect(page.get_by_role("button", name="Closer")).to_be_in_viewport()
    page.context.close()
