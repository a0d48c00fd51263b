"""My messages: each opens to its whole text, to its owner alone, and leads nowhere outside the city."""

import pytest

from longcheng.core.messages.actions import send
from longcheng.core.messages.models import InboxItem
from longcheng.portal.inbox import is_ours


@pytest.fixture
def told(people):
    """A message of two paragraphs in the inbox of 王秀英."""
    send(
        key="test:water", sender="Water works", account_ids=[people["wangxiuying"].pk], title="Water off tonight",
        body="From ten in the evening.\nUntil five in the morning.", url="/notices/1/",
    )  # fmt: skip
    return InboxItem.objects.get(account=people["wangxiuying"])


def test_a_message_opens_to_its_whole_text_and_is_read_from_then_on(signed_in, told):
    client = signed_in("wangxiuying")
    answer = client.post("/inbox/read/", {"item": told.pk})
    assert answer.headers["Location"] == f"/inbox/message/?item={told.pk}"
    told.refresh_from_db()
    assert told.read_at
    page = client.get(answer.headers["Location"]).content.decode()
    assert "<h1>Water off tonight</h1>" in page
    assert "Until five in the morning." in page
    assert 'href="/notices/1/"' in page


def test_the_list_shows_how_a_message_begins(signed_in, told):
    assert "From ten in the evening." in signed_in("wangxiuying").get("/inbox/").content.decode()


def test_looking_at_a_message_by_its_address_marks_nothing(signed_in, told):
    assert signed_in("wangxiuying").get(f"/inbox/message/?item={told.pk}").status_code == 200
    told.refresh_from_db()
    assert told.read_at is None


@pytest.mark.parametrize("item", ["", "0", "-1", "x", "²", "9" * 30])
def test_an_item_that_is_none_is_not_there(signed_in, told, item):
    client = signed_in("wangxiuying")
    assert client.get("/inbox/message/", {"item": item}).status_code == 404
    assert client.post("/inbox/read/", {"item": item}).status_code == 404


def test_nobody_opens_the_message_of_another(signed_in, told):
    client = signed_in("wanglei")
    assert client.get(f"/inbox/message/?item={told.pk}").status_code == 404
    assert client.post("/inbox/read/", {"item": told.pk}).status_code == 404


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("/notices/1/", True),
        ("", False),
        ("//elsewhere.example/", False),
        ("/\\elsewhere", False),
        ("https://x", False),
    ],
)
def test_a_message_leads_nowhere_outside_the_city(address, ours):
    assert is_ours(address) is ours
