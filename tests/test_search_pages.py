"""The search page and its suggestions, as a person and a stranger get them."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from longcheng.core.search.actions import refresh_all
from longcheng.services.community.notices.actions import publish_notice, withdraw_notice

TOWN = "320411103"


@pytest.fixture(autouse=True)
def _filled(people) -> None:
    refresh_all()


def suggested(typed: str, client: Client | None = None) -> list[str]:
    answer = (client or Client()).get("/search/suggest/", {"q": typed})
    assert answer.status_code == 200
    return ["".join(text for text, _ in hit["title"]) for hit in answer.json()["hits"]]


def page(address: str, client: Client | None = None, language: str = "zh-hans") -> str:
    answer = (client or Client()).get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("typed", ["空气", "kongqi", "kong qi", "kongq", "kq", "konqgi", "雾霾", "smog"])
def test_air_is_suggested_however_it_is_typed(typed):
    answer = Client().get("/search/suggest/", {"q": typed})
    assert suggested(typed)[0] == "空气"
    assert answer.json()["hits"][0]["url"] == "/map/?layers=air"


@pytest.mark.parametrize(
    ("typed", "title"),
    [("挂号", "看病"), ("办事", "证件和证明"), ("忘记密码", "忘了密码怎么办"), ("密码", "忘了密码怎么办"),
     ("xuejia", "薛家镇"), ("320411103", "薛家镇"), ("放假", "工作日与放假"), ("停水", "通知"),
     ("dayin", "怎么打印"), ("公交", "公交线路")],
)  # fmt: skip
def test_what_people_say_leads_somewhere(typed, title):
    assert any(title in one for one in suggested(typed))


def test_suggestions_are_pieces_of_text_and_kept_by_nobody():
    answer = Client().get("/search/suggest/", {"q": "kongqi"})
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.json()["hits"][0]["title"] == [["空气", True]]
    assert answer.json()["said"]
    assert Client().get("/search/suggest/").json()["hits"] == []
    assert Client().post("/search/suggest/").status_code == 405


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x>', "'", "\\", "%00", "a" * 5_000, "医" * 5_000]
)
def test_whatever_is_typed_is_only_text(typed):
    html = page(f"/search/?q={typed}")
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert len(json.dumps(Client().get("/search/suggest/", {"q": typed}).json())) < 10_000


def test_the_page_marks_what_matched_and_groups_by_kind():
    html = page("/search/?q=xuejia")
    assert "<mark>薛家</mark>镇" in html
    assert "地点" in html


def test_the_page_shows_only_one_kind_if_asked():
    both = page("/search/?q=通知")
    only = page("/search/?q=通知&kind=help")
    assert "/help/messages/" in only
    assert 'href="/notices/"' in both
    assert '<a href="/notices/"><strong' not in only


def test_nothing_found_says_what_else_to_try_and_offers_help():
    html = page("/search/?q=没有这样的东西", language="en")
    assert "Nothing is called" in html
    assert "/help/counter/" in html
    assert "/for/health/" in html


def test_an_empty_box_helps():
    html = page("/search/", language="en")
    assert "?q=kongqi" in html
    assert "/for/health/" in html


@pytest.mark.parametrize(
    "address", ["?q=村&page=2", "?q=村&page=999", "?q=村&page=x", "?q=村&kind=nonsense", "?q=村&page=-1"]
)
def test_any_page_and_kind_can_be_asked_for(address):
    assert "<mark>村</mark>" in page(f"/search/{address}")


def test_a_notice_is_found_at_once_and_no_more_after_it_is_withdrawn_or_over(people, deliver):
    notice = publish_notice(people["wu"], title="龙虎塘晒谷场修缮", body="周五开工。", area_code=TOWN)
    assert suggested("晒谷场") == ["龙虎塘晒谷场修缮"]
    assert "龙虎塘晒谷场修缮" in suggested("shaigu")
    withdraw_notice(people["wu"], notice, reason="改期")
    assert suggested("晒谷场") == []
    over = publish_notice(
        people["wu"],
        title="晒谷场开放日",
        body="欢迎。",
        area_code=TOWN,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    assert suggested("晒谷场") == ["晒谷场开放日"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: over.expires_at + timedelta(seconds=1))
        refresh_all()
    assert suggested("晒谷场") == []


def test_a_stranger_never_finds_what_staff_open(signed_in):
    from longcheng.core.search.models import SearchEntry

    closed = SearchEntry.objects.exclude(permission="")
    assert closed.count() > 5
    stranger, resident, operator = Client(), signed_in("limin"), signed_in("zheng")
    for entry in closed:
        for typed in (entry.title_zh, entry.title_en):
            for client in (stranger, resident):
                urls = [hit["url"] for hit in client.get("/search/suggest/", {"q": typed}).json()["hits"]]
                assert entry.url not in urls, f"{typed} is found"
                assert f'href="{entry.url}"><strong' not in page(f"/search/?q={typed}", client)
    found = operator.get("/search/suggest/", {"q": "死信"}).json()["hits"]
    assert found


def test_ones_own_town_comes_first(signed_in):
    answer = signed_in("limin").get("/search/", {"q": "社区", "kind": "place"}).content.decode()
    first = answer.split('<ul class="hits">')[1][:400]
    assert "towns-320411103" in first


def test_typing_ahead_asks_little_of_the_database(django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        Client().get("/search/suggest/", {"q": "yiyuan"})
