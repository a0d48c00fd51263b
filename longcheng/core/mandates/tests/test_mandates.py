"""Wang Xiuying lets her son act for her; Li Min acts for her child; the registrar records from papers."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from longcheng.core.access.models import Account, Act, Mandate, MandateBasis
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.mandates.actions import end_mandate, give_mandate, record_mandate
from longcheng.core.mandates.demo import found
from longcheng.core.mandates.queries import given_by, held_by
from longcheng.core.mandates.rules import LONGEST_DAYS, defects
from longcheng.core.messages.models import InboxItem, Message


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def given(people):
    return give_mandate(
        people["wangxiuying"], username="wanglei", display_name="王磊", scopes=["health"], until=in_days(30)
    )


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_a_mandate_counts_until_the_end_of_its_last_day_and_both_are_told(people, given):
    assert given.is_live()
    assert given.last_day == in_days(30)
    assert timezone.localtime(given.ends_at).time().isoformat() == "00:00:00"
    told = set(
        InboxItem.objects.filter(message__key__startswith="mandate ").values_list("account__username", flat=True)
    )
    assert told == {"wangxiuying", "wanglei"}
    assert Act.objects.get(verb="mandates.give").detail["scopes"] == ["health"]


@pytest.mark.parametrize(
    ("username", "name"), [("wanglei", "王雷"), ("wanglie", "王磊"), ("wu", "吴警官"), ("", ""), ("wang\0lei", "王磊")]
)
def test_a_slip_of_the_finger_empowers_nobody_and_does_not_tell_which_was_wrong(people, username, name):
    with pytest.raises(Unfit) as unfit:
        give_mandate(people["wangxiuying"], username=username, display_name=name, scopes=["health"], until=in_days(1))
    assert unfit.value.defects == {
        "username": "Nobody has both this user name and this name. Ask them for both, exactly as written."
    }
    assert not Mandate.objects.exists()


def test_all_defects_are_told_at_once(people):
    with pytest.raises(Unfit) as unfit:
        give_mandate(people["wangxiuying"], username="x", display_name="y", scopes=[], until=in_days(-1))
    assert set(unfit.value.defects) == {"scopes", "until", "username"}


@pytest.mark.parametrize(
    ("scopes", "until", "found"),
    [
        (["health"], date(2026, 12, 31), {}),
        ([], date(2026, 12, 31), {"scopes": "none"}),
        (["votes"], date(2026, 12, 31), {"scopes": "unknown"}),
        (["health"], None, {"until": "none"}),
        (["health"], date(2026, 11, 21), {"until": "past"}),
        (["health"], date(2026, 11, 22), {}),
        (["health"], date(2026, 11, 22) + timedelta(days=LONGEST_DAYS), {}),
        (["health"], date(2026, 11, 23) + timedelta(days=LONGEST_DAYS), {"until": "long"}),
    ],
)
def test_terms(scopes, until, found):
    assert defects(scopes=scopes, known={"health"}, until=until, today=date(2026, 11, 22)) == found


@pytest.mark.parametrize("who", ["wangxiuying", "wanglei"])
def test_either_side_ends_it_at_once_and_twice_is_once(people, given, who):
    ended = end_mandate(people[who], mandate_id=given.pk)
    assert not ended.is_live()
    assert end_mandate(people[who], mandate_id=given.pk).ended_at == ended.ended_at
    assert Act.objects.filter(verb="mandates.end").count() == 1


@pytest.mark.parametrize("who", ["qian", "wu", "zheng"])
def test_nobody_else_ends_what_two_people_agreed(people, given, who):
    with pytest.raises(Denied):
        end_mandate(people[who], mandate_id=given.pk)
    given.refresh_from_db()
    assert given.is_live()


def test_a_child_cannot_end_its_guardianship_but_the_registrar_can(people):
    found()
    guardianship = Mandate.objects.get(giver=people["xiaojie"])
    with pytest.raises(Denied, match="by its paper"):
        end_mandate(people["xiaojie"], mandate_id=guardianship.pk)
    assert not end_mandate(people["zheng"], mandate_id=guardianship.pk).is_live()


def test_the_demo_is_founded_twice_without_doubling(people):
    found()
    found()
    assert Mandate.objects.count() == 2


def terms(**changed) -> dict:
    return {
        "giver_username": "firm", "agent_username": "qian", "agent_name": "钱老板", "basis": "representative",
        "document": "营业执照", "scopes": ["affairs"], "until": in_days(100),
    } | changed  # fmt: skip


def test_a_representative_is_recorded_from_a_paper(people):
    Account.objects.create_user("firm", display_name="天宁面馆", kind="department")
    made = record_mandate(people["zheng"], **terms())
    assert made.basis == MandateBasis.REPRESENTATIVE
    assert made.given_by == people["zheng"]


def test_a_paper_is_needed_and_a_child_is_no_firm(people):
    with pytest.raises(Unfit) as unfit:
        record_mandate(people["zheng"], **terms(giver_username="xiaojie", document=" ", basis="representative"))
    assert set(unfit.value.defects) == {"giver", "document"}


def test_the_registrar_does_not_record_themselves_and_nobody_else_records(people):
    with pytest.raises(Unfit) as unfit:
        record_mandate(people["zheng"], **terms(basis="guardianship", giver_username="xiaojie", agent_username="zheng"))
    assert "username" in unfit.value.defects
    with pytest.raises(Denied):
        record_mandate(people["wu"], **terms())


def test_the_live_ones_stand_before_all_that_were_ended(people, given):
    old = give_mandate(
        people["wangxiuying"], username="wanglei", display_name="王磊", scopes=["home"], until=in_days(90)
    )
    end_mandate(people["wangxiuying"], mandate_id=old.pk)
    assert list(given_by(people["wangxiuying"])) == [given, old]
    assert list(held_by(people["wanglei"])) == [given, old]


def test_nobody_represents_a_member_of_staff_as_if_they_were_a_firm(people):
    with pytest.raises(Unfit) as unfit:
        record_mandate(people["zheng"], **terms(giver_username="wu"))
    assert set(unfit.value.defects) == {"giver"}


def test_the_message_is_in_the_readers_language_whoever_gave_the_mandate(people, given):
    end_mandate(people["wangxiuying"], mandate_id=given.pk)
    first, last = Message.objects.order_by("pk")
    with translation.override("zh-hans"):
        assert "可以替 王秀英 办事" in first.said.title
        assert "委托已经终止" in last.said.title
        assert first.said.sender == "代办"
    with translation.override("en"):
        assert "may act for 王秀英" in first.said.title
        assert "no longer acts for" in last.said.title
        assert first.said.sender == "Act for somebody"


def test_nobody_looks_people_up_by_trying_names(people):
    for number in range(20):
        with pytest.raises(Unfit):
            give_mandate(
                people["qian"], username=f"n{number}", display_name="王磊", scopes=["health"], until=in_days(1)
            )
    with pytest.raises(Unfit, match="too many names"):
        give_mandate(people["qian"], username="wanglei", display_name="王磊", scopes=["health"], until=in_days(1))
    assert give_mandate(
        people["wangxiuying"], username="wanglei", display_name="王磊", scopes=["health"], until=in_days(1)
    ).is_live()
