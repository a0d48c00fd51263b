"""The promise of access, lived: a mandate given, used, read and ended; an officer with and without a purpose."""

import re
import subprocess
import sys
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from benchmarks.running_city import RunningCity
from tests.test_sign_in_journeys import sign_in, visit, with_authenticator

TOWN = "320411103"


def manage(city: RunningCity, *command: str) -> str:
    """Run a command of the city as the one who holds the machine."""
    done = subprocess.run(
        [sys.executable, "-m", "longcheng", "manage", *command],
        cwd=city.checkout,
        env=city.environment() | {"LONGCHENG_HOME": str(city.folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def enter(page: Page, city: RunningCity, username: str) -> Page:
    sign_in(page, username, city.password)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What can")
    return page


def test_a_mother_lets_her_son_act_reads_his_use_of_it_and_ends_it(city, browser):
    with visit(browser, city) as hers, visit(browser, city) as his:
        mother, son = hers.new_page(), with_authenticator(his.new_page())
        enter(mother, city, "wangxiuying")
        mother.goto("/mandates/")
        mother.get_by_label("Their user name").fill("wanglei")
        mother.get_by_label("Their name").fill("王磊")
        mother.get_by_label("Health care").check()
        mother.get_by_label("Until, that day included").fill(f"{date.today().year}-12-31")  # noqa: DTZ011
        mother.get_by_role("button", name="Let them act for me").click()
        expect(mother.get_by_role("status")).to_contain_text("王磊 may act for you now.")

        enter(son, city, "wanglei")
        son.goto("/account/security/passkeys/")
        son.get_by_label("A name that tells you").fill("Phone")
        son.get_by_role("button", name="Add a passkey on this device").click()
        expect(son.get_by_role("status")).to_contain_text("is added")
        son.locator(".me-menu summary").click()
        son.get_by_role("button", name="Sign out").click()
        son.goto("/sign-in/?next=/mandates/")
        son.get_by_role("button", name=re.compile("passkey")).click()
        son.get_by_role("link", name=re.compile("王秀英.*Health care", re.DOTALL)).click()
        son.get_by_role("link", name="Open the record of 王秀英").click()
        expect(son.get_by_text("顺园三村 99-2-301")).to_be_visible()
        record = son.url

        mother.goto("/looked/")
        words = r"by your mandate for health care, today \d\d:\d\d: full name, community, address"
        line = mother.get_by_text(re.compile(words)).first
        expect(line).to_be_visible()
        mother.goto("/mandates/")
        mother.get_by_role("link", name=re.compile("王磊.*Health care", re.DOTALL)).click()
        mother.get_by_role("link", name="End this mandate").click()
        mother.get_by_role("button", name="End this mandate").click()
        expect(mother.get_by_role("status")).to_contain_text("has ended")

        son.goto(record)
        expect(son.get_by_role("heading", level=1)).to_have_text("This record is closed to you")
        expect(son.get_by_text("The mandate was ended on")).to_be_visible()
        expect(son.get_by_text("99-2-301")).to_have_count(0)


def test_an_officer_reads_while_a_case_is_open_and_no_longer(city, browser):
    with visit(browser, city) as desk, visit(browser, city) as phone:
        officer, resident = desk.new_page(), phone.new_page()
        enter(resident, city, "xiaojie")
        resident.goto("/population/me/correct/")
        resident.get_by_role("link", name=re.compile(r"^Address")).click()
        resident.get_by_label("It should read").fill("顺园三村 99-2-302 东")
        resident.get_by_role("button", name="Ask for the correction").click()
        number = re.search(r"No\. (\d+)", resident.get_by_text(re.compile(r"No\. \d+, asked on")).inner_text())
        assert number

        enter(officer, city, "wu")
        officer.goto(f"/population/corrections/{number[1]}/")
        expect(officer.locator("dd", has_text="顺园三村 99-2-302").first).to_be_visible()
        account = manage(
            city,
            "shell",
            "-c",
            "from longcheng.core.access.models import Account as A; print(A.objects.get(username='xiaojie').pk)",
        )
        record = f"/population/residents/{account.split()[-1]}/"
        officer.goto(record)
        expect(officer.get_by_role("heading", level=1)).to_have_text("This record is closed to you")
        expect(officer.get_by_text("No purpose is given.")).to_be_visible()
        expect(officer.get_by_text("99-2-302")).to_have_count(0)
        officer.get_by_role("link", name=f"Open it for: Correction request No. {number[1]}").click()
        expect(officer.locator("dd", has_text="顺园三村 99-2-302").first).to_be_visible()
        opened = officer.url

        officer.goto(f"/population/corrections/{number[1]}/")
        officer.get_by_label("What you checked").fill("Seen at the door.")
        officer.get_by_role("button", name="Correct the record").click()
        officer.goto(opened)
        expect(officer.get_by_text("It was closed on")).to_be_visible()
        expect(officer.get_by_text("99-2-302")).to_have_count(0)

        resident.goto("/looked/")
        words = rf"吴警官.*the correction request {number[1]} about your record"
        expect(resident.get_by_text(re.compile(words)).first).to_be_visible()


@pytest.mark.parametrize("who", ["limin", "wangxiuying"])
def test_a_nightly_check_of_a_town_stands_on_the_page_of_each_of_its_people(city, browser, who):
    said = manage(city, "checkaddresses", TOWN)
    assert re.search(r"\d+ residents", said)
    with visit(browser, city) as phone:
        page = enter(phone.new_page(), city, who)
        page.goto("/looked/")
        line = page.get_by_text(re.compile("夜间地址核查|Nightly check of addresses")).first
        expect(line).to_be_visible()
        expect(page.get_by_text(re.compile("together with")).first).to_be_visible()
