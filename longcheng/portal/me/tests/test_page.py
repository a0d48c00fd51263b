"""My page, and closing one's own account."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from conftest import PASSWORD
from longcheng.bases.population.models import Person
from longcheng.core.access.models import Account
from longcheng.core.disclosure.actions import ask_about_line
from longcheng.core.mandates.actions import give_mandate
from longcheng.core.messages.actions import send
from longcheng.core.preferences.actions import choose_area
from longcheng.core.sign_in.fresh import PROVED
from longcheng.core.transparency.models import Line
from longcheng.core.transparency.reading import Reading
from longcheng.core.transparency.writing import append

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
# Session, account and look; then what the page shows, each part once. More would be a part asked for twice.
MOST_QUERIES = 30


def looked_at(subject, reader, times=1):
    append([
        Reading(
            reader_id=reader.pk, role="population.registrar", organisation="薛家派出所", subject_id=subject.pk,
            what="population.resident", fields=("name",), purpose="population.correction", reference="1",
        )
        for _ in range(times)
    ])  # fmt: skip
    return Line.objects.filter(subject_id=subject.pk).latest("pk")


@pytest.fixture
def busy(people):
    """Li Min with a little of everything."""
    limin = people["limin"]
    line = looked_at(limin, people["wu"], times=7)
    ask_about_line(limin, line_id=line.pk, text="为什么看？")
    for number in range(7):
        send(key=f"m{number}", sender="City", account_ids=[limin.pk], title=f"Message {number}", is_urgent=number == 6)
    until = timezone.localdate() + timedelta(days=3)
    give_mandate(limin, username="wanglei", display_name="王磊", scopes=["health"], until=until)
    give_mandate(people["wangxiuying"], username="limin", display_name="李敏", scopes=["home"], until=until)
    choose_area(limin, area_code="320412100")
    return limin


def test_everything_of_mine_stands_on_one_page_with_what_waits_on_top(signed_in, busy):
    page = signed_in("limin").get("/me/", **ENGLISH).content.decode()
    for told in (
        "Message 6", "unread", "王磊 acts for you", "You act for", "7 times this month", "Questions still open",
        "Being checked", "Add a passkey", "ends soon", "You also get notices for", "Signed in at",
    ):  # fmt: skip
        assert told in page, told
    assert page.index("What waits for you") < page.index('id="messages"')
    assert "Message 1<" not in page, "the newest five"


def test_my_page_opens_no_record_and_writes_no_line(signed_in, busy):
    lines = Line.objects.count()
    page = signed_in("limin").get("/me/", **ENGLISH).content.decode()
    assert Line.objects.count() == lines
    assert "99-2-302" not in page, "the address opens by a press, and that is written down"
    assert "/population/me/" in page


def test_my_page_asks_the_database_a_bounded_number_of_times(signed_in, busy, people, django_assert_max_num_queries):
    client = signed_in("limin")
    client.get("/me/")
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get("/me/")
    looked_at(busy, people["wu"], times=50)
    for number in range(50):
        send(key=f"more{number}", sender="City", account_ids=[busy.pk], title="More")
    with django_assert_max_num_queries(len(few)):
        client.get("/me/")


def test_staff_and_newcomers_are_told_what_they_do_not_have(signed_in, people):
    page = signed_in("zhou").get("/me/", **ENGLISH).content.decode()
    assert "There is no record of you" in page
    assert "Close my account" not in page
    Person.objects.filter(account=people["qian"]).update(account=None)
    Account.objects.filter(pk=people["qian"].pk).update(kind="resident")
    assert "Not matched with the register" in signed_in("qian").get("/me/", **ENGLISH).content.decode()


def test_it_is_nobody_elses_page(signed_in, busy):
    assert Client().get("/me/").headers["Location"].startswith("/sign-in/")
    page = signed_in("qian").get("/me/", **ENGLISH).content.decode()
    assert "Message 6" not in page


def test_messages_stand_in_the_language_that_was_chosen(signed_in, busy):
    client = signed_in("limin")
    client.post("/settings/quick/", {"language": "zh-hans"})
    chinese = client.get("/inbox/").content.decode()
    client.post("/settings/quick/", {"language": "en"})
    english = client.get("/inbox/").content.decode()
    assert "可以替" in chinese
    assert "may act for" not in chinese
    assert "may act for" in english
    assert "可以替" not in english


def prove(client):
    session = client.session
    session[PROVED] = {"at_s": time.time(), "by": "password"}
    session.save()


def test_closing_asks_for_a_fresh_proof_and_the_user_name(signed_in, people):
    client = signed_in("limin")
    assert client.post("/me/close/", {"username": "limin"}).headers["Location"].startswith("/sign-in/confirm/")
    prove(client)
    page = client.get("/me/close/", **ENGLISH).content.decode()
    assert "The ledger of who looked" in page
    assert "Your record in the population register" in page
    assert client.post("/me/close/", {"username": "wanglei"}).status_code == 422
    assert Account.objects.get(username="limin").is_active
    assert client.post("/me/close/", {"username": "LiMin"}).headers["Location"] == "/"
    assert not Account.objects.get(username="limin").is_active
    assert client.get("/me/").headers["Location"].startswith("/sign-in/")
    assert Client().post("/sign-in/", {"username": "limin", "password": PASSWORD}).status_code == 422
    assert Person.objects.filter(account=people["limin"]).exists(), "the register is the city's"


def test_closing_ends_every_other_browser_at_once(signed_in):
    phone, desk = signed_in("limin"), signed_in("limin")
    prove(phone)
    phone.post("/me/close/", {"username": "limin"})
    assert desk.get("/me/").headers["Location"].startswith("/sign-in/")


def test_staff_are_told_why_theirs_is_not_closed(signed_in):
    client = signed_in("wu")
    prove(client)
    assert "belongs to an office" in client.get("/me/close/", **ENGLISH).content.decode()
    assert client.post("/me/close/", {"username": "wu"}).status_code == 403
    assert Account.objects.get(username="wu").is_active
