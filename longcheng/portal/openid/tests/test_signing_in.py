"""A person lets a program in: the code, the tokens, what they tell, and everything that must be refused."""

import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from jwcrypto import jwk, jwt

from longcheng.core.access.models import Act
from longcheng.core.openid.actions.keys import ensure_keys, rotate_keys
from longcheng.core.openid.actions.programs import approve_program
from longcheng.core.openid.models import AccessToken, AuthorizationCode, Consent, RefreshToken, SigningKey
from longcheng.core.transparency.models import Line
from longcheng.portal.openid.tests.conftest import BACK, came_back, made, posts


def claims_of(id_token: str) -> dict:
    keys = jwk.JWKSet.from_json(Client().get("/openid/keys").content)
    return json.loads(jwt.JWT(jwt=id_token, key=keys, algs=["RS256"]).claims)


def test_who_is_not_signed_in_goes_to_the_sign_in_page_and_comes_back_to_the_request(firm):
    page = Client().get(firm.asks())
    assert page.status_code == 302
    assert page.headers["Location"].startswith("/sign-in/?next=%2Fopenid%2Fauthorize")


def test_the_page_names_who_asks_what_for_and_shows_every_value(firm, signed_in):
    page = signed_in("wangxiuying").get(firm.asks(scope="openid profile resident"), HTTP_ACCEPT_LANGUAGE="en")
    text = page.content.decode()
    for shown in ("Comb makers", "To sign you in to the club", "王秀英", "320411103", "Let it in", "This counts until"):
        assert shown in text
    assert "https://club.example" in page.headers["Content-Security-Policy"].split("form-action")[1]
    assert "no-store" in page.headers["Cache-Control"]


def test_a_signed_in_person_lets_a_program_in_and_it_reads_only_what_was_agreed(firm, signed_in, people):
    back = firm.lets_in(signed_in("wangxiuying"))
    assert back["state"] == "s-1"
    assert back["iss"] == claims_of(firm.trades(back["code"]).json()["id_token"])["iss"]
    tokens = firm.signs_in(signed_in("wangxiuying"))
    claims = claims_of(tokens["id_token"])
    assert claims["aud"] == firm.program.client_id
    assert claims["nonce"] == "n-1"
    assert claims["name"] == "王秀英"
    assert {"auth_time", "amr", "acr", "at_hash"} <= set(claims)
    told = firm.reads(tokens["access_token"]).json()
    assert told == {"sub": claims["sub"], "name": "王秀英"}
    assert str(people["wangxiuying"].pk) not in claims["sub"]


def test_the_answer_is_remembered_for_the_same_scopes_and_asked_again_for_more(firm, signed_in):
    browser = signed_in("wanglei")
    firm.lets_in(browser)
    assert "code" in came_back(browser.get(firm.asks()))
    assert "code" in came_back(browser.get(firm.asks(prompt="none")))
    assert browser.get(firm.asks(scope="openid profile resident")).status_code == 200
    assert browser.get(firm.asks(prompt="consent")).status_code == 200
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "policy"),
    [
        (BACK, "form-action 'self' https://club.example;"),
        ("http://[::1]:5417/cb", "form-action 'self' http:;"),
        ("https://my_club.example:8443/cb", "form-action 'self' https://my_club.example:8443;"),
        ("example.club.app:/cb", "form-action 'self' example.club.app:;"),
    ],
)
def test_the_form_may_end_at_the_address_in_words_that_browsers_understand(people, signed_in, address, policy):
    uris = [BACK, "http://[::1]/cb", "https://my_club.example:8443/cb", "example.club.app:/cb"]
    app = made(token_endpoint_auth_method="none", grant_types=["authorization_code"], redirect_uris=uris)
    app.program = approve_program(None, app.program)
    page = signed_in("wanglei").get(app.asks(redirect_uri=address))
    assert policy in page.headers["Content-Security-Policy"]


def test_a_person_refuses_and_the_program_hears_it(firm, signed_in):
    browser = signed_in("wanglei")
    address = firm.asks().replace("/authorize?", "/authorize/answer?")
    assert came_back(browser.post(address, {"answer": "refuse"}))["error"] == "access_denied"
    assert not Consent.objects.exists()


def test_two_firms_cannot_compare_their_numbers(firm, signed_in):
    other = made(client_name="Other")
    other.program = approve_program(None, other.program)
    first = claims_of(firm.signs_in(signed_in("wanglei"))["id_token"])["sub"]
    assert claims_of(firm.signs_in(signed_in("wanglei"))["id_token"])["sub"] == first
    assert claims_of(other.signs_in(signed_in("wanglei"))["id_token"])["sub"] != first


def test_each_release_of_personal_data_is_written_down(firm, signed_in, people):
    tokens = firm.signs_in(signed_in("wangxiuying"))
    firm.reads(tokens["access_token"])
    lines = list(Line.objects.filter(subject_id=people["wangxiuying"].pk, purpose="openid.consent").order_by("id"))
    assert [line.what for line in lines] == ["openid.told", "openid.told"]
    assert all(line.reader_id == firm.program.user.pk and line.fields == "name" for line in lines)
    assert all(line.reference.isdigit() and line.came_from.startswith("api ") for line in lines)
    assert {line.organisation for line in lines} == {"Comb makers"}


@pytest.mark.parametrize(
    "wrong",
    [
        "https://club.example/back/",
        "https://club.example/back?x=1",
        "https://club.example.evil.example/back",
        "http://club.example/back",
        "https://club.example/back#f",
        "",
    ],
)
def test_a_wrong_address_is_never_gone_to(firm, signed_in, wrong):
    page = signed_in("wanglei").get(firm.asks(redirect_uri=wrong))
    assert page.status_code in {400, 200}
    if wrong:
        assert page.status_code == 400
        assert "Location" not in page.headers


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unauthorized_client"),
        ({"scope": "openid everything"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"nonce": "n" * 300}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "dance"}, "invalid_request"),
        ({"request": "x"}, "request_not_supported"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"prompt": "none"}, "consent_required"),
    ],
)
def test_a_request_that_does_not_hold_goes_back_with_the_reason(firm, signed_in, said, error):
    back = came_back(signed_in("wanglei").get(firm.asks(**said)))
    assert back["error"] == error
    assert back["iss"]
    assert back.get("state") == "s-1"


def test_silence_is_an_answer_too(firm):
    assert came_back(Client().get(firm.asks(prompt="none")))["error"] == "login_required"


def test_a_program_that_wants_a_fresh_sign_in_gets_one(firm, signed_in, people):
    browser = signed_in("wanglei")
    page = browser.get(firm.asks(prompt="login"))
    assert page.headers["Location"].startswith("/sign-in/")
    address = parse_qs(urlsplit(page.headers["Location"]).query)["next"][0]
    assert "fresh=" in address
    browser.force_login(people["wanglei"])
    assert browser.get(address).status_code == 200
    assert browser.get(address.replace("prompt=login", "max_age=0")).status_code == 200
    forged = firm.asks(prompt="login", fresh="x")
    assert browser.get(forged).headers["Location"].startswith("/sign-in/")


def test_an_old_sign_in_is_too_old_for_max_age(firm, signed_in, people):
    browser = signed_in("wanglei")
    people["wanglei"].last_login = timezone.now() - timedelta(hours=2)
    people["wanglei"].save(update_fields=["last_login"])
    session = browser.session
    session["about"] = {"started_s": (timezone.now() - timedelta(hours=2)).timestamp(), "way": "password"}
    session.save()
    assert browser.get(firm.asks(max_age="3600")).headers["Location"].startswith("/sign-in/")
    assert browser.get(firm.asks(max_age="9000")).status_code == 200
    assert came_back(browser.get(firm.asks(max_age="60", prompt="none")))["error"] == "login_required"


def test_a_code_used_twice_ends_what_the_first_use_began(firm, signed_in):
    code = firm.lets_in(signed_in("wanglei"))["code"]
    tokens = firm.trades(code).json()
    assert firm.reads(tokens["access_token"]).status_code == 200
    assert firm.trades(code).json()["error"] == "invalid_grant"
    assert firm.reads(tokens["access_token"]).status_code == 401
    assert firm.renews(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_code_counts_only_with_its_verifier_its_address_its_program_and_its_minute(firm, app, signed_in):
    browser = signed_in("wanglei")
    code = firm.lets_in(browser)["code"]
    assert firm.trades(code, code_verifier="another-verifier-that-is-long-enough-0123456789").status_code == 400
    assert firm.trades(code, code_verifier="").status_code == 400
    assert firm.trades(code, redirect_uri="https://club.example/other").status_code == 400
    assert app.trades(code).json()["error"] == "invalid_grant"
    AuthorizationCode.objects.update(expires=timezone.now())
    assert firm.trades(code).json()["error"] == "invalid_grant"


def test_a_wrong_secret_gets_nothing(firm, signed_in):
    code = firm.lets_in(signed_in("wanglei"))["code"]
    firm.secret = "guessed"
    assert firm.trades(code).status_code == 401


def test_no_secret_costs_the_city_the_hash_of_a_password(firm, monkeypatch):
    """A program's number is public: whoever knows it could keep the city busy with wrong secrets."""
    hashed: list[str] = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append("one") or plain(*a, **k))
    assert firm.gets_tokens(grant_type="client_credentials").status_code == 200
    for secret in ("guessed", firm.program.client_secret, ""):
        firm.secret = secret
        assert firm.gets_tokens(grant_type="client_credentials").status_code == 401
    assert hashed == []


def test_a_public_program_cannot_be_proved_by_an_empty_secret(app):
    for said in ({"client_secret": ""}, {"client_secret": "x"}, {}):
        answer = posts("/openid/introspect", {"client_id": app.program.client_id, "token": "x", **said})
        assert answer.status_code == 401
        device = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "token": "x"}
        assert posts("/openid/introspect", device | {"client_id": app.program.client_id}).status_code == 401


def test_a_refresh_token_turns_and_its_second_use_ends_the_whole_family(firm, signed_in):
    first = firm.signs_in(signed_in("wanglei"))
    second = firm.renews(first["refresh_token"]).json()
    assert claims_of(second["id_token"])["auth_time"] == claims_of(first["id_token"])["auth_time"]
    assert firm.reads(first["access_token"]).status_code == 401
    assert firm.reads(second["access_token"]).status_code == 200
    assert firm.renews(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert firm.reads(second["access_token"]).status_code == 401
    assert firm.renews(second["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_refresh_token_expires_a_month_after_its_access_token(firm, signed_in):
    tokens = firm.signs_in(signed_in("wanglei"))
    AccessToken.objects.update(expires=timezone.now() - timedelta(days=29))
    renewed = firm.renews(tokens["refresh_token"])
    assert renewed.status_code == 200
    AccessToken.objects.update(expires=timezone.now() - timedelta(days=31))
    assert firm.renews(renewed.json()["refresh_token"]).status_code == 400


def test_no_code_and_no_token_stands_in_the_database_in_the_clear(firm, signed_in):
    code = firm.lets_in(signed_in("wanglei"))["code"]
    tokens = firm.trades(code).json()
    assert AccessToken.objects.get().token == RefreshToken.objects.get().token == ""
    assert AuthorizationCode.objects.values_list("code", flat=True).get() != code
    kept = str(list(AccessToken.objects.values())) + str(list(RefreshToken.objects.values()))
    kept += str(list(AuthorizationCode.objects.values()))
    assert all(text not in kept for text in (code, tokens["access_token"], tokens["refresh_token"]))
    firm.program.refresh_from_db()
    assert firm.secret not in firm.program.client_secret


def test_an_access_token_dies_after_ten_minutes_and_with_its_person(firm, signed_in, people):
    tokens = firm.signs_in(signed_in("wanglei"))
    assert tokens["expires_in"] == 600
    people["wanglei"].is_active = False
    people["wanglei"].save()
    assert firm.reads(tokens["access_token"]).status_code == 401
    assert firm.renews(tokens["refresh_token"]).status_code == 400
    people["wanglei"].is_active = True
    people["wanglei"].save()
    assert firm.reads(tokens["access_token"]).status_code == 401, "an account that is opened again begins anew"
    assert firm.renews(tokens["refresh_token"]).status_code == 400
    tokens = firm.signs_in(signed_in("wanglei"))
    AccessToken.objects.update(expires=timezone.now())
    answer = firm.reads(tokens["access_token"])
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_a_token_for_the_city_alone_is_good_at_the_city(firm, signed_in, settings):
    browser = signed_in("wanglei")
    own, other = settings.PUBLIC_URL, "https://elsewhere.example/openid"
    tokens = firm.trades(firm.lets_in(browser)["code"], resource=own).json()
    assert firm.reads(tokens["access_token"]).status_code == 200
    tokens = firm.trades(firm.lets_in(browser)["code"], resource=other).json()
    assert firm.reads(tokens["access_token"]).status_code == 401


def test_who_is_sent_to_sign_in_goes_on_to_the_program_by_a_step_of_its_own(firm, signed_in, people):
    """Chromium holds the sign-in page's form-action against every redirect after it."""
    firm.lets_in(signed_in("wanglei"))
    browser = Client()
    address = parse_qs(urlsplit(browser.get(firm.asks()).headers["Location"]).query)["next"][0]
    browser.force_login(people["wanglei"])
    page = browser.get(address)
    assert page.status_code == 200
    on = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert on is not None
    back = parse_qs(urlsplit(on[1].replace("&amp;", "&")).query)
    assert firm.trades(back["code"][0]).status_code == 200
    assert back["state"] == ["s-1"]


def test_a_person_is_told_whom_they_let_in_and_told_again_only_of_more(firm, signed_in, people):
    """Else a thief at an open browser let a program of his in for a year, and nobody noticed."""
    browser, inbox = signed_in("wanglei"), people["wanglei"].inbox
    before = inbox.count()
    firm.lets_in(browser)
    firm.lets_in(browser, prompt="consent")
    assert inbox.count() == before + 1
    told = inbox.order_by("-pk")[0].message
    assert told.url == "/openid/let-in/"
    for language, shown in (("zh", "应用"), ("en", "was let in")):
        with override(language):
            assert shown in told.said.title + told.said.body
            assert "“Comb makers”" in told.said.body
            assert "“Club of the comb makers”" in told.said.title + told.said.body
    firm.lets_in(browser, scope="openid profile resident")
    assert inbox.count() == before + 2


@pytest.mark.parametrize("claims", ["{", "[" * 3_000, "null", "5", "[]"])
def test_claims_that_cannot_be_read_are_the_askers_mistake(firm, signed_in, claims):
    assert signed_in("wanglei").get(firm.asks(claims=claims)).status_code in {200, 400}


def test_a_token_in_the_address_is_refused(firm, signed_in):
    tokens = firm.signs_in(signed_in("wanglei"))
    assert Client().get("/openid/userinfo", {"access_token": tokens["access_token"]}).status_code == 400


def test_an_id_token_opens_nothing(firm, signed_in):
    tokens = firm.signs_in(signed_in("wanglei"))
    assert firm.reads(tokens["id_token"]).status_code == 401


def test_old_tokens_verify_until_they_expire_and_the_next_key_is_known_before_it_signs(firm, signed_in):
    old = firm.signs_in(signed_in("wanglei"))["id_token"]
    known = {key["kid"] for key in Client().get("/openid/keys").json()["keys"]}
    SigningKey.objects.update(made_at=timezone.now() - timedelta(days=91))
    rotate_keys()
    new = firm.signs_in(signed_in("wanglei"))["id_token"]
    signed_by = jwt.JWT(jwt=new).token.jose_header["kid"]
    assert signed_by in known
    assert claims_of(old)["sub"] == claims_of(new)["sub"]
    assert len(Client().get("/openid/keys").json()["keys"]) == 3
    assert signed_by == ensure_keys().kid


def test_a_phone_app_may_come_back_to_any_port_of_itself_and_is_asked_about_each_time(app, signed_in):
    browser = signed_in("wanglei")
    for address in ("http://127.0.0.1:5417/cb", "http://127.0.0.1:61234/cb", "example.club.app:/cb"):
        page = browser.get(app.asks(redirect_uri=address))
        assert page.status_code == 200
        back = app.lets_in(browser, redirect_uri=address)
        assert app.trades(back["code"], redirect_uri=address).status_code == 200
    assert browser.get(app.asks(redirect_uri="http://127.0.0.1:5417/other")).status_code == 400
    assert browser.get(app.asks(redirect_uri="http://localhost:5417/cb")).status_code == 400


def test_an_introspected_token_tells_its_own_program_alone(firm, app, signed_in):
    tokens = firm.signs_in(signed_in("wanglei"))
    told = posts("/openid/introspect", {"token": tokens["access_token"]}, **firm.proof).json()
    assert told["active"] is True
    assert told["scope"] == "openid profile"
    other = made(client_name="Other")
    other.program = approve_program(None, other.program)
    for said in ({"token": tokens["access_token"]}, {"token": "x" * 9000}, {"token": "nothing"}):
        assert posts("/openid/introspect", said, **other.proof).json() == {"active": False}
    assert posts("/openid/introspect", {"token": tokens["refresh_token"]}, **firm.proof).json()["active"]
    assert posts("/openid/introspect", {"token": "x"}).status_code == 401


def test_a_revoked_token_is_void_and_only_its_own_program_can_revoke_it(firm, app, signed_in):
    tokens = firm.signs_in(signed_in("wanglei"))
    said = {"token": tokens["refresh_token"], "client_id": app.program.client_id}
    assert posts("/openid/revoke", said).status_code == 200
    assert firm.reads(tokens["access_token"]).status_code == 200
    assert posts("/openid/revoke", {"token": tokens["refresh_token"]}, **firm.proof).status_code == 200
    assert firm.reads(tokens["access_token"]).status_code == 401
    assert firm.renews(tokens["refresh_token"]).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"grant_type": "password", "username": "wu", "password": "x"},
        {"grant_type": "authorization_code"},
        {"grant_type": "refresh_token"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"},
        {"grant_type": "authorization_code", "code": "\0", "client_id": "\0"},
        {"grant_type": "authorization_code", "code": "x" * 9000, "client_id": "x" * 5000},
        {"grant_type": "refresh_token", "refresh_token": "é" * 100, "client_id": "龙城"},
    ],
)
def test_nonsense_at_the_token_endpoint_is_the_askers_mistake(firm, body):
    for proof in ({}, firm.proof):
        answer = posts("/openid/token", body, **proof)
        assert answer.status_code in {400, 401}
        assert "error" in answer.json()


def test_strange_bytes_are_never_an_error_of_ours(firm):
    for path in ("token", "introspect", "revoke", "register", "device", "userinfo"):
        for body in (b"\xff\xfe", b"a=%zz&b=%00", b"{" * 5000, b"grant_type=authorization_code&code=%ff"):
            for kind in ("application/x-www-form-urlencoded", "application/json", "text/plain"):
                answer = Client().post(f"/openid/{path}?x=%zz", body, content_type=kind, **firm.proof)
                assert 400 <= answer.status_code < 500, (path, body, answer.status_code)
    assert Client().post("/openid/token", b"a=" + b"x" * 20_000, content_type="text/plain").status_code == 413
    for query in (
        "client_id=%00",
        "client_id=%ff",
        "%zz",
        "client_id=a&client_id=b",
        "state=%00&client_id=x",
        "x" * 7000,
    ):
        assert Client().get(f"/openid/authorize?{query}").status_code == 400


def test_a_program_may_post_its_request_without_any_cookie(firm):
    page = Client(enforce_csrf_checks=True).post("/openid/authorize", {"client_id": firm.program.client_id})
    assert page.status_code == 302
    assert page.headers["Location"] == f"/openid/authorize?client_id={firm.program.client_id}"


def test_the_answer_needs_the_token_of_the_page(firm, people):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people["wanglei"])
    address = firm.asks().replace("/authorize?", "/authorize/answer?")
    assert browser.post(address, {"answer": "allow"}).status_code == 403


def test_a_hint_to_somebody_else_is_not_answered_by_who_sits_there(firm, signed_in):
    hint = firm.signs_in(signed_in("wanglei"))["id_token"]
    firm.lets_in(signed_in("limin"))
    back = came_back(signed_in("limin").get(firm.asks(prompt="none", id_token_hint=hint)))
    assert back["error"] == "login_required"
    assert "code" in came_back(signed_in("wanglei").get(firm.asks(prompt="none", id_token_hint=hint)))


def test_signing_out_asks_the_person_and_goes_back_only_to_a_registered_address(firm, signed_in, people):
    browser = signed_in("wanglei")
    hint = firm.signs_in(browser)["id_token"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": "https://club.example/bye", "state": "s-2"}
    page = browser.get("/openid/sign-out", query)
    assert page.status_code == 200
    assert browser.get("/inbox/").status_code == 200
    address = "/openid/sign-out/answer?" + page.wsgi_request.META["QUERY_STRING"]
    assert browser.post(address, {"answer": "stay"}).headers["Location"] == "/"
    gone = browser.post(address, {"answer": "leave"})
    assert gone.headers["Location"].startswith("https://club.example/bye?state=s-2")
    assert Act.objects.filter(verb="sign_in.end", account=people["wanglei"]).count() == 1
    assert browser.get("/inbox/").status_code == 302
    for wrong in ({"post_logout_redirect_uri": "https://evil.example/"}, {"id_token_hint": "x.y.z"}):
        assert browser.get("/openid/sign-out", query | wrong).status_code == 400


def test_browser_programs_are_answered_at_their_own_origin_and_never_with_cookies(app, firm):
    for path in ("/openid/token", "/openid/userinfo"):
        allowed = Client().options(path, HTTP_ORIGIN="https://club.example")
        assert allowed.headers["Access-Control-Allow-Origin"] == "https://club.example"
        assert "Access-Control-Allow-Credentials" not in allowed.headers
        for other in ("https://evil.example", "https://club.example.evil.example", "null", "https://club"):
            assert "Access-Control-Allow-Origin" not in Client().options(path, HTTP_ORIGIN=other).headers
    for path in ("/openid/keys", "/.well-known/openid-configuration"):
        assert Client().get(path).headers["Access-Control-Allow-Origin"] == "*"
    assert (
        "Access-Control-Allow-Origin"
        not in Client().options("/openid/introspect", HTTP_ORIGIN="https://club.example").headers
    )


def test_the_metadata_names_addresses_that_exist_and_only_what_is_offered(db):
    told = Client().get("/.well-known/openid-configuration").json()
    assert told == Client().get("/.well-known/oauth-authorization-server").json()
    assert told["subject_types_supported"] == ["pairwise"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    for name, address in told.items():
        if name.endswith(("_endpoint", "_uri")):
            assert Client().get(address.removeprefix(told["issuer"])).status_code != 404


def test_the_person_reads_in_plain_words_what_a_program_was_told(firm, signed_in):
    browser = signed_in("wangxiuying")
    firm.reads(firm.signs_in(browser)["access_token"])
    page = browser.get("/looked/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    told = re.sub(r"<[^>]+>|\s+", " ", page)
    line = re.search(r"Club of the comb makers\s*（Comb makers.{0,200}", told)
    assert line is not None, told
    for shown in ("您的授权（编号", "姓名"):
        assert shown in line[0]
