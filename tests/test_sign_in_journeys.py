"""Signing in, lived in a real browser: passkeys by Chromium's virtual authenticator, codes, sessions, recovery."""

import subprocess
import sys

import httpx
import pyotp
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.running_city import RunningCity
from longcheng.core.access.actions.accounts import make_account
from longcheng.core.sign_in.actions.sessions import end_sessions
from longcheng.program.live import account_of

PHONE = {"width": 390, "height": 844}
PASSWORD = "three boats on the canal"


def named(city: RunningCity) -> str:
    """The city's address with the name that passkeys are bound to."""
    return f"http://localhost:{city.port}"


def visit(browser: Browser, city: RunningCity, *, language: str = "en", base: str | None = None) -> BrowserContext:
    base = base or named(city)
    context = browser.new_context(viewport=PHONE, base_url=base)
    context.add_cookies([{"name": "django_language", "value": language, "url": base}])
    return context


def with_authenticator(page: Page) -> Page:
    """Give this page's browser a fingerprint sensor that says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def make(city: RunningCity, username: str, *arguments: str) -> None:
    """An account of this story alone, so that stories do not disturb each other."""
    done = subprocess.run(
        [sys.executable, "-m", "longcheng", "manage", "makeaccount", username, *arguments],
        cwd=city.checkout,
        env=city.environment() | {"LONGCHENG_HOME": str(city.folder)},
        input=PASSWORD + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture(scope="module")
def resident(city) -> str:
    make(city, "passkeyholder", "--kind", "resident")
    return "passkeyholder"


def test_a_passkey_is_added_signs_in_without_a_name_and_is_removed(city, browser, resident):
    with visit(browser, city) as context:
        page = with_authenticator(context.new_page())
        sign_in(page, resident)
        page.goto("/account/security/passkeys/")
        page.get_by_label("A name that tells you").fill("My phone")
        page.get_by_role("button", name="Add a passkey on this device").click()
        expect(page.get_by_role("status")).to_contain_text("“My phone” is added")
        page.get_by_role("button", name="Add a passkey on this device").click()
        expect(page.get_by_role("alert")).to_contain_text("holds a passkey for your account already")
        page.locator(".me-menu summary").click()
        page.get_by_role("button", name="Sign out").click()

        page.goto("/sign-in/?next=/inbox/")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page).to_have_url(f"{named(city)}/inbox/")
        page.goto("/account/security/sessions/")
        expect(page.get_by_text("with a passkey")).to_be_visible()

        page.goto("/account/security/passkeys/")
        expect(page.get_by_text("Last used")).to_be_visible()
        page.get_by_role("link", name="Remove My phone").click()
        page.get_by_role("button", name="Remove this passkey").click()
        expect(page.get_by_role("status")).to_contain_text("is removed")
        page.locator(".me-menu summary").click()
        page.get_by_role("button", name="Sign out").click()
        page.goto("/sign-in/")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.locator("[data-passkey-problem]")).to_contain_text("could not be checked")


def test_a_passkey_confirms_and_sets_a_password_without_the_old_one(city, browser):
    make(city, "confirmer", "--kind", "resident")
    with visit(browser, city) as context:
        page = with_authenticator(context.new_page())
        sign_in(page, "confirmer")
        page.goto("/account/security/passkeys/")
        page.get_by_role("button", name="Add a passkey on this device").click()
        expect(page.get_by_role("status")).to_contain_text("is added")
        page.goto("/sign-in/confirm/?next=/account/security/password/")
        page.get_by_role("button", name="Confirm with a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Change the password")
        expect(page.get_by_label("Password until now")).to_have_count(0)
        page.get_by_label("New password", exact=True).fill("four boats on the canal")
        page.get_by_label("New password once more").fill("four boats on the canal")
        page.get_by_role("button", name="Set the new password").click()
        expect(page.get_by_role("status")).to_contain_text("Your password is changed")


def test_under_a_number_the_page_says_why_passkeys_need_the_name(city, browser):
    with visit(browser, city, base=city.url) as context:
        page = context.new_page()
        page.goto("/sign-in/")
        expect(page.get_by_text("bound to the city's own name")).to_be_visible()
        page.get_by_role("link", name="to use one").click()
        expect(page).to_have_url(f"{named(city)}/sign-in/")
        expect(page.get_by_role("button", name="Use a passkey")).to_be_visible()


def test_codes_are_turned_on_asked_for_and_the_printed_ones_help(city, browser):
    make(city, "coder", "--kind", "resident")
    with visit(browser, city) as context:
        page = context.new_page()
        sign_in(page, "coder")
        page.goto("/account/security/codes/")
        secret = page.locator("code.secret").inner_text().replace(" ", "")
        expect(page.get_by_alt_text("QR code")).to_be_visible()
        assert page.get_by_alt_text("QR code").evaluate("image => image.naturalWidth") > 100
        page.get_by_label("Type the six digits").fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name="Turn on codes").click()
        printed = page.locator(".sheet-codes code").all_inner_texts()
        assert len(printed) == 10
        page.locator(".me-menu summary").click()
        page.get_by_role("button", name="Sign out").click()

        sign_in(page, "coder")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Your code")
        page.get_by_label("Code", exact=True).fill("000000")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("wrong, too old, or was used already")
        page.get_by_label("Code", exact=True).fill(printed[0].lower())
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("What can")
        page.goto("/account/security/sheet/")
        expect(page.get_by_text("9 of 10 codes are left")).to_be_visible()


def test_one_sees_where_one_is_signed_in_and_ends_the_others(city, browser):
    make(city, "manyplaces", "--kind", "resident")
    with visit(browser, city) as here, visit(browser, city) as there:
        own, other = here.new_page(), there.new_page()
        sign_in(own, "manyplaces")
        sign_in(other, "manyplaces")
        own.goto("/account/security/sessions/")
        expect(own.get_by_text("This one")).to_have_count(1)
        expect(own.get_by_role("listitem").filter(has_text="Chrome on Linux")).to_have_count(2)
        own.get_by_role("button", name="Sign out everywhere else").click()
        expect(own.get_by_role("status")).to_contain_text("1 other place is signed out")
        other.goto("/inbox/")
        expect(other.get_by_role("heading", level=1)).to_contain_text("Sign in")


def test_a_recovery_shows_on_every_open_session_and_one_press_stops_it(city, browser):
    make(city, "robbed", "--kind", "resident")
    make(city, "deskclerk", "--role", "sign_in.recovery_clerk")
    with visit(browser, city) as home, visit(browser, city) as counter, visit(browser, city) as thief:
        own, desk, stranger = home.new_page(), counter.new_page(), thief.new_page()
        sign_in(own, "robbed")
        expect(own.locator("body")).to_have_attribute("data-live-state", "open")
        sign_in(desk, "deskclerk")
        desk.goto("/recoveries/new/")
        desk.get_by_label("User name of the account").fill("robbed")
        desk.get_by_label("Name in the document").fill("robbed")
        desk.get_by_role("button", name="Find the account").click()
        desk.get_by_label("Resident identity card", exact=True).check()
        desk.get_by_label("Why is it needed?").fill("The phone is lost.")
        desk.get_by_role("button", name="File it and show the code").click()
        code = desk.locator("code.secret").inner_text()
        expect(own.locator("#unread")).to_be_visible()

        stranger.goto("/sign-in/recover/")
        stranger.get_by_label("User name").fill("robbed")
        stranger.get_by_label("Code from the printed sheet or from the counter").fill(code)
        stranger.get_by_label("New password", exact=True).fill("a thief's own password")
        stranger.get_by_label("New password once more").fill("a thief's own password")
        stranger.get_by_role("button", name="Set the new password").click()
        expect(stranger.get_by_role("alert")).to_contain_text("counts only from")

        own.goto("/notices/")
        own.get_by_role("link", name="Look at it or stop it").click()
        own.get_by_role("button", name="Stop this recovery").click()
        expect(own.get_by_role("status")).to_contain_text("The recovery is stopped")
        desk.goto("/recoveries/")
        expect(desk.get_by_text("Stopped")).to_be_visible()


def test_a_password_change_without_javascript(city, browser):
    make(city, "scriptless", "--kind", "resident")
    context = browser.new_context(java_script_enabled=False, base_url=city.url, viewport=PHONE)
    context.add_cookies([{"name": "django_language", "value": "en", "url": city.url}])
    with context:
        page = context.new_page()
        sign_in(page, "scriptless")
        page.goto("/account/security/password/")
        page.get_by_label("Password until now").fill(PASSWORD)
        page.get_by_label("New password", exact=True).fill("five boats on the canal")
        page.get_by_label("New password once more").fill("five boats on the canal")
        page.get_by_role("button", name="Set the new password").click()
        expect(page.get_by_role("status")).to_contain_text("Your password is changed")
        page.locator(".me-menu summary").click()
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, "scriptless", "five boats on the canal")
        expect(page.get_by_role("heading", level=1)).to_contain_text("What can")


def test_a_guesser_is_told_when_to_try_again_and_keeps_the_name_typed(city, browser):
    with visit(browser, city) as context:
        page = context.new_page()
        for _ in range(6):
            sign_in(page, "guessed-at", "wrong")
        expect(page.get_by_role("alert")).to_contain_text("Try again in")
        expect(page.get_by_label("User name")).to_have_value("guessed-at")
        expect(page.get_by_label("Password")).to_have_value("")


def test_the_door_names_the_visitor_and_believes_nobody_who_names_himself(city):
    make(city, "liar", "--kind", "resident")
    with httpx.Client(base_url=city.url, headers={"X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6"}) as client:
        client.get("/sign-in/")
        form = {"username": "liar", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/sign-in/", data=form).status_code == httpx.codes.FOUND
        page = client.get("/account/security/sessions/").text
    assert "127.0.0.1" in page
    assert "6.6.6.6" not in page


def test_the_live_line_knows_a_session_and_forgets_an_ended_one(db, client, monkeypatch):
    monkeypatch.setattr("longcheng.program.live.close_old_connections", lambda: None)
    wang = make_account(username="wang", password=PASSWORD, display_name="Wang", kind="resident", roles=[])
    client.force_login(wang)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert account_of(key) == wang
    end_sessions(wang)
    assert account_of(key) is None
