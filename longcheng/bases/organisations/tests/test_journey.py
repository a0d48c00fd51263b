"""A company is dissolved: whoever has its licence open sees it the same second, and its people act for it no more."""

import re

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.running_city import RunningCity
from tests.test_journeys import DESK, visit

FORMER, NEW = "钟楼区钱记示例饭店", "钟楼区钱记示例酒楼"
PAPER = {"day": "", "document": "登记申请书"}


def page_of(context: BrowserContext, clerk: httpx.Client, address: str) -> Page:
    """A page of somebody who has signed in elsewhere."""
    context.add_cookies([{"name": name, "value": value, "url": str(clerk.base_url)}
                         for name, value in clerk.cookies.items()])  # fmt: skip
    page = context.new_page()
    page.goto(address)
    return page


def find(clerk: httpx.Client, words: str) -> str:
    """The number of the first organisation that the desk's list finds."""
    page = clerk.get("/organisations/desk/", params={"q": words}).text
    found = re.search(r"/organisations/(\d+)/act/", page)
    assert found, words
    return found[1]


def file(clerk: httpx.Client, organisation: str, kind: str, **typed: str) -> None:
    """File an act as the second page of its form does."""
    address = f"/organisations/{organisation}/act/{kind}/"
    day = re.search(r'name="day"[^>]*value="([^"]*)"', clerk.get(address).text)
    answer = clerk.post(address, data=PAPER | {"day": day[1] if day else "", "step": "register"} | typed)
    assert answer.status_code == httpx.codes.FOUND, answer.text


def take_back_newest(clerk: httpx.Client, organisation: str) -> None:
    page = clerk.get(f"/organisations/{organisation}/act/").text
    number = re.search(r"undo/\?act_id=(\d+)", page)
    assert number
    file(clerk, organisation, "undo", act_id=number[1], reason="journey")


def test_a_dissolved_company_changes_open_pages_the_same_second_and_is_found_by_its_former_name(
    city: RunningCity, browser
):
    clerk = city.signed_in("lu")
    number = find(clerk, FORMER)
    file(clerk, number, "rename", name=NEW)
    licence = re.search(r"/organisations/licences/(\d+)/", clerk.get(f"/organisations/{number}/act/").text)
    assert licence
    with visit(browser, city, size=DESK) as desk, visit(browser, city) as phone, visit(browser, city) as street:
        officer = page_of(desk, clerk, f"/organisations/licences/{licence[1]}/")
        owner = page_of(phone, city.signed_in("qian"), f"/organisations/mine/{number}/")
        expect(owner.get_by_text("In force").first).to_be_visible()
        public = street.new_page()
        public.goto(f"/organisations/{number}/")
        for page in (officer, public):
            expect(page.locator("body")).to_have_attribute("data-live-state", "open", timeout=15_000)
        expect(officer.locator("h1")).to_contain_text("Valid")
        file(clerk, number, "dissolve")
        expect(officer.locator("h1")).to_contain_text("Licence cancelled", timeout=3_000)
        expect(public.locator("h1")).to_contain_text("Dissolved", timeout=3_000)
        owner.goto("/organisations/mine/")
        expect(owner.get_by_text("You act for no organisation.")).to_be_visible()
        public.goto(f"/organisations/?q={FORMER}")
        expect(public.get_by_role("main")).to_contain_text(NEW)
        expect(public.get_by_role("main")).to_contain_text("Dissolved")
    for _act in ("dissolve", "rename"):
        take_back_newest(clerk, number)
    assert find(clerk, FORMER) == number
