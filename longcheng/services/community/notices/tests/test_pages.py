"""What a person sees."""

import pytest
from django.test import Client

from longcheng.core.messages.models import InboxItem
from longcheng.services.community.notices.actions import publish_notice, withdraw_notice
from longcheng.services.community.notices.models import Notice

TOWN, CITY, ELSEWHERE = "320411103", "3204", "320481"


@pytest.fixture
def notices(people):
    """One for the town, one urgent for the city, one for another district."""
    town = publish_notice(people["wu"], title="薛家停水", body="今晚。", area_code=TOWN)
    city = publish_notice(people["zheng"], title="台风来了", body="请留在家中。", area_code=CITY, is_urgent=True)
    other = publish_notice(people["zheng"], title="溧阳修路", body="绕行。", area_code=ELSEWHERE)
    return town, city, other


def test_a_resident_sees_what_concerns_her_home_urgent_first(notices, signed_in):
    text = signed_in("wangxiuying").get("/notices/").text
    assert text.index("台风来了") < text.index("薛家停水")
    assert "溧阳修路" not in text
    assert "溧阳修路" in signed_in("wangxiuying").get("/notices/?all=1").text


def test_a_stranger_reads_every_notice_of_the_city(notices):
    text = Client().get("/notices/").text
    assert all(title in text for title in ("薛家停水", "台风来了", "溧阳修路"))


def test_search_finds_and_an_empty_search_says_what_to_do(notices):
    assert "薛家停水" not in Client().get("/notices/?q=修路").text
    assert "Show all" in Client(headers={"accept-language": "en"}).get("/notices/?q=nothing-like-it").text


def test_a_withdrawn_notice_leaves_the_list_and_stays_readable_with_the_reason(notices, people):
    town, *_ = notices
    withdraw_notice(people["wu"], town, reason="水已恢复")
    assert "薛家停水" not in Client().get("/notices/").text
    assert "水已恢复" in Client().get(f"/notices/{town.pk}/").text


def test_the_desk_publishes_and_counts_readers(people, signed_in, deliver):
    wu = signed_in("wu")
    page = wu.get("/notices/desk/")
    key = page.context["form"].request_key
    answer = wu.post("/notices/desk/", {"title": "停水", "body": "今晚。", "area_code": TOWN, "request_key": key})
    assert answer.status_code == 302
    wu.post("/notices/desk/", {"title": "停水", "body": "今晚。", "area_code": TOWN, "request_key": key})
    notice = Notice.objects.get()  # the form sent twice made one
    deliver()
    signed_in("wangxiuying").get(f"/notices/{notice.pk}/")
    assert next(iter(wu.get("/notices/desk/").context["page"])).readers == 1


def test_the_desk_shows_all_errors_at_once_and_keeps_what_was_typed(signed_in):
    answer = signed_in("wu").post(
        "/notices/desk/", {"title": "", "body": "今晚停水", "area_code": "3204", "expires_at": "x"}
    )
    assert answer.status_code == 422
    assert {"expires_at"} <= set(answer.context["errors"])
    assert "今晚停水" in answer.text
    answer = signed_in("wu").post("/notices/desk/", {"title": "停水", "body": "今晚停水", "area_code": "3204"})
    assert set(answer.context["errors"]) == {"area_code"}


def test_opening_a_message_marks_it_read_and_leads_to_the_notice(notices, deliver, signed_in):
    deliver()
    wang = signed_in("wangxiuying")
    assert wang.get("/inbox/unread/").json() == {"unread": 2}
    item = InboxItem.objects.get(account__username="wangxiuying", message__title="薛家停水")
    answer = wang.post("/inbox/read/", {"item": item.pk})
    assert f'href="/notices/{notices[0].pk}/"' in wang.get(answer.headers["Location"]).text
    assert wang.get("/inbox/unread/").json() == {"unread": 1}


def test_another_persons_message_cannot_be_opened(notices, deliver, signed_in):
    deliver()
    item = InboxItem.objects.get(account__username="wangxiuying", message__title="薛家停水")
    other = signed_in("wanglei")
    before = other.get("/inbox/unread/").json()
    assert before["unread"] > 0
    for named in (item.pk, 999_999, "abc", "", "9" * 30):
        assert other.post("/inbox/read/", {"item": named}).status_code == 404
    item.refresh_from_db()
    assert item.read_at is None
    assert other.get("/inbox/unread/").json() == before, "a wrong name marks none of one's own either"
    other.post("/inbox/read/")
    assert other.get("/inbox/unread/").json() == {"unread": 0}, "without a name, all are meant"


def test_what_the_database_cannot_keep_is_the_senders_mistake_and_changes_nothing(notices, signed_in):
    wu = signed_in("wu")
    before = Notice.objects.count()
    assert Client().get("/notices/?q=%00").status_code == 400
    assert Client().get("/api/notices?q=%00").status_code == 400
    assert Client().post("/sign-in/", {"username": "a\0", "password": "x"}).status_code == 422
    unkeepable = {"title": "a\0", "body": "今晚。", "area_code": TOWN}
    assert wu.post("/notices/desk/", unkeepable).status_code == 400
    answer = wu.post("/api/notices", unkeepable, "application/json")
    assert answer.status_code == 400
    assert "error" in answer.json()
    assert Notice.objects.count() == before


def test_text_of_a_notice_is_shown_as_text_and_never_as_markup(people):
    notice = publish_notice(people["wu"], title="<b>x</b>", body="<script>alert(1)</script>", area_code=TOWN)
    text = Client().get(f"/notices/{notice.pk}/").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
