"""Every answer to everybody carries the headers that keep it to this origin; every form wants its token."""

import re

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from longcheng.core.access.doors import OPEN, OWN_CHECK, door_of
from longcheng.core.protection.browser_policy import EVERYWHERE, PAGE_POLICY, content_policy
from longcheng.core.sign_in.sessions import SessionStore
from longcheng.portal.headers import HeadersMiddleware
from longcheng.portal.open_apis import api


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    """Every address that needs no argument, and its pattern."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern) if isinstance(entry.pattern, RoutePattern) else prefix
        if isinstance(entry, URLResolver):
            found += addresses(entry, path)
        elif "<" not in path:
            found.append((f"/{path}", entry))
    return found


def every_address(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    """Every address, with something in the place of each argument."""
    samples = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern) if isinstance(entry.pattern, RoutePattern) else prefix
        if isinstance(entry, URLResolver):
            found += every_address(entry, path)
        else:
            found.append(("/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: samples.get(match[1], "x"), path), entry))
    return found


def missing(answer: HttpResponse) -> list[str]:
    """What the answer lacks."""
    policy = answer.headers.get("Content-Security-Policy", "")
    lacks = [name for name in EVERYWHERE if name not in answer.headers]
    lacks += [
        f"CSP {directive}"
        for directive in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
        if directive not in policy
    ]
    lacks += [f"CSP allows {bad}" for bad in ("unsafe-inline", "unsafe-eval", " *", "http:") if bad in policy]
    return lacks + ([] if "Cache-Control" in answer.headers else ["Cache-Control"])


@pytest.mark.parametrize("who", ["stranger", "wangxiuying", "zheng"])
def test_every_address_carries_the_headers_whoever_asks(who, signed_in, people):
    client = Client(raise_request_exception=False) if who == "stranger" else signed_in(who)
    wrong = {}
    for address, pattern in addresses():
        answer = client.get(address)
        lacks, kept = missing(answer), answer.headers.get("Cache-Control", "")
        is_for_all = "public" in kept and door_of(pattern.callback) in {OPEN, OWN_CHECK}
        if who != "stranger" and not is_for_all and "private" not in kept and "no-store" not in kept:
            lacks.append("may be kept by a cache in between")
        if lacks:
            wrong[address] = lacks
    assert wrong == {}


@pytest.mark.parametrize(
    ("address", "options", "status"),
    [
        ("/nowhere/", {}, 404),
        ("/", {"HTTP_HOST": "evil.example"}, 400),
        ("/sign-out/", {}, 405),
        ("/api/nowhere", {}, 404),
    ],
)
def test_errors_carry_them_too(db, settings, address, options, status):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = Client(raise_request_exception=False).get(address, **options)
    assert answer.status_code in {status, 302}
    assert missing(answer) == []


def test_a_failure_carries_them_too(db, monkeypatch):
    monkeypatch.setattr("longcheng.portal.edge.generate_latest", lambda: 1 / 0)
    answer = Client(raise_request_exception=False).get("/metrics")
    assert answer.status_code == 500
    assert missing(answer) == []


def test_a_view_may_narrow_or_widen_its_own_policy():
    own = content_policy(form_action="'self' https://partner.example")
    assert "form-action 'self' https://partner.example" in own
    assert own.count("form-action") == 1

    def view(request):
        return HttpResponse(headers={"Content-Security-Policy": own})

    answer = HeadersMiddleware(view)(RequestFactory().get("/"))
    assert answer.headers["Content-Security-Policy"] == own
    assert PAGE_POLICY not in answer.headers.values()


def test_only_views_that_check_for_themselves_go_without_a_token():
    exempt = [address for address, pattern in every_address() if getattr(pattern.callback, "csrf_exempt", False)]
    assert exempt, "the events of partners are signed"
    assert [a for a, p in every_address() if a in exempt and door_of(p.callback) != OWN_CHECK] == []


@pytest.mark.parametrize("who", ["stranger", "wangxiuying", "zheng"])
def test_nothing_is_changed_by_a_form_without_its_token(who, people):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if who != "stranger":
        client.force_login(people[who])
    answered = {
        address: client.post(address).status_code
        for address, pattern in every_address()
        if door_of(pattern.callback) != OWN_CHECK
    }
    assert {address: status for address, status in answered.items() if status != 403} == {}


def test_no_operation_of_the_api_acts_by_cookie_without_a_token(people):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(people["zheng"])
    for path, item in api.get_openapi_schema()["paths"].items():
        for method in set(item) & {"post", "put", "patch", "delete"}:
            address = re.sub(r"\{\w+\}", "1", path)
            answer = getattr(client, method)(address, data="{}", content_type="application/json")
            assert answer.status_code == 403, f"{method} {address} answered {answer.status_code}"


def test_an_answer_given_while_the_database_is_away_carries_the_headers(signed_in, monkeypatch):
    client = signed_in("wu")
    client.raise_request_exception = False

    def is_away(_):
        raise OperationalError("the database is away")

    monkeypatch.setattr(SessionStore, "_get_session_from_db", is_away)
    answer = client.get("/")
    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == PAGE_POLICY
    assert answer.headers["Cache-Control"] == "private, no-store"
