"""Notices for programs."""

import pytest
from django.test import Client

from longcheng.services.community.notices.models import Notice

NOTICE = {"title": "停水", "body": "今晚停水。", "area_code": "320411103"}


@pytest.fixture
def wu(people):
    client = Client(enforce_csrf_checks=False)
    client.force_login(people["wu"])
    return client


def test_a_repeat_with_the_same_idempotency_key_answers_the_same(wu):
    first = wu.post("/api/notices", NOTICE, "application/json", headers={"Idempotency-Key": "k1"})
    second = wu.post("/api/notices", NOTICE, "application/json", headers={"Idempotency-Key": "k1"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Notice.objects.count() == 1


def test_all_defects_come_back_at_once(wu):
    answer = wu.post("/api/notices", {"title": "", "body": "", "area_code": "1"}, "application/json")
    assert answer.status_code == 422
    assert set(answer.json()["defects"]) == {"title", "body", "area_code"}


def test_strangers_and_residents_cannot_publish(people):
    assert Client().post("/api/notices", NOTICE, "application/json").status_code == 401
    resident = Client()
    resident.force_login(people["wangxiuying"])
    answer = resident.post("/api/notices", NOTICE, "application/json")
    assert answer.status_code == 403
    assert answer.json()["permission"] == "notices.publish"


def test_a_session_cannot_be_used_from_another_site(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["wu"])
    assert client.post("/api/notices", NOTICE, "application/json").status_code == 403
    assert not Notice.objects.exists()


def test_the_list_is_paged_and_filtered_by_area(wu):
    for number in range(3):
        wu.post("/api/notices", NOTICE | {"title": f"停水 {number}"}, "application/json")
    page = Client().get("/api/notices?limit=2").json()
    assert (page["count"], [item["title"] for item in page["items"]]) == (3, ["停水 2", "停水 1"])
    assert Client().get("/api/notices?area=320402001").json()["count"] == 0
    assert Client().get("/api/notices?area=320411103006").json()["count"] == 3
