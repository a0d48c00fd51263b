"""Who may do what at each door of notices: the officer, the resident, the stranger."""

import pytest
from django.test import Client

from longcheng.services.community.notices.actions import publish_notice

# Page, and what the officer of the town, a resident and a stranger get (302: to the sign-in page).
MATRIX = [
    ("/notices/", 200, 200, 200),
    ("/notices/{id}/", 200, 200, 200),
    ("/notices/desk/", 200, 403, 302),
    ("/api/notices", 200, 200, 200),
    ("/api/notices/{id}", 200, 200, 200),
]


@pytest.mark.parametrize(("address", "officer", "resident", "stranger"), MATRIX)
def test_each_door_opens_to_those_it_should(people, signed_in, address, officer, resident, stranger):
    notice = publish_notice(people["wu"], title="停水", body="今晚。", area_code="320411103")
    url = address.format(id=notice.pk)
    got = [client.get(url).status_code for client in (signed_in("wu"), signed_in("wangxiuying"), Client())]
    assert got == [officer, resident, stranger]


def test_only_those_who_may_publish_can_withdraw(people, signed_in):
    notice = publish_notice(people["zheng"], title="停水", body="今晚。", area_code="3204")
    url = f"/notices/{notice.pk}/withdraw/"
    assert Client().post(url, {"reason": "x"}).status_code == 302
    assert signed_in("wangxiuying").post(url, {"reason": "x"}).status_code == 403
    assert signed_in("wu").post(url, {"reason": "outside my town"}).status_code == 403
    notice.refresh_from_db()
    assert notice.withdrawn_at is None
    assert signed_in("zheng").post(url, {"reason": "x"}).status_code == 302
    notice.refresh_from_db()
    assert notice.withdrawn_at is not None


def test_a_denial_explains_itself(signed_in):
    answer = signed_in("wangxiuying").get("/notices/desk/", headers={"accept-language": "en"})
    assert "Notice publisher" in answer.text
    assert "Ask your organisation" in answer.text
