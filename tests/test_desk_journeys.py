"""The counter lived in a real browser against a whole running city."""

import csv
import io

from playwright.sync_api import expect

from tests.test_journeys import DESK, PHONE, TOWN, publish, sign_in, visit


def test_many_notices_are_withdrawn_after_a_preview_and_the_list_is_taken_along(city, browser):
    with visit(browser, city, size=DESK) as desk:
        page = sign_in(desk, city, "wu")
        for n in range(3):
            publish(page, title=f"Counter notice {n}", area=TOWN)
        page.goto("/notices/desk/?q=Counter+notice&sort=title")
        expect(page.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "ascending")
        page.get_by_role("checkbox", name="Counter notice 0").check()
        page.get_by_role("checkbox", name="Counter notice 1").check()
        page.get_by_role("button", name="Withdraw these notices").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Preview")
        page.get_by_role("button", name="Withdraw these notices: 2 rows").click()
        expect(page.get_by_role("alert")).to_contain_text("required")
        page.get_by_label("Why? Readers will see it.").fill("All is well again.")
        page.get_by_role("button", name="Withdraw these notices: 2 rows").click()
        expect(page.get_by_role("cell", name="done", exact=True)).to_have_count(2)
        page.goto("/notices/desk/?q=Counter+notice&state=withdrawn")
        expect(page.locator("tr[data-row]")).to_have_count(2)
        page.get_by_role("link", name="Take along as a file").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download as CSV").click()
        text = download.value.path().read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert sorted(row[0] for row in rows[1:3]) == ["Counter notice 0", "Counter notice 1"]


def test_a_list_is_worked_by_the_keyboard_alone_and_a_refresh_leaves_ticks_alone(city, browser):
    with visit(browser, city, size=DESK) as desk, visit(browser, city, size=DESK) as other:
        page = sign_in(desk, city, "wu")
        publish(page, title="Keyboard notice", area=TOWN)
        page.goto("/notices/desk/?q=Keyboard")
        expect(page.locator("body")).to_have_attribute("data-live-state", "open")
        box = page.get_by_role("checkbox", name="Keyboard notice")
        for _ in range(80):
            page.keyboard.press("Tab")
            if box.evaluate("box => box === document.activeElement"):
                break
        page.keyboard.press("Space")
        expect(box).to_be_checked()
        publish(sign_in(other, city, "zheng"), title="Keyboard notice two", area=TOWN)
        page.wait_for_timeout(1_500)
        expect(box).to_be_checked()
        expect(page.locator("tr[data-row]")).to_have_count(1)
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.value") == "withdraw":
                break
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Preview")


def test_a_registrar_takes_a_task_and_finds_its_person_on_a_phone_without_javascript(city, browser):
    context = browser.new_context(java_script_enabled=False, base_url=city.url, viewport=PHONE)
    context.add_cookies([{"name": "django_language", "value": "en", "url": city.url}])
    with context:
        page = sign_in(context, city, "wu")
        page.goto("/desk/")
        task = page.locator("li.task").filter(has_text="Address").first
        if task.get_by_role("button", name="Give it back").count() == 0:
            task.get_by_role("button", name="Take it over").click()
        page.get_by_role("link", name="Mine").click()
        expect(page.locator("li.task").first).to_contain_text("yours")
        page.goto("/desk/find/")
        page.get_by_label("Correction request").first.check()
        page.get_by_label("Name, number or part of the address").fill("99-2-302")
        page.get_by_role("button", name="Find the person").click()
        expect(page.get_by_role("heading", name="Found")).to_be_visible()
        expect(page.locator("main")).to_contain_text("李敏")
        page.goto("/desk/?whose=mine")
        page.get_by_role("button", name="Give it back").first.click()
        expect(page.get_by_role("status")).to_contain_text("everybody's again")


def test_an_operator_saves_a_view_and_the_list_opens_with_it(city, browser):
    with visit(browser, city, size=DESK) as desk:
        page = sign_in(desk, city, "zheng")
        page.goto("/desk/people/?role=access.operator")
        page.get_by_text("Save this view").click()
        page.get_by_label("Name of the view").fill("Operators")
        page.get_by_label("Open the list with it").check()
        page.get_by_role("button", name="Save the view").click()
        page.goto("/desk/people/")
        expect(page.locator("main")).to_contain_text("This list opens with your view “Operators”")
        expect(page.locator("tr[data-row]")).to_have_count(1)
        page.goto("/desk/views/")
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Delete the view").click()
        page.get_by_role("button", name="Bring it back").click()
        expect(page.get_by_role("status")).to_contain_text("is back")
        page.goto("/desk/views/")
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Delete the view").click()
        expect(page.get_by_role("button", name="Bring it back")).to_be_visible()
