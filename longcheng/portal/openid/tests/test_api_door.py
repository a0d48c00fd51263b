"""The API lets a program in within the scope that was agreed, and nowhere else."""

import json

import pytest
from django.test import Client

from longcheng.core.access.models import Act, RoleHeld
from longcheng.portal.open_apis import api

NOTICE = {"title": "Comb market", "body": "On Sunday at ten.", "area_code": "320411103"}


def publishes(token: str, **headers: str):
    return Client(enforce_csrf_checks=True).post(
        "/api/notices", json.dumps(NOTICE), content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {token}", **headers,
    )  # fmt: skip


def test_a_program_acts_for_a_person_who_agreed_and_the_record_names_it(firm, signed_in, people):
    tokens = firm.signs_in(signed_in("wu"), scope="openid notices:publish")
    assert publishes(tokens["access_token"]).status_code == 201
    act = Act.objects.get(verb="openid.act")
    assert act.account == people["wu"]
    assert act.subject == f"program:{firm.program.pk}"
    assert Act.objects.filter(verb__startswith="notices.publish", account=people["wu"]).exists()


def test_without_the_scope_it_is_refused_and_told_which(firm, signed_in):
    tokens = firm.signs_in(signed_in("wu"), scope="openid")
    answer = publishes(tokens["access_token"])
    assert answer.status_code == 403
    assert answer.json()["error"] == "insufficient_scope"
    assert 'scope="notices:publish"' in answer.headers["WWW-Authenticate"]


def test_a_program_gets_no_further_than_its_person(firm, signed_in):
    tokens = firm.signs_in(signed_in("wanglei"), scope="openid notices:publish")
    answer = publishes(tokens["access_token"])
    assert answer.status_code == 403
    assert answer.json()["permission"] == "notices.publish"


def test_a_program_in_its_own_name_needs_a_role_of_its_own(firm):
    token = firm.gets_tokens(grant_type="client_credentials").json()["access_token"]
    assert publishes(token).status_code == 403
    RoleHeld.objects.create(account=firm.program.user, role="notices.publisher", area_code="320411103")
    assert publishes(token).status_code == 201


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "a b", "é"])
def test_a_token_that_is_none_opens_nothing_even_beside_a_session(firm, signed_in, token):
    browser = signed_in("wu")
    answer = browser.post(
        "/api/notices", json.dumps(NOTICE), content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {token}"
    )
    assert answer.status_code == 401


def test_a_session_still_works(people, signed_in):
    answer = signed_in("wu").post("/api/notices", json.dumps(NOTICE), content_type="application/json")
    assert answer.status_code == 201


def test_an_operation_that_states_no_scope_opens_to_no_program():
    """Deny by default: the API's own door knows sessions alone."""
    assert [type(door).__name__ for door in api.auth] == ["SessionAuth"]


def test_a_token_for_another_resource_opens_nothing_here(firm, settings):
    said = {"grant_type": "client_credentials", "resource": "https://elsewhere.example/api"}
    token = firm.gets_tokens(**said).json()["access_token"]
    assert publishes(token).status_code == 401
    settings.ALLOWED_HOSTS = ["*"]  # as where the city listens on every address
    aimed = {"HTTP_HOST": "elsewhere.example", "HTTP_X_FORWARDED_PROTO": "https"}
    assert publishes(token, **aimed).status_code == 401, "whoever got the token there must not choose who we are"
    said["resource"] = f"{settings.PUBLIC_URL}/api"
    assert publishes(firm.gets_tokens(**said).json()["access_token"]).status_code == 403
