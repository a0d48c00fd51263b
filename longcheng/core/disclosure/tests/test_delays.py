"""A delay of telling: it hides everywhere, it ends, and nobody hides their own looks."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from longcheng.core.access.models import Act, Mandate
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.disclosure.actions import (
    NoSuchLine,
    answer_question,
    ask_about_line,
    end_delay,
    order_delay,
)
from longcheng.core.disclosure.export import as_csv, as_json
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.models import DisclosureDelay
from longcheng.core.disclosure.queries import line_about, lines_about, lines_of_mandate, overview
from longcheng.core.disclosure.tasks import tell_what_was_delayed
from longcheng.core.disclosure.tests.looks import MATTER, STATION, look
from longcheng.core.disclosure.words import tell
from longcheng.core.messages.models import InboxItem


def ordered(officer, **more) -> DisclosureDelay:
    chosen = {
        "purpose": MATTER,
        "reference": "17",
        "basis": "pipl-35",
        "reason": "正在核查冒领。",
        "last_day": timezone.localdate() + timedelta(days=10),
    }
    return order_delay(officer, **chosen | more)


@pytest.fixture
def line(people, matter):
    """吴 looked for the request 17."""
    return look(people["wangxiuying"], by=people["wu"], organisation=STATION)


def inbox(account) -> list[str]:
    return [item.message.title for item in InboxItem.objects.filter(account=account).select_related("message")]


def test_while_it_lives_the_line_is_nowhere(people, officers, line, clock):
    other = look(people["wangxiuying"], by=people["wu"], reference="18")
    ordered(officers["delay"])
    person = people["wangxiuying"]
    assert list(lines_about(person)) == [other]
    assert line_about(person, line.pk) is None
    assert len(overview(person, own=True).glances) == 1
    for file in (as_csv, as_json):
        text = "".join(file(person, LineFilter(own=True), language="en"))
        assert "request 18" in text
        assert "request 17" not in text
    with pytest.raises(NoSuchLine):
        ask_about_line(person, line_id=line.pk, text="为什么？")


def test_lines_written_after_the_order_are_hidden_too(people, officers, line):
    ordered(officers["delay"])
    look(people["wangxiuying"], by=people["wu"])
    assert not lines_about(people["wangxiuying"]).exists()


def test_it_hides_the_bulk_reading_of_a_program_which_has_no_reader(people, officers, matter):
    look(people["wangxiuying"], by=None, others=[people["limin"]])
    ordered(officers["delay"])
    assert not lines_about(people["wangxiuying"]).exists()
    assert not lines_about(people["limin"]).exists()


def test_when_its_day_is_over_the_line_stands_at_its_place_with_the_basis(people, officers, line, clock):
    newer = look(people["wangxiuying"], by=people["wu"], reference="18", at=clock.now + timedelta(minutes=1))
    delay = ordered(officers["delay"])
    clock.passes(days=11)
    assert list(lines_about(people["wangxiuying"])) == [newer, line]
    with translation.override("en"):
        late = tell([line, newer], to=people["wangxiuying"])
    day = timezone.localtime(delay.until - timedelta(days=1))
    expected = f"Telling you was delayed until {day.day} {day:%B} {day.year} on the basis of 个人信息保护法 第三十五条."
    assert [told.delay for told in late] == [expected, ""]


def test_the_person_is_told_once_when_it_ends(people, officers, line, clock):
    ordered(officers["delay"])
    tell_what_was_delayed()
    assert inbox(people["wangxiuying"]) == []
    clock.passes(days=11)
    tell_what_was_delayed()
    tell_what_was_delayed()
    assert inbox(people["wangxiuying"]) == ["您的资料曾被查看，依法到现在才告知您"]
    assert inbox(people["limin"]) == []


def test_an_officer_ends_it_early_and_that_stands_on_record(people, officers, line, clock):
    delay = ordered(officers["delay"])
    clock.passes(minutes=5)
    end_delay(officers["second"], delay)
    end_delay(officers["delay"], delay)  # too late: it has ended already
    assert delay.ended_by == officers["second"]
    assert lines_about(people["wangxiuying"]).get() == line
    tell_what_was_delayed()
    assert len(inbox(people["wangxiuying"])) == 1
    verbs = list(Act.objects.filter(subject=f"delay:{delay.pk}").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["disclosure.order_delay", "disclosure.end_delay", "disclosure.tell_after_delay"]
    assert "核查" not in str(list(Act.objects.filter(verb="disclosure.order_delay").values_list("detail", flat=True)))


def test_a_further_one_needs_another_officer_and_one_message_tells_of_both(people, officers, line, clock):
    ordered(officers["delay"])
    with pytest.raises(Denied):
        ordered(officers["delay"])
    ordered(officers["second"], last_day=timezone.localdate() + timedelta(days=20))
    clock.passes(days=11)
    tell_what_was_delayed()
    assert not lines_about(people["wangxiuying"]).exists()
    assert inbox(people["wangxiuying"]) == []
    clock.passes(days=10)
    tell_what_was_delayed()
    assert len(inbox(people["wangxiuying"])) == 1


def test_nobody_delays_the_telling_of_their_own_looks(people, officers, matter, clock):
    look(people["wangxiuying"], by=officers["delay"])
    with pytest.raises(Denied):
        ordered(officers["delay"])
    ordered(officers["second"])
    look(people["wangxiuying"], by=officers["second"])  # who ordered it and looks afterwards is seen all the same
    assert [line.reader_id for line in lines_about(people["wangxiuying"])] == [officers["second"].pk]


def test_whoever_works_on_the_matter_or_whom_it_concerns_orders_none(people, officers, matter):
    for account in (people["wu"], people["wangxiuying"]):
        account.roles_held.create(role="disclosure.delay_officer")
        with pytest.raises(Denied):
            ordered(account)


def test_without_the_role_nobody_orders_or_ends_one(people, officers, matter):
    with pytest.raises(Denied):
        ordered(officers["station"])
    delay = ordered(officers["delay"])
    with pytest.raises(Denied):
        end_delay(people["wu"], delay)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": "mandate", "reference": "1"}, "purpose"),  # a mandate's use is never hidden from its giver
        ({"purpose": "duty", "reference": "population.address_check"}, "purpose"),
        ({"purpose": "own"}, "purpose"),
        ({"reference": "999"}, "reference"),
        ({"reference": "1\0"}, "reference"),
        ({"reference": "9" * 500}, "reference"),
        ({"basis": "because"}, "basis"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"reason": "a\0b"}, "reason"),
        ({"last_day": None}, "until"),
        ({"last_day": 91}, "until"),
        ({"last_day": -1}, "until"),
    ],
)
def test_an_order_that_cannot_stand_is_refused(officers, matter, wrong, field):
    if isinstance(days := wrong.get("last_day"), int):
        wrong = {"last_day": timezone.localdate() + timedelta(days=days)}
    with pytest.raises(Unfit) as refused:
        ordered(officers["delay"], **wrong)
    assert set(refused.value.defects) == {field}
    assert not DisclosureDelay.objects.exists()


def test_all_defects_of_an_order_are_told_at_once(officers, matter):
    with pytest.raises(Unfit) as refused:
        ordered(officers["delay"], purpose="", basis="", reason="", last_day=None)
    assert set(refused.value.defects) == {"purpose", "basis", "reason", "until"}


def test_uses_of_a_mandate_cannot_be_hidden(people, officers, clock):
    given = Mandate.objects.create(
        giver=people["wangxiuying"], agent=people["wanglei"], scopes=["health"],
        ends_at=clock.now + timedelta(days=9),
    )  # fmt: skip
    use = look(people["wangxiuying"], by=people["wanglei"], purpose="mandate", reference=given.reference,
               for_id=people["wangxiuying"].pk)  # fmt: skip
    with pytest.raises(Unfit):
        ordered(officers["delay"], purpose="mandate", reference=given.reference)
    assert lines_of_mandate(given).get() == use


def test_an_answer_about_a_line_hidden_meanwhile_waits_for_the_end(people, officers, line, clock):
    question = ask_about_line(people["wangxiuying"], line_id=line.pk, text="为什么？")
    ordered(officers["delay"])
    answer_question(officers["station"], question, text="为办理更正。")
    tell_what_was_delayed()
    assert inbox(people["wangxiuying"]) == []
    clock.passes(days=11)
    tell_what_was_delayed()
    tell_what_was_delayed()
    assert len(inbox(people["wangxiuying"])) == 2
