"""Scene 3, first half, on a phone: half an address typed leads to the flat, its cell, its community and its clinic."""

import re

from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}


def test_half_an_address_typed_on_a_phone_leads_to_the_flat_and_its_clinic(city, browser) -> None:
    with browser.new_context(viewport=PHONE, base_url=city.url) as phone:
        phone.add_cookies([{"name": "django_language", "value": "en", "url": city.url}])
        page = phone.new_page()
        page.goto("/geography/addresses/")
        box = page.locator("main").get_by_role("combobox")
        box.press_sequentially("顺园三村99")
        first = page.locator("main").get_by_role("option").first
        expect(first).to_contain_text("顺园三村99幢")
        expect(first).to_contain_text("exact")
        box.press("ArrowDown")
        box.press("Enter")
        page.get_by_role("link", name="2单元").click()
        page.get_by_role("link", name="301室").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("顺园三村99幢2单元301室")
        expect(page.locator("#cell")).to_have_text(re.compile("[0-9a-f]{15}"))
        shown = page.locator("main")
        for told in ("Synthetic, no survey", "居委会", "The nearest clinic that is open", "checked"):
            expect(shown).to_contain_text(told)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
