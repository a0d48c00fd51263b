"""Scenes on the map of a running city: a doubt about a place, and the map of yesterday, which keeps what it showed."""

import re
from datetime import date, timedelta

import httpx
from playwright.sync_api import expect

from tests.test_journeys import PHONE, sign_in, visit

YESTERDAY = (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011  the city's day or the one before it: both do
NEW_HOURS = "Mo-Su 00:00-23:59"


def test_a_doubt_about_a_place_is_accepted_and_yesterdays_map_still_shows_the_old_one(city, browser):
    found = httpx.get(f"{city.url}/ogc/collections/pois/items?kind=clinic&limit=1&f=json").json()["features"][0]
    place = f"pois-{found['id'].removeprefix('pois-')}"
    old = found["properties"]["hours"]
    assert old
    assert old != NEW_HOURS
    with visit(browser, city, size=PHONE) as phone:
        page = sign_in(phone, city, "limin")
        page.goto(f"/map/?place={place}&layers=districts,pois")
        card = page.locator("#card")
        expect(card).to_contain_text(old)
        expect(card).to_contain_text("Synthetic, no survey")
        card.get_by_role("link", name="This is wrong").click()
        page.locator("main").get_by_role("link", name=re.compile("Opening hours")).click()
        page.locator("main input[name=value]").fill(NEW_HOURS)
        page.locator("main [name=note]").fill("The board at the door says so.")
        page.locator("main form button").last.click()
        expect(page.get_by_role("status").first).to_be_visible()
    tang = city.signed_in("tang")
    case = re.search(r"/wrong/cases/(\d+)/", tang.get("/geography/doubts/").text)
    assert case is not None, "the keeper of the map has it on the list"
    done = tang.post(case[0], data={"do": "accept", "reason": "Rung up and asked."})
    assert done.status_code == httpx.codes.FOUND
    card_now = httpx.get(f"{city.url}/map/place/", params={"id": place}).text
    card_then = httpx.get(f"{city.url}/map/place/", params={"id": place, "day": YESTERDAY}).text
    assert NEW_HOURS in card_now
    assert old in card_then
    assert NEW_HOURS not in card_then
    on_a_day = httpx.get(
        f"{city.url}/ogc/collections/pois/items", params={"datetime": YESTERDAY, "f": "json", "limit": 1000}
    )
    was = next(one for one in on_a_day.json()["features"] if one["id"] == found["id"])
    assert was["properties"]["hours"] == old
