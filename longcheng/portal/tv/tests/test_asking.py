"""Personal pages after the phone's yes: for an evening, once, never; hiding them; what stands in the ledger."""

from datetime import timedelta

from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.disclosure.words import place_told
from longcheng.core.messages.models import InboxItem, Signal
from longcheng.core.television.models import TvAsk, TvSet
from longcheng.core.transparency.models import Line

ASK = "/tv/ask/?then=4"


def run_out() -> None:
    TvSet.objects.update(open_until=timezone.now() - timedelta(seconds=1))


def test_a_yes_that_has_run_out_asks_the_phone_and_the_set_goes_on_by_itself(living):
    living.pair()
    run_out()
    assert living.tv.get("/tv/messages/").headers["Location"] == ASK
    page = living.tv.get(ASK)
    assert 'data-wait="/tv/ask/state/"' in page.content.decode()
    assert living.tv.get("/tv/ask/state/").json() == {"state": "waiting"}
    asked = TvAsk.objects.get()
    assert InboxItem.objects.filter(account__username="wangxiuying", message__url="/television/asks/").count() == 1
    assert "客厅" in living.phone.get("/television/asks/").content.decode()
    living.phone.post("/television/asks/", {"ask": asked.pk, "answer": "once"})
    assert living.tv.get("/tv/ask/state/").json() == {"state": "answered"}
    assert living.tv.get(ASK).headers["Location"] == "/tv/messages/"
    assert living.tv.get("/tv/messages/").status_code == 200
    left = TvSet.objects.get().open_until - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


def test_a_set_asks_once_however_often_its_page_is_loaded(living):
    living.pair(shows="ask")
    for _load in range(5):
        living.tv.get(ASK)
    assert TvAsk.objects.count() == 1
    assert InboxItem.objects.filter(message__url="/television/asks/").count() == 1


def test_no_is_told_on_the_set_and_asking_again_is_bounded(living):
    living.pair(shows="ask")
    for number in range(15):
        living.tv.get(f"{ASK}&again=1" if number else ASK)
        for asked in TvAsk.objects.filter(answered_at=None):
            living.phone.post("/television/asks/", {"ask": asked.pk, "answer": "no"})
    assert TvAsk.objects.count() == 12
    assert living.tv.get("/tv/messages/").status_code == 302


def test_a_set_that_never_shows_personal_pages_does_not_even_ask(living):
    living.pair(shows="never")
    assert living.tv.get(ASK).status_code == 200
    assert not TvAsk.objects.exists()


def test_nobody_else_answers_for_the_owner(living, signed_in):
    living.pair(shows="ask")
    living.tv.get(ASK)
    other = signed_in("limin")
    assert "客厅" not in other.get("/television/asks/").content.decode()
    other.post("/television/asks/", {"ask": TvAsk.objects.get().pk, "answer": "evening"})
    assert TvAsk.objects.get().answered_at is None


def test_one_key_hides_what_is_personal_from_guests(living):
    living.pair()
    assert living.tv.post("/tv/settings/hide/").headers["Location"] == "/tv/"
    assert living.tv.get("/tv/messages/").headers["Location"] == ASK


def test_changes_on_the_phone_are_signalled_to_the_sets_own_line(living):
    living.pair()
    found = TvSet.objects.get()
    form = {"name": "卧室", "area_code": "3204", "shows": "never"}
    assert living.phone.post(f"/television/set/?set={found.pk}", form).status_code == 302
    assert Signal.objects.filter(channel=f"area:{found.line_number}", kind="television").exists()
    page = living.tv.get("/tv/").content.decode()
    assert found.line_number in page
    assert living.tv.get("/tv/messages/").status_code == 302


def test_the_own_record_is_read_with_a_line_that_says_television(living):
    living.pair()
    before = Line.objects.count()
    page = living.tv.get("/tv/population/").content.decode()
    assert "王秀英" in page
    line = Line.objects.order_by("-at").first()
    assert Line.objects.count() == before + 1
    account = Account.objects.get(username="wangxiuying")
    assert (line.reader_id, line.subject_id, line.purpose) == (account.pk, account.pk, "own")
    assert line.came_from.startswith("television ")
    assert place_told(line.came_from) != place_told("elsewhere")


def test_messages_and_looks_of_others_are_not_to_be_found(living, signed_in, people):
    living.pair()
    signed_in("limin").get("/population/me/")
    theirs = Line.objects.filter(subject_id=people["limin"].pk).first()
    assert living.tv.get(f"/tv/looked/{theirs.pk}/").status_code == 404
    for number in ("999999", "x", "", "9" * 30):
        assert living.tv.get(f"/tv/messages/one/?item={number}").status_code == 404
