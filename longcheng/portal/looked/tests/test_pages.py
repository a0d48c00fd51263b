"""What a person, an officer and a stranger see."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from longcheng.core.access.models import Account, AccountKind
from longcheng.core.disclosure.actions import ask_about_line, order_delay
from longcheng.core.disclosure.models import DisclosureDelay, LineQuestion
from longcheng.core.disclosure.tests.looks import MATTER, ROLE, STATION, look
from longcheng.core.transparency.sealing import seal

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def reader(people, clock):
    """王秀英 with an English page: `reader()`; others by name."""

    def make(account: str | Account = "wangxiuying") -> Client:
        client = Client(headers=ENGLISH)
        client.force_login(people[account] if isinstance(account, str) else account)
        return client

    return make


@pytest.fixture
def line(people, matter):
    """吴 looked for the request 17."""
    return look(people["wangxiuying"], by=people["wu"], role=ROLE, organisation=STATION)


def delayed(officers) -> DisclosureDelay:
    last_day = timezone.localdate() + timedelta(days=3)
    return order_delay(
        officers["delay"], purpose=MATTER, reference="17", basis="pipl-35", reason="核查", last_day=last_day
    )


def test_the_page_says_who_looked_by_day(people, reader, line, clock):
    look(people["wangxiuying"], by=people["wu"], at=clock.now - timedelta(days=1), organisation=STATION)
    text = reader().get("/looked/").text
    assert text.index("Today, ") < text.index("today 12:00") < text.index("Yesterday, ") < text.index("yesterday 12:00")
    assert "<strong>吴警官, 薛家派出所" in text
    assert text.count("<rect") in {1, 2}  # the two days may lie in two months


def test_without_any_look_the_page_says_what_will_be_here(people, reader):
    text = reader().get("/looked/").text
    assert "Nobody else has looked at your data." in text
    assert 'class="months"' not in text
    assert "fits this choice" in reader().get("/looked/?purpose=mandate").text


def test_ones_own_looks_are_shown_on_request_only(people, reader):
    look(people["wangxiuying"], by=people["wangxiuying"], purpose="own", reference="")
    assert "<strong>You</strong>" not in reader().get("/looked/").text
    assert "<strong>You</strong>" in reader().get("/looked/?own=1").text


def test_a_filter_that_cannot_be_read_is_told_and_the_files_are_refused(people, reader, line):
    for address in ("/looked/", "/looked/export/", "/looked/export/csv/", "/looked/export/json/", "/looked/print/"):
        answer = reader().get(f"{address}?since=never&who=x")
        assert answer.status_code == 422
        assert "A day must be written like" in answer.text


def test_a_filter_tells_no_name_of_an_account_that_did_not_look(people, reader, line):
    text = reader().get(f"/looked/?who=account-{people['zheng'].pk}").text
    assert people["zheng"].display_name not in text
    assert "The one chosen before" in text


def test_one_walks_back_and_forth_through_many_lines(people, reader, clock):
    for n in range(45):
        look(people["wangxiuying"], by=people["wu"], at=clock.now - timedelta(minutes=n), reference=f"R{n:02}")
    client = reader()
    first = client.get("/looked/")
    assert "R19" in first.text
    assert "R20" not in first.text
    second = client.get(f"/looked/?before={first.context['page'].older}")
    assert "R20" in second.text
    back = client.get(f"/looked/?after={second.context['page'].newer}")
    assert "R19" in back.text
    assert "R20" not in back.text
    assert client.get("/looked/?before=nonsense").status_code == 200


def test_a_page_of_many_kinds_of_lines_costs_few_queries(people, reader, matter, clock, django_assert_max_num_queries):
    programs = [
        Account.objects.create_user(f"program-{n}", display_name=f"Program {n}", kind=AccountKind.PROGRAM)
        for n in range(20)
    ]
    client = reader()
    look(people["wangxiuying"], by=programs[0])
    client.get("/looked/")
    with django_assert_max_num_queries(16) as few:
        client.get("/looked/")
    for n, program in enumerate(programs):
        line = look(people["wangxiuying"], by=program, reference=str(n), others=[people["limin"]])
        ask_about_line(people["wangxiuying"], line_id=line.pk, text="？")
    with django_assert_max_num_queries(len(few)):
        text = client.get("/looked/").text
    assert text.count("Asked") == 20


def test_one_line_says_everything_but_the_address_of_a_desk(people, reader, line):
    text = reader().get(f"/looked/{line.pk}/").text
    assert "203.0.113.5" not in text
    assert "A page of the city" in text
    assert f"<dd>{line.pk}</dd>" in text


def test_a_duty_is_told_with_its_law(people, reader, clock):
    line = look(
        people["wangxiuying"], by=None, purpose="duty", reference="population.address_check", fields=("address",)
    )
    text = reader().get(f"/looked/{line.pk}/").text
    assert "第八条" in text
    assert "2021-11-01" in text


@pytest.mark.parametrize("ending", ["", "ask/", "proof/"])
@pytest.mark.parametrize("account", ["wanglei", "wu", "zheng"])
def test_somebody_elses_line_is_not_there(people, reader, line, ending, account):
    assert reader(account).get(f"/looked/{line.pk}/{ending}").status_code == 404


@pytest.mark.parametrize("number", [0, 7, 2**63, 10**40])
def test_a_line_that_was_never_written_is_not_there(reader, number):
    for ending in ("", "ask/", "proof/"):
        assert reader().get(f"/looked/{number}/{ending}").status_code == 404


def test_a_hidden_line_is_as_good_as_none_on_every_page(people, officers, reader, line):
    client = reader()
    delayed(officers)
    for ending in ("", "ask/", "proof/"):
        assert client.get(f"/looked/{line.pk}/{ending}").status_code == 404
    assert client.post(f"/looked/{line.pk}/ask/", {"text": "？"}).status_code == 404
    assert "Nobody else has looked at your data." in client.get("/looked/").text
    assert "吴警官" not in client.get("/looked/print/").text
    for file in ("csv", "json"):
        assert "吴警官" not in b"".join(client.get(f"/looked/export/{file}/").streaming_content).decode()
    assert client.get("/api/disclosure/lines").json()["lines"] == []


def test_after_the_delay_the_line_says_so(people, officers, reader, line, clock):
    delayed(officers)
    clock.passes(days=4)
    client = reader()
    for address in ("/looked/", f"/looked/{line.pk}/", "/looked/print/"):
        assert "Telling you was delayed until" in client.get(address).text


def test_the_proof_is_a_file_once_the_line_is_sealed(people, reader, line):
    client = reader()
    waiting = client.get(f"/looked/{line.pk}/proof/", follow=True)
    assert "not sealed yet" in waiting.text
    seal()
    answer = client.get(f"/looked/{line.pk}/proof/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="line-{line.pk}-proof.json"'
    assert json.loads(answer.text)["reading"]["subject_id"] == people["wangxiuying"].pk


def test_the_files_come_as_downloads_in_the_readers_language(people, reader, line):
    answer = reader().get("/looked/export/csv/")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeffNumber,Time,Who")
    assert json.loads(b"".join(reader().get("/looked/export/json/").streaming_content))["lines"][0]["who"]


def test_asking_shows_the_day_and_the_answer_comes_back_to_the_line(people, officers, reader, line):
    client = reader()
    empty = client.post(f"/looked/{line.pk}/ask/", {"text": " "})
    assert empty.status_code == 422
    assert "A question is required" in empty.text
    asked = client.post(f"/looked/{line.pk}/ask/", {"text": "Why <b>?"}, follow=True)
    assert "It must be answered by" in asked.text
    assert "Why &lt;b&gt;?" in asked.text
    assert client.get(f"/looked/{line.pk}/ask/").status_code == 302  # once
    assert client.post(f"/looked/{line.pk}/ask/", {"text": "Again?"}).status_code == 422
    question = LineQuestion.objects.get()
    desk = reader(officers["station"])
    page = desk.get(f"/looked/questions/{question.pk}/").text
    assert "王秀英" not in page
    assert "吴警官" in page
    assert "Question" in desk.get("/looked/questions/").text
    assert desk.post(f"/looked/questions/{question.pk}/", {"answer": ""}).status_code == 422
    assert desk.post(f"/looked/questions/{question.pk}/", {"answer": "For your correction."}).status_code == 302
    assert desk.post(f"/looked/questions/{question.pk}/", {"answer": "Other."}).status_code == 422
    told = client.get(f"/looked/{line.pk}/").text
    assert "For your correction." in told
    assert "You may complain" in told
    assert "For your correction." in desk.get(f"/looked/questions/{question.pk}/").text
    assert "Answered" in desk.get("/looked/questions/?answered=1").text


def test_an_overdue_question_says_so_on_both_sides(people, officers, reader, line, clock):
    question = ask_about_line(people["wangxiuying"], line_id=line.pk, text="？")
    clock.passes(days=32)
    assert "is overdue" in reader().get(f"/looked/{line.pk}/").text
    assert "Overdue" in reader(officers["station"]).get("/looked/questions/").text
    assert "Overdue" in reader(officers["station"]).get(f"/looked/questions/{question.pk}/").text


def test_the_desk_of_another_organisation_is_refused(people, officers, reader, line):
    question = ask_about_line(people["wangxiuying"], line_id=line.pk, text="？")
    answer = reader(officers["elsewhere"]).get(f"/looked/questions/{question.pk}/")
    assert answer.status_code == 403
    assert "put to another organisation" in answer.text
    assert "No question waits." in reader(officers["elsewhere"]).get("/looked/questions/").text
    assert reader().get("/looked/questions/").status_code == 403


def test_a_delay_is_ordered_listed_and_ended_on_its_pages(people, officers, reader, line):
    client = reader(officers["delay"])
    assert "No delay was ever ordered" in client.get("/looked/delays/").text
    wrong = client.post("/looked/delays/order/", {"purpose": "x", "until": "soon"})
    assert wrong.status_code == 422
    assert "4 things to mend" in wrong.text
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    order = {"purpose": MATTER, "reference": "17", "basis": "pipl-18-1", "reason": "<i>secret</i>", "until": day}
    page = client.post("/looked/delays/order/", order, follow=True).text
    assert "&lt;i&gt;secret&lt;/i&gt;" in page
    assert "hidden until" in page
    refused = client.post("/looked/delays/order/", order)
    assert refused.status_code == 422
    assert "another officer must decide" in refused.text
    delay = DisclosureDelay.objects.get()
    assert "End the delay for" in client.get(f"/looked/delays/{delay.pk}/end/").text
    assert "ended early by 高科长" in client.post(f"/looked/delays/{delay.pk}/end/", follow=True).text
    assert reader("wu").get("/looked/delays/").status_code == 403
    assert client.get(f"/looked/delays/{10**40}/end/").status_code == 404


def test_the_menu_shows_the_page_to_those_with_an_account_only(people, reader):
    assert 'href="/looked/"' in reader().get("/").text
    assert 'href="/looked/"' not in Client().get("/").text


def test_the_pages_are_chinese_first(people, signed_in, clock, line):
    text = signed_in("wangxiuying").get("/looked/").text
    assert "谁看过我的资料" in text
    assert "今天 12:00" in text


def test_an_officer_for_delays_of_one_town_reads_no_order_of_the_city(people, officers, reader, line):
    delay = delayed(officers)
    officers["second"].roles_held.update(area_code="320411103")
    client = reader(officers["second"])
    for address in ("/looked/delays/", "/looked/delays/order/", f"/looked/delays/{delay.pk}/end/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "核查" not in answer.text


def test_ones_own_look_is_not_asked_about(people, officers, reader):
    own = look(people["wangxiuying"], by=people["wangxiuying"], purpose="own", reference="")
    assert f"/looked/{own.pk}/ask/" not in reader().get(f"/looked/{own.pk}/").text
    assert reader().get(f"/looked/{own.pk}/ask/").status_code == 302
    assert reader().post(f"/looked/{own.pk}/ask/", {"text": "？"}).status_code == 422
