"""Scenes lived in a real browser against a whole running city."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from benchmarks.running_city import RunningCity
from tests.every_page import PAGES

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
TOWN, CITY = "320411103", "3204"


def visit(browser: Browser, city: RunningCity, *, size: dict = PHONE, language: str = "en") -> BrowserContext:
    """A browser of one person; anything that a page says wrongly to its console fails the test."""
    context = browser.new_context(viewport=size, base_url=city.url)
    context.add_cookies([{"name": "django_language", "value": language, "url": city.url}])
    return context


def sign_in(context: BrowserContext, city: RunningCity, username: str) -> Page:
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(city.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What can")
    return page


def publish(page: Page, *, title: str, area: str, urgent: bool = False) -> None:
    page.goto("/notices/desk/")
    form = page.locator("form.form").first  # the list below it has labels of its own
    form.get_by_label("Title").fill(title)
    form.get_by_label("Text", exact=True).fill("From ten in the evening until five in the morning.")
    form.get_by_label("For everybody in").fill(area)
    if urgent:
        form.get_by_label("Urgent").check()
    page.get_by_role("button", name="Publish the notice").click()
    expect(page.get_by_role("status")).to_contain_text("on its way")


def test_a_notice_to_a_town_appears_at_once_in_an_open_page_of_its_resident(city, browser):
    with visit(browser, city) as phone, visit(browser, city) as far, visit(browser, city, size=DESK) as desk:
        resident = sign_in(phone, city, "wangxiuying")
        resident.goto("/notices/")
        expect(resident.locator("body")).to_have_attribute("data-live-state", "open")
        elsewhere = sign_in(far, city, "wanglei")
        elsewhere.goto("/notices/")
        publish(sign_in(desk, city, "wu"), title="Water off tonight", area=TOWN)
        expect(resident.get_by_text("Water off tonight")).to_be_visible()
        expect(resident.locator("#unread")).to_be_visible()
        expect(elsewhere.get_by_text("Water off tonight")).to_have_count(0)


def test_an_urgent_notice_lies_over_every_open_page_of_the_area_until_it_is_read(city, browser):
    with visit(browser, city) as phone, visit(browser, city, size=DESK) as desk, visit(browser, city) as stranger:
        resident = sign_in(phone, city, "limin")
        anybody = stranger.new_page()
        anybody.goto("/")
        for page in (resident, anybody):
            expect(page.locator("body")).to_have_attribute("data-live-state", "open")
        publish(sign_in(desk, city, "zheng"), title="Storm: stay inside", area=CITY, urgent=True)
        for page in (resident, anybody):
            expect(page.get_by_role("dialog")).to_contain_text("Storm: stay inside")
        resident.get_by_role("button", name="I have read it").click()
        expect(resident.get_by_role("dialog")).to_have_count(0)
        resident.reload()
        expect(resident.locator("body")).to_have_attribute("data-live-state", "open")
        expect(resident.get_by_role("dialog")).to_have_count(0)


def test_a_message_is_read_and_the_mark_goes(city, browser):
    with visit(browser, city) as phone:
        page = sign_in(phone, city, "zhangjianguo")
        page.goto("/inbox/")
        first = page.locator(".row.is-unread").first
        title = first.locator("strong").inner_text()
        first.get_by_role("button").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title.removeprefix("Urgent ").strip())


def test_every_page_works_without_javascript(city, browser):
    context = browser.new_context(java_script_enabled=False, base_url=city.url, viewport=PHONE)
    context.add_cookies([{"name": "django_language", "value": "en", "url": city.url}])
    with context:
        page = sign_in(context, city, "wu")
        publish(page, title="Without a script", area=TOWN)
        page.goto("/notices/")
        expect(page.get_by_text("Without a script")).to_be_visible()


def test_a_term_is_counted_in_working_days_and_the_passed_days_are_explained(city, browser):
    """Ten working days from 30 September 2026 pass the National Day (State Council notice for 2026)."""
    with visit(browser, city) as phone:
        page = phone.new_page()
        page.goto("/calendar/")
        page.get_by_label("Start").fill("2026-09-30")
        page.get_by_label("Working days").fill("10")
        page.get_by_role("button", name="Count the working days").click()
        expect(page.get_by_text("Tuesday 20 October 2026").first).to_be_visible()
        expect(page).to_have_url(re.compile("2026-09-30"))
        shared = phone.new_page()
        shared.goto(page.url)
        expect(shared.get_by_text("Tuesday 20 October 2026").first).to_be_visible()
        expect(page.get_by_role("link", name="Subscribe")).to_be_visible()


# Who opens which pages stands in tests/every_page.py: add a new page there.


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_accessible_fit_the_phone_and_ask_no_other_host(city, browser, language):
    """axe-core finds nothing by WCAG 2.2 AA; nothing is wider than 320 px; no console error; one origin.

    What the dark theme changes is colours alone, so there only the contrast is looked at once more.
    """
    for username, addresses in PAGES.items():
        with visit(browser, city, language="en") as context:
            if username != "stranger":
                sign_in(context, city, username).close()
            context.add_cookies([{"name": "django_language", "value": language, "url": city.url}])
            page = context.new_page()
            page.set_viewport_size({"width": 320, "height": 640})
            look_at(page, city, addresses, is_themed=True)


def go(page: Page, address: str) -> Response | None:
    """Open an address; of "/list/ → /list/[0-9]+/" the first link on the list that reads so, None if there is none."""
    begin, *hops = address.split(" → ")
    answer = page.goto(begin)
    for wanted in hops:
        links = page.locator("main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        found = next((link for link in links if re.fullmatch(wanted, link)), None)
        if found is None:
            return None
        answer = page.goto(found)
    return answer


WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def look_at(page: Page, city: RunningCity, addresses: tuple[str, ...], *, is_themed: bool = False) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda r: problems.append(r.url) if not r.url.startswith((city.url, "data:")) else None)
    for address in addresses:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")  # a colour on its way to another is neither
        answer = go(page, address)
        if answer is None or not answer.ok:
            problems.append(f"{address}: {f'answered {answer.status}' if answer else 'nothing leads there'}")
            continue
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            problems.append(f"{address}: {wide} px too wide for a phone of 320 px")
        for scheme, rules in (("light", WCAG), ("dark", CONTRAST))[: 1 + is_themed]:
            if scheme == "dark":
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = axe.run(page, options=rules)
            if found.violations_count:
                problems.append(f"{address}, {scheme}: {found.generate_report()}")
    assert problems == []


def test_health_lists_every_part_and_metrics_are_public(city):
    health = httpx.get(f"{city.url}/healthz").json()
    assert health["ready"]
    assert set(health["parts"]) == {"database", "nats", "web", "live", "worker", "door"}
    metrics = httpx.get(f"{city.url}/metrics").text
    stored = re.findall(r'longcheng_deliveries_stored_total\{event="(\S+)",handler="(\S+)"\} (\S+)', metrics)
    owed = re.findall(r'longcheng_deliveries_accepted_total\{event="(\S+)",handler="(\S+)"\} (\S+)', metrics)
    assert stored
    assert stored == owed


def test_static_files_are_kept_for_ever_and_pages_of_a_person_never(city):
    page = httpx.get(city.url).text
    style = re.search(r'href="(/static/portal/city\.[0-9a-f]+\.css)"', page)
    assert style is not None
    assert "immutable" in httpx.get(city.url + style[1]).headers["Cache-Control"]
    assert httpx.get(city.url).headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "no-store" in city.signed_in("wu").get("/inbox/").headers["Cache-Control"]
