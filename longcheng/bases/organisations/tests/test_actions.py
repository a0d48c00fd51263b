"""The registrar and the licensing officer file acts: what is stated, recorded, sent and told, the same second."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from longcheng.bases.organisations.actions.appointments import (
    end_appointment,
    end_own,
    person_named,
    settle_mandates,
)
from longcheng.bases.organisations.actions.changes import change_industry, change_representative, move, rename
from longcheng.bases.organisations.actions.correcting import correct
from longcheng.bases.organisations.actions.ending import dissolve, merge_organisations, revoke_organisation
from longcheng.bases.organisations.actions.filing import VACANT
from longcheng.bases.organisations.actions.licences import (
    cancel_licence,
    renew_licence,
    resume_licence,
    revoke_licence,
    suspend_licence,
)
from longcheng.bases.organisations.actions.suspending import resume_business, suspend_business
from longcheng.bases.organisations.actions.undoing import undo_act, undo_licence_act
from longcheng.bases.organisations.handlers import end_of_the_dead
from longcheng.bases.organisations.models import (
    Appointment,
    LicenceAct,
    Organisation,
    OrganisationAct,
    OrganisationName,
)
from longcheng.bases.organisations.registers import ORGANISATIONS
from longcheng.bases.organisations.tests.desk import (
    COMMUNITY,
    appointed,
    branch,
    firm,
    licence,
    licenser,
    registrar,
    small_town,
)
from longcheng.bases.population.events import PersonDied
from longcheng.bases.population.models import Person
from longcheng.core.access.models import Account, Act, Mandate
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.models import StoredEvent
from longcheng.core.mandates.actions import end_mandate
from longcheng.core.messages.models import InboxItem, Signal
from longcheng.core.registry.acts import Statement, state
from longcheng.core.registry.reading import as_of

TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def people(db):
    return small_town()


@pytest.fixture
def desk(people):
    """The two officers, a firm with a licence, and 钱老板 who acts for it."""
    rong, shi = registrar(), licenser()
    one = firm(rong)
    permit = licence(shi, one)
    qian = people["qian"]
    made = appointed(rong, one, qian.resident.pk)
    return {"rong": rong, "shi": shi, "firm": one, "licence": permit, "qian": qian, "agency": made, **people}


def events(name: str) -> list[dict]:
    return list(StoredEvent.objects.filter(name=f"organisations.{name}").order_by("pk").values_list("data", flat=True))


def told(account: Account) -> list[str]:
    items = InboxItem.objects.filter(account=account).select_related("message").order_by("pk")
    return [item.message.said.title for item in items]


def heard() -> list[int]:
    found = Signal.objects.filter(channel="topic:organisations.changed").order_by("pk")
    return [one.data["organisation"] for one in found]


def test_a_founded_company_is_found_by_its_name_and_stands_in_the_register(people):
    one = firm(registrar())
    assert (one.status, one.founded_date, one.code[:2]) == ("active", date(2020, 5, 6), "91")
    assert OrganisationName.objects.get(organisation=one).name == one.name
    assert events("OrganisationFounded")[0]["code"] == one.code
    assert Act.objects.get(verb="organisations.founded").subject == f"organisation:{one.pk}"
    assert heard() == [one.pk]


def test_a_dissolution_ends_licences_appointments_mandates_and_branches_in_one_transaction(desk):
    one, second = desk["firm"], branch(desk["rong"], desk["firm"])
    of_branch = licence(desk["shi"], second, number="JY13204110000026")
    mandate = desk["agency"].mandate
    assert mandate.is_live()
    Signal.objects.all().delete()
    dissolve(desk["rong"], organisation_id=one.pk, day=TODAY(), document="注销登记申请书")
    for body in (one, second):
        body.refresh_from_db()
        assert (body.status, body.ended_date) == ("dissolved", TODAY())
    for permit in (desk["licence"], of_branch):
        permit.refresh_from_db()
        assert (permit.state, permit.state_date) == ("cancelled", TODAY())
        assert permit.reason == "《行政许可法》第七十条"
    desk["agency"].refresh_from_db()
    mandate.refresh_from_db()
    assert desk["agency"].ended_date == TODAY()
    assert not mandate.is_live()
    assert not Account.objects.get(username=f"organisation:{one.pk}").is_active
    assert [one["organisation_id"] for one in events("OrganisationDissolved")] == [one.pk, second.pk]
    assert {one["licence_id"] for one in events("LicenceCancelled")} == {desk["licence"].pk, of_branch.pk}
    assert heard() == [one.pk, second.pk]


def test_the_representative_and_the_officer_of_the_issuing_authority_are_told_of_the_end(desk):
    other = licenser("far", organisation="卫生许可局")
    dissolve(desk["rong"], organisation_id=desk["firm"].pk, day=TODAY(), document="注销登记申请书")
    title = f"{desk['firm'].name} has been dissolved."
    assert title in told(desk["qian"])
    assert told(desk["shi"])[-1] == title
    item = InboxItem.objects.filter(account=desk["shi"]).latest("pk")
    assert item.message.url == f"/organisations/licences/{desk['licence'].pk}/"
    assert "JY13204110000018" in item.message.said.body
    assert told(other) == []


def test_an_end_filed_for_an_earlier_day_still_ends_what_changed_since(desk):
    suspend_licence(desk["shi"], licence_id=desk["licence"].pk, day=TODAY(), reason="抽检不合格")
    yesterday = TODAY() - timedelta(days=1)
    dissolve(desk["rong"], organisation_id=desk["firm"].pk, day=yesterday, document="注销登记申请书")
    desk["licence"].refresh_from_db()
    assert (desk["licence"].state, desk["licence"].state_date) == ("cancelled", TODAY())


def test_a_dissolution_is_taken_back_whole_and_the_mandate_is_given_anew(desk):
    one = desk["firm"]
    former = desk["agency"].mandate
    dissolve(desk["rong"], organisation_id=one.pk, day=TODAY(), document="注销登记申请书")
    act = OrganisationAct.objects.filter(subject_id=one.pk).latest("pk")
    undo_act(desk["rong"], act_id=act.pk, reason="弄错了单位")
    for body, field, value in ((one, "status", "active"), (desk["licence"], "state", "valid")):
        body.refresh_from_db()
        assert getattr(body, field) == value
    desk["agency"].refresh_from_db()
    assert desk["agency"].ended_date is None
    assert desk["agency"].mandate.is_live()
    assert desk["agency"].mandate != former
    assert events("OrganisationActTakenBack") == [{"organisation_id": one.pk, "kind": "dissolved"}]
    assert as_of_status(one, known=act.recorded_at) == "dissolved"


def as_of_status(one: Organisation, *, known) -> str:
    return as_of(ORGANISATIONS, one.pk, known=known).get("status")


def test_a_revoked_firm_can_only_be_dissolved(desk):
    one = desk["firm"]
    revoke_organisation(desk["rong"], organisation_id=one.pk, day=TODAY(), reason="提交虚假材料")
    one.refresh_from_db()
    assert (one.status, one.ended_date) == ("revoked", None)
    assert events("OrganisationRevoked")[0]["organisation_id"] == one.pk
    with pytest.raises(Unfit, match="can only be dissolved"):
        rename(desk["rong"], organisation_id=one.pk, name="常州示例新名机械有限公司", day=TODAY(), document="x")
    dissolve(desk["rong"], organisation_id=one.pk, day=TODAY(), document="注销登记申请书")
    one.refresh_from_db()
    assert one.status == "dissolved"


def test_who_is_taken_over_ends_and_names_its_successor(desk):
    into, other = firm(desk["rong"], 2), desk["firm"]
    merge_organisations(
        desk["rong"], into_id=into.pk, other_ids=[other.pk], day=TODAY(), document="合并协议，2026-11-20"
    )
    other.refresh_from_db()
    desk["licence"].refresh_from_db()
    assert (other.status, other.successor_id) == ("dissolved", into.pk)
    assert desk["licence"].state == "cancelled"
    assert events("OrganisationsMerged")[0]["merged_ids"] == [other.pk]
    assert events("OrganisationDissolved")[0]["successor_id"] == into.pk


def test_a_renamed_firm_is_found_by_its_former_name_and_its_account_bears_the_new_one(desk):
    former = desk["firm"].name
    one = rename(
        desk["rong"], organisation_id=desk["firm"].pk, name="常州示例新丰机械有限公司", day=TODAY(), document="变更决议"
    )
    names = dict(OrganisationName.objects.filter(organisation=one).values_list("name", "is_current"))
    assert names == {former: False, "常州示例新丰机械有限公司": True}
    assert Account.objects.get(pk=one.account_id).display_name == "常州示例新丰机械有限公司"
    assert told(desk["shi"])[-1] == f"{former} is now called 常州示例新丰机械有限公司."


def test_place_business_and_status_change_by_acts_of_their_own(desk):
    rong, number = desk["rong"], desk["firm"].pk
    move(rong, organisation_id=number, division_code=COMMUNITY[:9], address="示例路99号", day=TODAY(), document="x")
    change_industry(rong, organisation_id=number, industry="I6510", scope="软件开发", day=TODAY(), document="x")
    until = TODAY() + timedelta(days=90)
    suspend_business(rong, organisation_id=number, day=TODAY(), until=until, reason="台风损毁厂房")
    one = Organisation.objects.get(pk=number)
    assert (one.address, one.industry, one.status) == ("示例路99号", "I6510", "suspended")
    assert one.properties["suspended_until"] == until.isoformat()
    one = resume_business(rong, organisation_id=number, day=TODAY(), reason="厂房已修好")
    assert (one.status, one.properties) == ("active", {})
    assert [len(events(name)) for name in ("OrganisationMoved", "OrganisationSuspended", "OrganisationResumed")] == [
        1, 1, 1,
    ]  # fmt: skip


def test_another_representative_ends_the_mandate_of_the_former_and_may_act_at_once(desk):
    rong, one, limin = desk["rong"], desk["firm"], desk["limin"]
    qian = desk["qian"].resident
    change_representative(
        rong, organisation_id=one.pk, name=qian.name, person_id=qian.pk, until=TODAY() + timedelta(days=300),
        day=TODAY(), document="股东会决议",
    )  # fmt: skip
    first = Appointment.objects.get(role="representative")
    assert first.mandate.agent == desk["qian"]
    change_representative(
        rong, organisation_id=one.pk, name=limin.resident.name, person_id=limin.resident.pk,
        until=TODAY() + timedelta(days=300), day=TODAY(), document="股东会决议",
    )  # fmt: skip
    first.refresh_from_db()
    assert (first.ended_date, first.mandate.is_live()) == (TODAY(), False)
    second = Appointment.objects.get(role="representative", ended_date=None)
    assert second.mandate.agent == limin
    one.refresh_from_db()
    assert one.representative_name == limin.resident.name
    act = OrganisationAct.objects.filter(subject_id=one.pk).latest("pk")
    undo_act(rong, act_id=act.pk, reason="决议无效")
    second.refresh_from_db()
    first.refresh_from_db()
    assert not Mandate.objects.live().filter(agent=limin, giver=one.account_id).exists()
    assert first.mandate.is_live()


def test_an_appointment_makes_the_organisations_account_which_nobody_can_sign_in_to(desk):
    account = Account.objects.get(username=f"organisation:{desk['firm'].pk}")
    assert (account.kind, account.has_usable_password()) == ("department", False)
    mandate = desk["agency"].mandate
    assert (mandate.giver, mandate.agent, mandate.basis) == (account, desk["qian"], "representative")
    assert mandate.last_day == desk["agency"].until_date


def test_an_appointment_without_an_account_waits_until_one_is_matched(desk):
    someone = Person.objects.filter(account=None, death_date=None, birth_date__lt=date(1990, 1, 1)).first()
    made = appointed(desk["rong"], desk["firm"], someone.pk)
    assert made.mandate is None
    newcomer = Account.objects.create_user("newcomer", display_name=someone.name)
    assert settle_mandates(newcomer) == 0
    Person.objects.filter(pk=someone.pk).update(account=newcomer)
    assert settle_mandates(newcomer) == 1
    assert settle_mandates(newcomer) == 0
    made.refresh_from_db()
    assert made.mandate.agent == newcomer


def test_an_agent_ends_their_own_agency_and_a_representative_leaves_the_office_vacant(desk):
    qian = desk["qian"].resident
    change_representative(
        desk["rong"], organisation_id=desk["firm"].pk, name=qian.name, person_id=qian.pk,
        until=TODAY() + timedelta(days=300), day=TODAY(), document="股东会决议",
    )  # fmt: skip
    assert end_own(desk["qian"], organisation_id=desk["firm"].pk) == 2
    assert not Mandate.objects.live().filter(agent=desk["qian"]).exists()
    one = Organisation.objects.get(pk=desk["firm"].pk)
    assert one.properties[VACANT] == TODAY().isoformat()
    with pytest.raises(Unfit, match="do not act"):
        end_own(desk["qian"], organisation_id=desk["firm"].pk)


def test_who_ends_the_mandate_on_the_page_of_mandates_acts_for_it_no_more(desk, deliver):
    end_mandate(desk["qian"], mandate_id=desk["agency"].mandate.pk)
    deliver()
    desk["agency"].refresh_from_db()
    assert desk["agency"].ended_date == TODAY()


def test_the_registrar_ends_an_appointment_with_a_reason(desk):
    end_appointment(desk["rong"], appointment_id=desk["agency"].pk, day=TODAY(), reason="离职")
    desk["agency"].mandate.refresh_from_db()
    assert not desk["agency"].mandate.is_live()


def test_a_dead_representative_is_to_be_replaced_and_acts_no_more(desk, deliver):
    qian = desk["qian"].resident
    change_representative(
        desk["rong"], organisation_id=desk["firm"].pk, name=qian.name, person_id=qian.pk,
        until=TODAY() + timedelta(days=300), day=TODAY(), document="股东会决议",
    )  # fmt: skip
    event = PersonDied(person_id=qian.pk, death_date=TODAY() - timedelta(days=3), division_code="")
    for _twice in range(2):
        end_of_the_dead(event)
    one = Organisation.objects.get(pk=desk["firm"].pk)
    assert one.properties[VACANT] == TODAY().isoformat(), "the register is public and tells the day of no death"
    assert one.representative_name == qian.name
    assert not Mandate.objects.live().filter(agent=desk["qian"], giver=one.account_id).exists()
    assert Act.objects.filter(verb="organisations.representative_died").count() == 1


def test_a_licence_lives_through_its_acts_and_its_holder_is_told(desk):
    shi, number = desk["shi"], desk["licence"].pk
    assert suspend_licence(shi, licence_id=number, day=TODAY(), reason="抽检不合格").state == "suspended"
    assert resume_licence(shi, licence_id=number, day=TODAY(), reason="整改合格").state == "valid"
    later = TODAY() + timedelta(days=900)
    assert (
        renew_licence(shi, licence_id=number, valid_until=later, day=TODAY(), document="延续决定").valid_until == later
    )
    assert revoke_licence(shi, licence_id=number, day=TODAY(), reason="使用过期原料").state == "revoked"
    with pytest.raises(Unfit, match="was revoked"):
        cancel_licence(shi, licence_id=number, day=TODAY(), reason="x")
    names = ("LicenceSuspended", "LicenceResumed", "LicenceRenewed", "LicenceRevoked", "LicenceCancelled")
    assert [len(events(name)) for name in names] == [1, 1, 1, 1, 0]
    assert any("has been suspended" in title for title in told(desk["qian"]))
    act = LicenceAct.objects.filter(subject_id=number).latest("pk")
    assert undo_licence_act(shi, act_id=act.pk, reason="处罚决定被撤销").state == "valid"


def test_a_licence_that_ended_with_its_holder_comes_back_with_it_alone(desk):
    dissolve(desk["rong"], organisation_id=desk["firm"].pk, day=TODAY(), document="注销登记申请书")
    act = LicenceAct.objects.filter(subject_id=desk["licence"].pk).latest("pk")
    with pytest.raises(Unfit, match="The registrar takes that back"):
        undo_licence_act(desk["shi"], act_id=act.pk, reason="x")


def test_a_correction_holds_from_when_the_wrong_value_did(desk):
    one = correct(desk["rong"], organisation_id=desk["firm"].pk, field="address", value="示例路21号", reason="录入颠倒")
    assert one.address == "示例路21号"
    act = OrganisationAct.objects.filter(subject_id=one.pk).latest("pk")
    assert timezone.localdate(act.valid_from) == date(2020, 5, 6)
    assert events("OrganisationCorrected") == [{"organisation_id": one.pk, "field": "address"}]


def test_whom_a_paper_names_is_found_by_name_and_number_together(desk):
    qian = desk["qian"].resident
    assert person_named(desk["rong"], name=qian.name, number=qian.number) == qian
    for name, number in ((qian.name, "320411199001011234"), ("钱某", qian.number), ("", "")):
        with pytest.raises(Unfit, match="Nobody in the register has both"):
            person_named(desk["rong"], name=name, number=number)
    assert Act.objects.filter(verb="organisations.miss_person").count() == 3


def test_what_an_officer_files_outweighs_what_made_up_data_said(desk):
    made_up = state(
        ORGANISATIONS,
        Statement(kind="entered", source="organisations.fabric", values={"name": "常州示例旧厂", "kind": "enterprise",
                  "division_code": COMMUNITY, "is_synthetic": True}),
        by=None,
    ).record  # fmt: skip
    one = rename(desk["rong"], organisation_id=made_up.pk, name="常州示例新厂", day=TODAY(), document="变更决议")
    assert (one.name, one.is_synthetic) == ("常州示例新厂", True)
