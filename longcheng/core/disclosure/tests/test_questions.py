"""Asking about a line: once, with a clock, answered by the reader's organisation."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from longcheng.core.access.models import Act
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.disclosure.actions import NoSuchLine, answer_question, ask_about_line
from longcheng.core.disclosure.models import LineQuestion
from longcheng.core.disclosure.queries import answered_questions, open_questions
from longcheng.core.disclosure.rules import answer_term, last_day_to_answer
from longcheng.core.disclosure.tests.looks import ROLE, STATION, look
from longcheng.core.messages.models import InboxItem


@pytest.fixture
def line(people, clock):
    """吴 of the station looked."""
    return look(people["wangxiuying"], by=people["wu"], role=ROLE, organisation=STATION)


@pytest.fixture
def question(people, officers, line):
    return ask_about_line(people["wangxiuying"], line_id=line.pk, text=" 为什么要看我的住址？ ")


@pytest.mark.parametrize(
    ("asked_on", "last_day"),
    [  # GB/T 35273-2020 8.7 a): within thirty days
        (date(2026, 11, 22), date(2026, 12, 22)),
        (date(2024, 1, 31), date(2024, 3, 1)),
        (date(2020, 10, 1), date(2020, 10, 31)),
    ],
)
def test_the_answer_is_due_within_thirty_days(asked_on, last_day):
    assert last_day_to_answer(asked_on=asked_on) == last_day


def test_before_the_standard_there_was_no_term():
    with pytest.raises(LookupError):
        answer_term(on=date(2020, 9, 30))


def test_a_question_starts_the_clock_of_the_organisation_and_its_officer_hears_of_it(question, officers, clock):
    assert question.text == "为什么要看我的住址？"
    assert question.organisation == STATION
    assert timezone.localdate(question.due_at) == timezone.localdate() + timedelta(days=31)
    assert not question.is_overdue
    assert list(InboxItem.objects.values_list("account_id", flat=True)) == [officers["station"].pk]
    assert Act.objects.filter(verb="disclosure.ask", subject=f"question:{question.pk}").exists()


def test_it_is_overdue_after_the_last_midnight_and_not_before(question, clock):
    clock.passes(days=30, hours=11)
    assert not question.is_overdue
    clock.passes(hours=1)
    assert question.is_overdue


def test_a_line_is_asked_about_once(people, question):
    with pytest.raises(Unfit, match=r"already|已经"):
        ask_about_line(people["wangxiuying"], line_id=question.line_id, text="还有？")
    assert LineQuestion.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "x" * 1_001, "a\0b"])
def test_a_text_that_cannot_be_kept_is_refused(people, line, text):
    with pytest.raises(Unfit):
        ask_about_line(people["wangxiuying"], line_id=line.pk, text=text)


@pytest.mark.parametrize("line_id", [0, -1, 10**30])
def test_nobody_asks_about_a_line_that_is_not_there(people, clock, line_id):
    with pytest.raises(NoSuchLine):
        ask_about_line(people["wangxiuying"], line_id=line_id, text="？")


def test_nobody_asks_about_somebody_elses_line(people, line):
    for other in ("wanglei", "wu"):
        with pytest.raises(NoSuchLine):
            ask_about_line(people[other], line_id=line.pk, text="？")


def test_the_officer_of_the_organisation_answers_and_the_person_gets_a_message(people, officers, question):
    assert list(open_questions(officers["station"])) == [question]
    answer_question(officers["station"], question, text="为办理您的更正申请。")
    question.refresh_from_db()
    assert question.answer == "为办理您的更正申请。"
    assert question.answered_by == officers["station"]
    item = InboxItem.objects.get(account=people["wangxiuying"])
    assert item.message.url == f"/looked/{question.line_id}/"
    assert not open_questions(officers["station"]).exists()
    assert list(answered_questions(officers["station"])) == [question]
    assert Act.objects.filter(verb="disclosure.answer", account=officers["station"]).count() == 1


@pytest.mark.parametrize("who", ["elsewhere", "city", "delay"])
def test_an_officer_of_another_organisation_neither_sees_nor_answers_it(officers, question, who):
    assert not open_questions(officers[who]).exists()
    with pytest.raises(Denied):
        answer_question(officers[who], question, text="我来答。")
    question.refresh_from_db()
    assert question.answered_at is None


def test_neither_the_reader_nor_the_asker_answers(people, question):
    for username in ("wu", "wangxiuying"):
        people[username].roles_held.create(role="disclosure.officer", organisation=STATION)
        with pytest.raises(Denied):
            answer_question(people[username], question, text="没事。")


def test_the_second_answer_does_not_replace_the_first(officers, question):
    answer_question(officers["station"], question, text="一。")
    with pytest.raises(Unfit):
        answer_question(officers["station"], question, text="二。")
    question.refresh_from_db()
    assert question.answer == "一。"


def test_the_citys_own_programs_are_answered_for_by_the_officer_of_the_whole_city(people, officers, clock):
    line = look(people["wangxiuying"], by=None, purpose="duty", reference="population.address_check")
    question = ask_about_line(people["wangxiuying"], line_id=line.pk, text="？")
    assert list(open_questions(officers["city"])) == [question]
    assert not open_questions(officers["station"]).exists()


def test_no_question_is_left_lying_where_an_organisation_has_no_officer(people, officers, clock):
    line = look(people["wangxiuying"], by=people["wu"], organisation="新北区医院")
    question = ask_about_line(people["wangxiuying"], line_id=line.pk, text="？")
    assert list(open_questions(officers["city"])) == [question]
    assert InboxItem.objects.get().account_id == officers["city"].pk


def test_a_reader_whose_account_is_gone_can_be_asked_about(people, officers, clock):
    line = look(people["wangxiuying"], by=2**40, organisation=STATION)
    question = ask_about_line(people["wangxiuying"], line_id=line.pk, text="？")
    answer_question(officers["station"], question, text="那是旧账号。")
    assert question.reader is None


def test_nobody_asks_an_office_about_their_own_look(people, officers, clock):
    """Or else one's name would be told to the officer, and one page could fill every desk."""
    for username in ("wangxiuying", "zheng"):
        own = look(people[username], by=people[username], purpose="own", reference="")
        with pytest.raises(Unfit, match=r"yourself|您自己"):
            ask_about_line(people[username], line_id=own.pk, text="？")
    assert not LineQuestion.objects.exists()
