"""A program of a firm, a person's browser, and the steps between them as one would take them by hand."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from longcheng.core.openid.actions.programs import approve_program, register_program
from longcheng.core.openid.models import Program
from longcheng.core.openid.registration import read_registration

BACK = "https://club.example/back"
VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class Firm:
    """A program and what it would do."""

    program: Program
    secret: str

    @property
    def proof(self) -> dict[str, str]:
        if self.program.is_public:
            return {}
        pair = f"{self.program.client_id}:{self.secret}".encode()
        return {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(pair).decode()}"}

    def asks(self, **said: str | None) -> str:
        """The address to which it sends a person."""
        usual: dict[str, str | None] = {
            "client_id": self.program.client_id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid profile",
            "state": "s-1",
            "nonce": "n-1",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        wanted = {name: value for name, value in (usual | said).items() if value is not None}
        return f"/openid/authorize?{urlencode(wanted)}"

    def gets_tokens(self, **said: str) -> HttpResponse:
        body = {"client_id": self.program.client_id} | said
        return posts("/openid/token", body, **self.proof)

    def trades(self, code: str, **said: str) -> HttpResponse:
        usual = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        return self.gets_tokens(**(usual | said))

    def renews(self, refresh_token: str) -> HttpResponse:
        return self.gets_tokens(grant_type="refresh_token", refresh_token=refresh_token)

    def reads(self, access_token: str) -> HttpResponse:
        return Client().get("/openid/userinfo", HTTP_AUTHORIZATION=f"Bearer {access_token}")

    def lets_in(self, browser: Client, **said: str | None) -> dict[str, str]:
        """The person allows it; what comes back in the address."""
        page = browser.get(self.asks(**said))
        if page.status_code == 200:
            action = re.search(r'<form method="post" action="(/openid/authorize/answer[^"]+)"', page.content.decode())
            assert action is not None
            page = browser.post(action[1].replace("&amp;", "&"), {"answer": "allow"})
        return came_back(page)

    def signs_in(self, browser: Client, **said: str | None) -> dict[str, Any]:
        """From the first page to the tokens."""
        answer = self.trades(self.lets_in(browser, **said)["code"])
        assert answer.status_code == 200, answer.content
        return answer.json()


def posts(path: str, said: dict[str, str], **headers: str) -> HttpResponse:
    """As programs post: urlencoded, without a cookie."""
    return Client().post(path, urlencode(said), content_type="application/x-www-form-urlencoded", **headers)


def came_back(page: HttpResponse) -> dict[str, str]:
    """What the program reads in the address that the person came back to."""
    assert page.status_code == 302, page.content.decode()[:2000]
    return {name: values[0] for name, values in parse_qs(urlsplit(page.headers["Location"]).query).items()}


def made(**said: Any) -> Firm:
    usual = {
        "client_name": "Club of the comb makers",
        "organisation": "Comb makers",
        "purpose": "To sign you in to the club's pages.",
        "redirect_uris": [BACK],
        "post_logout_redirect_uris": ["https://club.example/bye"],
        "scope": "openid profile resident notices:publish",
        "grant_types": ["authorization_code", "client_credentials", DEVICE],
    }
    program, secret = register_program(read_registration(usual | said))
    return Firm(program, secret)


@pytest.fixture
def waiting(people) -> Firm:
    """A program that has just registered."""
    return made()


@pytest.fixture
def firm(people) -> Firm:
    """An approved program with a secret."""
    found = made()
    found.program = approve_program(None, found.program)
    return found


@pytest.fixture
def app(people) -> Firm:
    """An approved program that runs in browsers and on phones, without a secret."""
    found = made(
        client_name="Comb app",
        token_endpoint_auth_method="none",
        grant_types=["authorization_code", DEVICE],
        redirect_uris=[BACK, "http://127.0.0.1/cb", "example.club.app:/cb"],
    )
    found.program = approve_program(None, found.program)
    return found
