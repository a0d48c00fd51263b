"""Programs register, wait, are approved, refused and suspended, and hear why they cannot yet."""

import json

import pytest
from django.test import Client

from longcheng.core.access.models import AccountKind, RoleHeld
from longcheng.core.openid.actions.programs import approve_program
from longcheng.core.openid.models import Consent, Program
from longcheng.portal.openid.tests.conftest import BACK, made, posts

SAID = {
    "client_name": "Club",
    "organisation": "Comb makers",
    "purpose": "To sign you in.",
    "redirect_uris": [BACK],
    "scope": "openid profile",
}


def registers(said: object, **headers: str):
    body = said if isinstance(said, bytes) else json.dumps(said)
    return Client().post("/openid/register", body, content_type="application/json", **headers)


@pytest.fixture
def approver(people, signed_in):
    assert RoleHeld.objects.filter(account=people["zheng"], role="openid.approver").exists()
    return signed_in("zheng")


def test_a_program_registers_and_waits(people, signed_in):
    answer = registers(SAID)
    assert answer.status_code == 201
    told = answer.json()
    assert told["approval"] == "waiting"
    assert len(told["client_secret"]) > 40
    program = Program.objects.get(client_id=told["client_id"])
    assert program.user is None
    body = {"grant_type": "client_credentials", "client_id": told["client_id"], "client_secret": told["client_secret"]}
    refused = posts("/openid/token", body)
    assert refused.status_code == 400
    assert refused.json()["error"] == "unauthorized_client"
    assert "waits for approval" in refused.json()["error_description"]


def test_a_waiting_program_works_for_nothing(waiting, signed_in):
    assert signed_in("wanglei").get(waiting.asks()).status_code == 400
    assert b"waits for approval" in signed_in("wanglei").get(waiting.asks()).content
    said = {"client_id": waiting.program.client_id, "scope": "openid"}
    for path in ("device", "revoke", "introspect", "token"):
        answer = posts(f"/openid/{path}", said | {"token": "x", "grant_type": "refresh_token"}, **waiting.proof)
        assert 400 <= answer.status_code < 500
        assert path == "token" or "approv" in answer.json()["error_description"]


def test_the_staff_see_who_asks_for_what_and_approve_it(waiting, approver, signed_in):
    assert b"Club of the comb makers" in approver.get("/openid/programs/").content
    page = approver.get(f"/openid/programs/{waiting.program.pk}/").content.decode()
    for shown in (BACK, "Comb makers", "notices:publish", "To sign you in"):
        assert shown in page
    approver.post(f"/openid/programs/{waiting.program.pk}/", {"do": "approve"})
    waiting.program.refresh_from_db()
    assert waiting.program.user.kind == AccountKind.PROGRAM
    assert not waiting.program.user.has_usable_password()
    assert waiting.signs_in(signed_in("wanglei"))["access_token"]


def test_only_approvers_decide(waiting, signed_in):
    for who in ("wu", "wanglei"):
        assert signed_in(who).get("/openid/programs/").status_code == 403
        assert signed_in(who).post(f"/openid/programs/{waiting.program.pk}/", {"do": "approve"}).status_code == 403
    assert Client().get("/openid/programs/").status_code == 302
    waiting.program.refresh_from_db()
    assert waiting.program.state == "waiting"


def test_a_refusal_needs_a_reason_and_the_makers_read_it(waiting, approver):
    address = f"/openid/programs/{waiting.program.pk}/"
    assert approver.post(address, {"do": "refuse", "reason": " "}).status_code == 422
    assert approver.post(address, {"do": "refuse", "reason": "The club does not exist."}).status_code == 302
    answer = waiting.gets_tokens(grant_type="client_credentials")
    assert "The club does not exist." in answer.json()["error_description"]
    assert approver.post(address, {"do": "suspend", "reason": "x"}).status_code == 422
    assert approver.post(address, {"do": "dance"}).status_code == 422


def test_a_suspended_program_stops_at_once_and_what_people_agreed_stays(firm, approver, signed_in):
    tokens = firm.signs_in(signed_in("wanglei"))
    address = f"/openid/programs/{firm.program.pk}/"
    assert approver.post(address, {"do": "suspend", "reason": "It sold addresses."}).status_code == 302
    assert firm.reads(tokens["access_token"]).status_code == 401
    assert "suspended" in firm.renews(tokens["refresh_token"]).json()["error_description"]
    assert signed_in("wanglei").get(firm.asks()).status_code == 400
    assert "sold" not in signed_in("wanglei").get(firm.asks()).content.decode()
    approver.post(address, {"do": "resume"})
    assert firm.renews(tokens["refresh_token"]).status_code == 400
    assert Consent.objects.live().count() == 1
    assert firm.signs_in(signed_in("wanglei"))["access_token"]


def test_the_list_is_searched_by_state_and_words(waiting, approver):
    assert b"Club of the" in approver.get("/openid/programs/?q=comb&state=waiting").content
    assert b"Club of the" not in approver.get("/openid/programs/?state=approved").content
    for query in ("q=%00", "state=%00", "page=99999999999999999999", "page=x", "state=nothing&q=" + "x" * 500):
        assert approver.get(f"/openid/programs/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"client_name": ""}, "client_name"),
        ({"client_name": "x" * 101}, "client_name"),
        ({"client_name": "a\0b"}, "client_name"),
        ({"client_name": ["x"]}, "client_name"),
        ({"organisation": None}, "organisation"),
        ({"purpose": " "}, "purpose"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": "https://club.example"}, "redirect_uris"),
        ({"redirect_uris": [1, 2]}, "redirect_uris"),
        ({"redirect_uris": ["http://club.example/back"]}, "redirect_uris"),
        ({"redirect_uris": ["https://club.example/#x"]}, "redirect_uris"),
        ({"redirect_uris": ["https://*.example/"]}, "redirect_uris"),
        ({"redirect_uris": ["https://a@club.example/"]}, "redirect_uris"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "redirect_uris"),
        ({"redirect_uris": ["data:text/html,x"]}, "redirect_uris"),
        ({"redirect_uris": ["example.club.app:/cb"]}, "redirect_uris"),
        ({"redirect_uris": ["https://club.example:99999999/"]}, "redirect_uris"),
        ({"redirect_uris": ["https://club.example/"] * 11}, "redirect_uris"),
        ({"redirect_uris": ["https://club.example/ https://evil.example/"]}, "redirect_uris"),
        ({"grant_types": ["password"]}, "grant_types"),
        ({"grant_types": {"a": 1}}, "grant_types"),
        ({"response_types": ["token"]}, "response_types"),
        ({"scope": "openid everything"}, "scope"),
        ({"scope": 7}, "scope"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": ["none"]}, "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": {}}, "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": "none", "grant_types": ["client_credentials"]}, "grant_types"),
    ],
)
def test_a_registration_that_does_not_do_says_what_is_wrong(db, wrong, named):
    answer = registers(SAID | wrong)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_client_metadata", "invalid_redirect_uri"}
    assert named in answer.json()["error_description"]


def test_what_is_no_registration_is_refused_and_a_flood_is_slowed(db):
    for body in (b"", b"[]", b"{", b"[" * 9000, b"\xff", b"null", b'"x"'):
        assert registers(body).status_code == 400
    assert registers(b"x" * 20_000).status_code == 413
    answers = [registers(SAID).status_code for _ in range(6)]
    assert answers[-1] == 429
    assert registers(SAID, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 201


def test_a_program_in_its_own_name_gets_only_what_programs_may_have(firm):
    told = firm.gets_tokens(grant_type="client_credentials").json()
    assert told["scope"] == "notices:publish"
    assert "refresh_token" not in told
    assert "id_token" not in told
    assert firm.gets_tokens(grant_type="client_credentials", scope="openid").json()["error"] == "invalid_scope"
    assert firm.reads(told["access_token"]).status_code == 401


def test_a_person_sees_whom_they_let_in_and_ends_it_at_once(firm, signed_in):
    browser = signed_in("wangxiuying")
    tokens = firm.signs_in(browser)
    page = browser.get("/openid/let-in/").content.decode()
    assert "Club of the comb makers" in page
    assert "王秀英" in page
    consent = Consent.objects.get()
    address = f"/openid/let-in/{consent.pk}/end/"
    assert signed_in("wanglei").post(address).status_code == 404
    assert browser.get(address).status_code == 200
    assert firm.reads(tokens["access_token"]).status_code == 200
    assert browser.post(address).status_code == 302
    assert firm.reads(tokens["access_token"]).status_code == 401
    assert firm.renews(tokens["refresh_token"]).status_code == 400
    assert "Club of the comb makers" not in browser.get("/openid/let-in/").content.decode().split("</ul>")[-1]
    assert browser.get(firm.asks()).status_code == 200


def test_a_program_that_may_not_act_for_itself_is_told_so(people):
    firm = made(grant_types=["authorization_code"])
    firm.program = approve_program(None, firm.program)
    assert firm.gets_tokens(grant_type="client_credentials").json()["error"] == "unauthorized_client"
