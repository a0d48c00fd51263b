"""A program asks, the city approves it, a person lets it in and ends it: in a real browser, under the strict policy."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.test_journeys import DESK, visit
from tests.test_journeys import sign_in as signed_in_page

VERIFIER = "the-browser-journey-keeps-this-verifier-0123456789-abc"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Landing:
    """The program's own page on this machine, where the person comes back to."""

    def __init__(self) -> None:
        self.came: Queue[dict[str, str]] = Queue()
        came = self.came

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/back"):
                    came.put({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>Club</title><h1>Welcome to the club</h1>")

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Page)
        self.address = f"http://127.0.0.1:{self.server.server_port}/back"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def landing() -> Iterator[Landing]:
    found = Landing()
    yield found
    found.server.shutdown()
    found.server.server_close()


def registered(city: Any, name: str, **said_too: Any) -> dict[str, Any]:
    said = {
        "client_name": name,
        "organisation": "Comb makers of the canal",
        "purpose": "To sign you in to the club and show you what is on in your community.",
        "contacts": ["club@club.example"],
        "redirect_uris": ["http://127.0.0.1/back"],
        "scope": "openid profile resident",
        "grant_types": ["authorization_code", DEVICE],
        "token_endpoint_auth_method": "none",
    } | said_too
    answer = httpx.post(f"{city.url}/openid/register", json=said)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return answer.json()


def asks(program: dict[str, Any], landing: Landing) -> str:
    said = {
        "client_id": program["client_id"],
        "redirect_uri": landing.address,
        "response_type": "code",
        "scope": "openid profile resident",
        "state": "s-journey",
        "nonce": "n-journey",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"/openid/authorize?{urlencode(said)}"


def approve(city: Any, browser: Any, name: str) -> None:
    """An officer finds the program among those that wait, and approves it."""
    with visit(browser, city, size=DESK) as desk:
        page = signed_in_page(desk, city, "zheng")
        page.goto(f"/openid/programs/?{urlencode({'q': name})}")
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_text("http://127.0.0.1/back")).to_be_visible()
        is_readable(page)
        page.get_by_role("button", name="Approve it").click()
        expect(page.get_by_role("status")).to_contain_text("works from now on")


def is_readable(page: Page) -> None:
    """axe-core finds nothing, and nothing is wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    found = Axe().run(page, options={"runOnly": WCAG})
    assert found.violations_count == 0, found.generate_report()


def test_a_program_is_approved_let_in_by_a_person_and_ended(city, browser, landing):
    program = registered(city, "Comb walks")
    with visit(browser, city) as phone:
        page = phone.new_page()
        page.goto(asks(program, landing))
        expect(page.get_by_text("waits for approval")).to_be_visible()
        is_readable(page)

        approve(city, browser, "Comb walks")
        page.goto(asks(program, landing))
        page.get_by_label("User name").fill("wangxiuying")
        page.get_by_label("Password").fill(city.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Comb walks")
        expect(page.get_by_text("Comb makers of the canal")).to_be_visible()
        expect(page.get_by_text("王秀英").first).to_be_visible()
        is_readable(page)
        page.get_by_role("button", name="Let it in", exact=True).click()
        expect(page.get_by_role("heading", name="Welcome to the club")).to_be_visible()

        came = landing.came.get(timeout=10)
        issuer = httpx.get(f"{city.url}/.well-known/openid-configuration").json()["issuer"]
        assert (came["state"], came["iss"]) == ("s-journey", issuer)
        said = {
            "grant_type": "authorization_code",
            "client_id": program["client_id"],
            "code": came["code"],
            "redirect_uri": landing.address,
            "code_verifier": VERIFIER,
        }
        tokens = httpx.post(f"{city.url}/openid/token", data=said).json()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert httpx.get(f"{city.url}/openid/userinfo", headers=bearer).json()["name"] == "王秀英"

        page.goto("/openid/let-in/")
        is_readable(page)
        page.get_by_role("link", name="End “Comb walks”").click()
        page.get_by_role("button", name="Let it in no longer").click()
        expect(page.get_by_role("status")).to_contain_text("let in no longer")
        assert httpx.get(f"{city.url}/openid/userinfo", headers=bearer).status_code == httpx.codes.UNAUTHORIZED


def test_who_let_a_program_in_before_only_signs_in_and_is_taken_to_it(city, browser, landing):
    """The form of the sign-in page may end at the city alone, so the way on to the program is a step of its own."""
    program = registered(city, "Comb diary", token_endpoint_auth_method="client_secret_basic")
    approve(city, browser, "Comb diary")
    with visit(browser, city) as phone:
        page = signed_in_page(phone, city, "wangxiuying")
        page.goto(asks(program, landing))
        page.get_by_role("button", name="Let it in", exact=True).click()
        expect(page.get_by_role("heading", name="Welcome to the club")).to_be_visible()
    landing.came.get(timeout=10)
    with visit(browser, city) as phone:
        page = phone.new_page()
        page.goto(asks(program, landing))
        page.get_by_label("User name").fill("wangxiuying")
        page.get_by_label("Password").fill(city.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", name="Welcome to the club")).to_be_visible()
        assert landing.came.get(timeout=10)["state"] == "s-journey"


def test_a_person_who_refuses_is_taken_back_and_nothing_is_told(city, browser, landing):
    program = registered(city, "Comb shop")
    approve(city, browser, "Comb shop")
    with visit(browser, city) as phone:
        page = signed_in_page(phone, city, "wanglei")
        page.goto(asks(program, landing))
        page.get_by_role("button", name="Do not let it in").click()
        expect(page.get_by_role("heading", name="Welcome to the club")).to_be_visible()
        came = landing.came.get(timeout=10)
        assert came["error"] == "access_denied"
        assert "code" not in came


def test_a_device_is_let_in_with_the_code_on_its_screen(city, browser):
    program = registered(city, "Comb television")
    approve(city, browser, "Comb television")
    said = {"client_id": program["client_id"], "scope": "openid profile", "device_name": "Living room"}
    asked = httpx.post(f"{city.url}/openid/device", data=said).json()
    with visit(browser, city) as phone:
        page = signed_in_page(phone, city, "wangxiuying")
        page.goto("/device/")
        page.get_by_label("Code on the screen").fill("BBBBBBBB")
        page.get_by_role("button", name="See what it asks for").click()
        expect(page.get_by_role("alert")).to_contain_text("No device waits with this code")
        page.get_by_label("Code on the screen").fill(asked["user_code"].replace("-", "").lower())
        page.get_by_role("button", name="See what it asks for").click()
        expect(page.get_by_text("Living room")).to_be_visible()
        is_readable(page)
        page.get_by_role("button", name="Let it in", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("it goes on by itself")
    poll = {"grant_type": DEVICE, "client_id": program["client_id"], "device_code": asked["device_code"]}
    tokens = httpx.post(f"{city.url}/openid/token", data=poll).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert httpx.get(f"{city.url}/openid/userinfo", headers=bearer).json()["name"] == "王秀英"
