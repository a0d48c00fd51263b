"""Li Min asks for a correction, officer Wu decides, Zhang asks for nonsense."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from longcheng.bases.population.actions.corrections import (
    decide_correction,
    file_correction,
    give_back_correction,
    take_correction,
    withdraw_correction,
)
from longcheng.bases.population.lists import why_not_take
from longcheng.bases.population.models import Person
from longcheng.core.access.models import OpenMatter, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.models import InboxItem
from longcheng.core.registry.doubts import wrong
from longcheng.core.registry.doubts.opening import NewDoubt, open_doubt
from longcheng.core.registry.models import Doubt


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def case(people):
    return file_correction(people["wangxiuying"], field="address", value=" 顺园三村 99-2-303 ")


def test_a_correction_is_owed_within_thirty_days_and_opens_a_purpose(people, case):
    assert case.due_at - case.filed_at == timedelta(days=30)
    assert OpenMatter.objects.live().filter(kind="population.correction", reference=str(case.pk)).count() == 1


def test_accepting_changes_the_record_and_tells_the_resident(people, case):
    decide_correction(people["wu"], correction_id=case.pk, accept=True, reason="Seen.")
    assert Person.objects.get(account=people["wangxiuying"]).address == "顺园三村 99-2-303"
    assert InboxItem.objects.filter(account=people["wangxiuying"], message__key__startswith="doubt ").count() == 1
    assert not OpenMatter.objects.live().filter(reference=str(case.pk), kind="population.correction").exists()


def test_a_name_is_corrected_in_the_account(people):
    case = file_correction(people["limin"], field="name", value="李敏敏")
    decide_correction(people["wu"], correction_id=case.pk, accept=True, reason="")
    people["limin"].refresh_from_db()
    assert people["limin"].display_name == "李敏敏"


def test_refusing_needs_a_reason_and_changes_nothing(people, case):
    with pytest.raises(Unfit, match="Say why"):
        decide_correction(people["wu"], correction_id=case.pk, accept=False, reason=" ")
    decide_correction(people["wu"], correction_id=case.pk, accept=False, reason="The land register says 301.")
    assert Person.objects.get(account=people["wangxiuying"]).address == "顺园三村 99-2-301"


def test_it_is_decided_once_and_only_in_ones_own_area(people, case):
    with pytest.raises(Denied):
        decide_correction(people["he"], correction_id=case.pk, accept=True, reason="")
    decide_correction(people["wu"], correction_id=case.pk, accept=True, reason="")
    with pytest.raises(Unfit, match="already"):
        decide_correction(people["wu"], correction_id=case.pk, accept=False, reason="No.")


def test_what_a_colleague_has_taken_nobody_else_decides_gives_back_or_takes_by_the_dozen(people, case):
    wu, he = people["wu"], people["he"]
    role = RoleHeld.objects.filter(account=wu, role__contains="registrar").first()
    RoleHeld.objects.create(account=he, role=role.role, organisation=role.organisation, area_code=role.area_code)
    take_correction(wu, correction_id=case.pk)
    with pytest.raises(Denied, match="colleague"):
        decide_correction(he, correction_id=case.pk, accept=True, reason="")
    with pytest.raises(Denied, match="colleague"):
        give_back_correction(he, correction_id=case.pk)
    assert "colleague" in why_not_take(he, case)
    assert why_not_take(wu, case) == ""
    take_correction(he, correction_id=case.pk)  # one by one it can be taken over, and stands in the record
    told = people["wu"].inbox.latest("pk").message
    assert told.url == "/population/corrections/"
    assert he.display_name in told.said.title
    decide_correction(he, correction_id=case.pk, accept=True, reason="")


def test_only_the_resident_withdraws(people, case):
    with pytest.raises(Doubt.DoesNotExist):
        withdraw_correction(people["limin"], correction_id=case.pk)
    assert withdraw_correction(people["wangxiuying"], correction_id=case.pk).state == "withdrawn"


def test_all_defects_are_told_at_once(people, case):
    with pytest.raises(Unfit) as unfit:
        file_correction(people["wangxiuying"], field="address", value="", note="x" * 501)
    assert set(unfit.value.defects) == {"field", "value", "note"}
    for value in ("顺园三村 99-2-301", "a\0b", "two\nlines", "x" * 121):
        with pytest.raises(Unfit):
            file_correction(
                people["wangxiuying"], field="name" if value != "顺园三村 99-2-301" else "address", value=value
            )


def test_staff_have_no_record_to_correct(people):
    with pytest.raises(Denied, match="no record of you"):
        file_correction(people["zhou"], field="name", value="周")


def test_of_two_presses_at_once_the_second_is_told_and_no_error(people, monkeypatch):
    """The other request commits between our look and our write."""

    check = wrong._check

    def meanwhile(account, aim, **said):
        check(account, aim, **said)
        mine = NewDoubt(subject_id=aim.subject_id, field="name", stated='"王秀"', record=aim.record, filed_by=account)
        with transaction.atomic():
            open_doubt(aim.register, mine)

    monkeypatch.setattr(wrong, "_check", meanwhile)
    with pytest.raises(Unfit, match="asked for this already"):
        file_correction(people["wangxiuying"], field="name", value="王秀")
    assert Doubt.objects.filter(filed_by=people["wangxiuying"]).count() == 1


def test_the_answer_is_told_in_the_readers_language(people, case):
    decide_correction(people["wu"], correction_id=case.pk, accept=True, reason="Seen.")
    told = InboxItem.objects.get(account=people["wangxiuying"], message__key__startswith="doubt ").message
    with translation.override("en"):
        assert told.said.title == "Your record has been corrected."
    with translation.override("zh-hans"):
        assert "您的资料" in told.said.title
        assert told.said.body == "Seen.", "what the officer wrote is the same in every language"
