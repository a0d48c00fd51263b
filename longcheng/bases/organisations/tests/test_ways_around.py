"""No way around the acts: what others obey is not changed by a doubt, by an undo elsewhere, or for oneself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from longcheng.bases.organisations.actions.changes import change_representative
from longcheng.bases.organisations.actions.ending import dissolve
from longcheng.bases.organisations.actions.licences import cancel_licence, revoke_licence
from longcheng.bases.organisations.actions.undoing import undo_act, undo_licence_act
from longcheng.bases.organisations.doubts import LICENCE_DESK, ORGANISATION_DESK
from longcheng.bases.organisations.models import Licence, LicenceAct, Organisation, OrganisationAct
from longcheng.bases.organisations.registers import ORGANISATIONS, REGISTRATION, TAX
from longcheng.bases.organisations.tests.desk import (
    OTHER_TOWN,
    appointed,
    branch,
    firm,
    licence,
    licenser,
    officer,
    registrar,
    small_town,
)
from longcheng.core.access.permissions import Denied
from longcheng.core.access.purposes import OWN_RECORD
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.deciding import decide_doubt
from longcheng.core.registry.doubts.wrong import file_doubt
from longcheng.core.registry.importing.suggesting import suggest

TODAY = timezone.localdate
PAPER = "注销登记申请书"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def people(db):
    return small_town()


@pytest.fixture
def place(people):
    rong, shi = registrar(), licenser()
    one = firm(rong)
    return {"rong": rong, "shi": shi, "firm": one, "licence": licence(shi, one), **people}


def doubted(by, desk, number, field, value):
    return file_doubt(by, desk, number=number, field=field, purpose=OWN_RECORD, value=value, note="")


def ended(by, one):
    dissolve(by, organisation_id=one.pk, day=TODAY(), document=PAPER)
    return OrganisationAct.objects.filter(subject_id=one.pk).latest("pk")


def test_what_others_obey_is_changed_by_its_act_and_by_no_accepted_doubt(place):
    cases = (
        (ORGANISATION_DESK, place["firm"].pk, "status", "dissolved"),
        (LICENCE_DESK, place["licence"].pk, "state", "revoked"),
        (LICENCE_DESK, place["licence"].pk, "valid_until", "2099-01-01"),
    )
    for desk, number, field, value in cases:
        doubt = doubted(place["limin"], desk, number, field, value)
        with pytest.raises(Unfit, match="File the act that changes it"):
            decide_doubt(place["rong"], doubt_id=doubt.pk, accept=True, reason="looked up")
        decide_doubt(place["rong"], doubt_id=doubt.pk, accept=False, reason="it stands")
    assert Organisation.objects.get(pk=place["firm"].pk).status == "active"


def test_the_page_of_a_doubt_about_the_status_offers_no_correction(place):
    doubt = doubted(place["limin"], ORGANISATION_DESK, place["firm"].pk, "status", "dissolved")
    client = Client()
    client.force_login(place["rong"])
    page = client.get(f"/wrong/cases/{doubt.pk}/").content.decode()
    assert 'value="refuse"' in page
    assert 'value="accept"' not in page


def test_who_acts_for_an_organisation_decides_no_doubt_about_it(place):
    qian = place["qian"]
    appointed(place["rong"], place["firm"], qian.resident.pk)
    officer("qian", "organisations.registrar")
    for desk, number in ((ORGANISATION_DESK, place["firm"].pk), (LICENCE_DESK, place["licence"].pk)):
        doubt = doubted(place["limin"], desk, number, "address", "示例路13号")
        with pytest.raises(Denied):
            decide_doubt(qian, doubt_id=doubt.pk, accept=True, reason="looked up")


def test_what_a_reader_has_typed_stands_on_no_public_page_before_it_is_checked(place):
    doubted(place["limin"], ORGANISATION_DESK, place["firm"].pk, "address", "某人手机号13900000000")
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/organisations/{place['firm'].pk}/").content.decode()
    assert "Being checked" in page
    assert "13900000000" not in page


def test_the_end_of_a_head_office_is_not_taken_back_by_a_branch_elsewhere(place):
    far = registrar("far", OTHER_TOWN)
    arm = branch(far, place["firm"], division_code=OTHER_TOWN)
    act = ended(place["rong"], place["firm"])
    of_branch = OrganisationAct.objects.filter(subject_id=arm.pk).latest("pk")
    with pytest.raises(Denied):
        undo_act(far, act_id=of_branch.pk, reason="wrong paper")
    assert undo_act(place["rong"], act_id=act.pk, reason="wrong paper").status == "active"
    assert Organisation.objects.get(pk=arm.pk).status == "active", "it follows its head office"


def test_a_licence_does_not_come_back_to_a_holder_that_has_ended(place):
    revoke_licence(place["shi"], licence_id=place["licence"].pk, day=TODAY(), reason="抽检不合格")
    revoked = LicenceAct.objects.filter(subject_id=place["licence"].pk).latest("pk")
    ended(place["rong"], place["firm"])
    with pytest.raises(Unfit, match="was dissolved"):
        undo_licence_act(place["shi"], act_id=revoked.pk, reason="wrong paper")
    assert Licence.objects.get(pk=place["licence"].pk).state == "revoked"


def test_an_end_is_not_taken_back_where_another_bears_the_name_by_now(place):
    act = ended(place["rong"], place["firm"])
    firm(place["rong"], serial=9, name=place["firm"].name)
    with pytest.raises(Unfit, match="is the name of organisation"):
        undo_act(place["rong"], act_id=act.pk, reason="wrong paper")
    assert Organisation.objects.get(pk=place["firm"].pk).status == "dissolved"


def test_nobody_enters_themselves_as_legal_representative(place):
    qian = place["qian"]
    officer("qian", "organisations.registrar")
    with pytest.raises(Unfit, match="a colleague must do it"):
        change_representative(
            qian, organisation_id=place["firm"].pk, name="钱国良", day=TODAY(), document="x",
            person_id=qian.resident.pk, until=TODAY() + timedelta(days=30),
        )  # fmt: skip


def test_a_licence_that_was_granted_wrongly_is_cancelled_and_granted_again_under_its_number(place):
    with pytest.raises(Unfit, match="has this number already"):
        licence(place["shi"], place["firm"])
    cancel_licence(place["shi"], licence_id=place["licence"].pk, day=TODAY(), reason="范围录入有误")
    assert licence(place["shi"], place["firm"], scope="冷食类食品制售").state == "valid"
    act = LicenceAct.objects.filter(subject_id=place["licence"].pk).latest("pk")
    with pytest.raises(Unfit, match="has this number already"):
        undo_licence_act(place["shi"], act_id=act.pk, reason="wrong paper")


def test_no_file_of_the_registration_itself_says_that_an_organisation_has_ended():
    columns = ["序号", "单位名称", "登记状态", "注销日期"]
    for source, is_open in ((REGISTRATION, False), (TAX, True)):
        assert ("[fields.status]" in suggest(ORGANISATIONS, source=source, columns=columns)) is is_open
        assert ORGANISATIONS.is_open_to_files(ORGANISATIONS.field("ended_date"), source=source) is is_open


def test_signs_that_no_database_holds_are_no_error_at_any_public_address(place):
    for path in ("organisations/code/%00/", "api/organisations/%00", "api/organisations/search?q=%00x",
                 "api/organisations/search?q=a&after=%00", "api/organisations/search?kind=%00",
                 "api/organisations/feed?register=%00", "api/organisations/feed?after=%00",
                 f"api/organisations/{place['firm'].pk}?valid=%00", "organisations/?q=%00&kind=%00&after=%00",
                 f"api/organisations/records?subjects={'9' * 18}"):  # fmt: skip
        assert Client().get(f"/{path}").status_code < 500, path
