"""Zhou looked at Wang when the register knew her by a number only; now her account is matched with it."""

import pytest
from django.utils import translation

from longcheng.core.access.actions.aliases import add_alias, remove_alias
from longcheng.core.access.matters import open_matter
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied
from longcheng.core.disclosure.actions import NoSuchLine, ask_about_line, order_delay, tell_of_ended_delays
from longcheng.core.disclosure.export import told_lines
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.queries import line_about, lines_about, overview, page_of
from longcheng.core.disclosure.rules import bases
from longcheng.core.disclosure.tests.looks import MATTER, STATION, look
from longcheng.core.disclosure.words import tell
from longcheng.core.messages.models import InboxItem

NUMBER = 1_000_000_017


@pytest.fixture
def wang(people):
    return people["wangxiuying"]


@pytest.fixture
def early(people, clock):
    """The line about the number, before it was matched."""
    return look(Account(pk=NUMBER), by=people["zhou"], organisation=STATION)


def test_a_person_sees_asks_and_takes_along_what_was_written_before_their_account_was_matched(
    people, wang, early, officers
):
    assert line_about(wang, early.pk) is None, "not hers before she is known to be the one"
    with pytest.raises(NoSuchLine):
        ask_about_line(wang, line_id=early.pk, text="为什么？")
    add_alias(wang.pk, NUMBER, reason="matched", by=None)
    late = look(wang, by=people["zhou"], organisation=STATION)
    assert [line.pk for line in page_of(lines_about(wang)).lines] == [late.pk, early.pk]
    assert line_about(wang, early.pk).pk == early.pk
    assert len(overview(wang, own=False).glances) == 2
    assert [told.line.pk for told in told_lines(wang, LineFilter())] == [late.pk, early.pk]
    assert ask_about_line(wang, line_id=early.pk, text="为什么？").line_id == early.pk
    assert line_about(people["limin"], early.pk) is None, "nobody else's"
    remove_alias(wang.pk, NUMBER, by=None)
    assert [line.pk for line in lines_about(wang)] == [late.pk], "matched with the wrong person"


def test_whose_two_records_were_read_together_is_not_told_that_they_were_somebody_else(people, wang, clock):
    add_alias(wang.pk, NUMBER, reason="merged", by=None)
    look(wang, by=people["zhou"], others=[Account(pk=NUMBER), people["limin"]])
    with translation.override("en"):
        assert {told.others for told in tell(lines_about(wang), to=wang)} == {"1 other resident"}


def test_the_message_after_a_delay_reaches_the_account_behind_the_number(wang, early, officers, clock):
    open_matter(MATTER, reference="17", subject=NUMBER)
    add_alias(wang.pk, NUMBER, reason="matched", by=None)
    ground = bases(on=clock.now.date())[0]
    terms = {"purpose": MATTER, "reference": "17", "basis": ground.key, "reason": "案件正在侦办"}
    order_delay(officers["delay"], **terms, last_day=clock.now.date())
    assert line_about(wang, early.pk) is None
    clock.passes(days=2)
    tell_of_ended_delays()
    assert InboxItem.objects.filter(account=wang, message__key__startswith="disclosure:delay").count() == 1


def test_whom_a_matter_concerned_by_number_orders_no_delay_for_it(officers, clock):
    open_matter(MATTER, reference="17", subject=NUMBER)
    add_alias(officers["delay"].pk, NUMBER, reason="matched", by=None)
    ground = bases(on=clock.now.date())[0]
    with pytest.raises(Denied):
        order_delay(
            officers["delay"],
            purpose=MATTER,
            reference="17",
            basis=ground.key,
            reason="案件",
            last_day=clock.now.date(),
        )
