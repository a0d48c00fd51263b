"""The organisations of the scenes: made up and saying so, with former names, licences and people who may act."""

import pytest
from django.conf import settings

from longcheng.bases.organisations.demo import found
from longcheng.bases.organisations.models import Appointment, Licence, Organisation, OrganisationAct, OrganisationName
from longcheng.bases.organisations.names import MARK
from longcheng.bases.organisations.registers import LICENCES, ORGANISATIONS
from longcheng.bases.organisations.rules import credit_code_defect, is_synthetic_code
from longcheng.core.access.permissions import may
from longcheng.core.datapack.pack import read_pack
from longcheng.core.registry.rebuild import rebuild


@pytest.fixture
def founded(people):
    found(organisations_count=40)
    return people


def test_none_of_them_exists(founded):
    assert Organisation.objects.count() == 47
    for one in Organisation.objects.all():
        assert MARK in one.name
        assert one.is_synthetic
        assert is_synthetic_code(one.code)
        assert not credit_code_defect(one.code)


def test_a_restaurant_has_its_licence_and_its_owner_acts_for_it(founded):
    restaurant = Organisation.objects.get(name="钟楼区钱记示例饭店")
    owner = founded["qian"].resident
    assert (restaurant.representative_id, restaurant.representative_name) == (owner.pk, "钱国良")
    food = Licence.objects.get(organisation_id=restaurant.pk, kind="食品经营许可证")
    assert (food.state, food.issuer) == ("valid", "钟楼区市场监督管理局")
    acting = Appointment.objects.get(organisation_id=restaurant.pk)
    assert (acting.person_id, acting.role) == (owner.pk, "principal")
    assert acting.mandate.is_live()
    assert acting.mandate.agent == founded["qian"]


def test_a_maker_of_equipment_is_known_by_its_former_names(founded):
    maker = Organisation.objects.get(name="常州龙威示例智能装备有限公司")
    borne = OrganisationName.objects.filter(organisation=maker).order_by("since").values_list("name", "is_current")
    assert list(borne) == [
        ("常州龙威示例机械厂", False),
        ("常州龙威示例机械有限公司", False),
        ("常州龙威示例智能装备有限公司", True),
    ]
    assert Organisation.objects.get(branch_of_id=maker.pk).kind == "branch"
    assert maker.industry == "C3421"


def test_what_was_merged_names_where_it_goes_on(founded):
    merged = Organisation.objects.get(name="常州宏远示例电子有限公司")
    assert merged.status == "dissolved"
    assert Organisation.objects.get(pk=merged.successor_id).name == "常州联创示例物联网科技有限公司"


def test_the_records_of_the_demo_are_what_their_acts_make_of_them(founded):
    for register in (ORGANISATIONS, LICENCES):
        before, after = rebuild(register)
        assert before == after


def test_founding_twice_is_once(founded):
    acts = OrganisationAct.objects.count()
    found(organisations_count=40)
    assert OrganisationAct.objects.count() == acts
    found(organisations_count=45)
    assert Organisation.objects.count() == 52


def test_the_officers_of_the_scenes_hold_their_rights(founded):
    city = read_pack(settings.CITY_PACK).code
    assert may(founded["lu"], "organisations.file_act", area_code=city)
    assert may(founded["lu"], "organisations.license", area_code=city)
    assert may(founded["tang"], "geography.edit_features", area_code=city)
    assert not may(founded["tang"], "organisations.file_act", area_code=city)
    assert may(founded["zheng"], "organisations.import", area_code=city)
