"""Real bodies from the pack's lists: entered once, changed where the list has changed, without made-up codes."""

import dataclasses

import pytest
from django.conf import settings

from longcheng.bases.organisations import loaders
from longcheng.bases.organisations.committees import bodies_of
from longcheng.bases.organisations.models import Organisation, OrganisationAct
from longcheng.bases.organisations.registers import PLAN
from longcheng.core.datapack.pack import PackError, read_pack


def entry_of(kind):
    return next(one for one in read_pack(settings.CITY_PACK).entries if one.kind == kind)


def test_committees_are_called_by_the_rule_of_their_full_names():
    """Names and codes as in the statistical list; what is only like a community has no committee."""
    divisions = [
        ("9901", "甲市"), ("990101", "乙区"), ("990181", "丙市"), ("990101001", "丁街道"), ("990101100", "戊镇"),
        ("990101400", "某某开发区"), ("990181100", "己镇"), ("990101001001", "庚社区居委会"),
        ("990101001002", "辛居委会"),
        ("990101100201", "壬村委会"), ("990101100002", "癸社区居委会（含癸村村委）"),
        ("990101001401", "某园区（管理区）"), ("990101400001", "子社区居民委员会"), ("990181100200", "丑村委会"),
    ]  # fmt: skip
    found = {one.key: one.name for one in bodies_of(divisions)}
    assert found == {
        "9901": "甲市人民政府", "990101": "甲市乙区人民政府", "990181": "丙市人民政府",
        "990101001": "甲市乙区丁街道办事处", "990101100": "甲市乙区戊镇人民政府", "990181100": "丙市己镇人民政府",
        "990101001001": "甲市乙区丁街道庚社区居民委员会", "990101001002": "甲市乙区丁街道辛居民委员会",
        "990101100201": "甲市乙区戊镇壬村民委员会", "990101100002": "甲市乙区戊镇癸社区居民委员会",
        "990101100002-v": "甲市乙区戊镇癸村村民委员会", "990101400001": "甲市乙区子社区居民委员会",
        "990181100200": "丙市己镇丑村民委员会",
    }  # fmt: skip


def test_governments_and_committees_of_the_real_divisions_stand_without_codes(divisions):
    loaded = loaders.load_divisions(entry_of("organisations-divisions"))
    assert loaded == Organisation.objects.count() > 1_000
    assert not Organisation.objects.exclude(code="").exists()
    assert not Organisation.objects.filter(is_synthetic=True).exists()
    town = Organisation.objects.get(division_code="320411103")
    district = Organisation.objects.get(pk=town.parent_id)
    assert (town.name, district.name) == ("常州市新北区薛家镇人民政府", "常州市新北区人民政府")
    assert Organisation.objects.get(pk=district.parent_id).division_code == "3204"
    committee = Organisation.objects.get(division_code="320411103006")
    assert (committee.kind, committee.industry, committee.parent_id) == ("committee", "S9610", None)
    assert committee.name.startswith("常州市新北区薛家镇")
    assert committee.properties["published"]["licence"] == "MIT"
    acts = OrganisationAct.objects.count()
    loaders.load_divisions(entry_of("organisations-divisions"))
    assert OrganisationAct.objects.count() == acts, "the same list again states nothing"


def test_departments_say_how_sure_their_list_is(divisions):
    assert loaders.load_departments(entry_of("organisations-departments")) > 30
    found = Organisation.objects.get(name="常州市教育局")
    assert (found.kind, found.industry, found.division_code) == ("government", "S9224", "3204")
    assert found.properties["certainty"] == "usual"
    assert found.properties["plan"] == "智慧教育"
    assert "general knowledge" in found.properties["published"]["origin"]


def test_hospitals_have_level_address_and_district(divisions):
    assert loaders.load_hospitals(entry_of("organisations-hospitals")) == 24
    found = Organisation.objects.get(name="常州市第一人民医院")
    assert (found.industry, found.division_code, found.properties["level"]) == ("Q8411", "320402", "三级")
    assert found.address == "天宁区局前街185号"


def test_a_college_keeps_the_number_of_the_ministry(divisions, tmp_path):
    table = tmp_path / "colleges.csv"
    table.write_text(
        "name,code,department,level,remarks\n甲大学,4100000001,某省,本科,\n乙学院,4100000002,某省,专科,民办\n",
        encoding="utf-8",
    )
    entry = dataclasses.replace(entry_of("organisations-hospitals"), path=table)
    assert loaders.load_colleges(entry) == 2
    kinds = dict(Organisation.objects.values_list("name", "kind"))
    assert kinds == {"甲大学": "institution", "乙学院": "society"}
    assert Organisation.objects.get(name="甲大学").other_codes == {"school": "4100000001"}


def test_what_a_list_says_otherwise_later_is_stated_and_nothing_else(divisions, tmp_path):
    table = tmp_path / "departments.csv"
    entry = dataclasses.replace(entry_of("organisations-departments"), path=table)
    head = "name,name_en,industry,certainty,plan\n"
    table.write_text(head + "甲局,Bureau A,S92,usual,\n乙局,Bureau B,S92,varies,\n", encoding="utf-8")
    loaders.load_departments(entry)
    table.write_text(head + "甲局,Bureau A,S9224,usual,\n", encoding="utf-8")
    loaders.load_departments(entry)
    last = OrganisationAct.objects.latest("pk")
    assert (last.source, last.fields) == (PLAN, {"industry": "S9224"})
    assert Organisation.objects.filter(name="乙局", status="active").exists(), "left out of a list is not dissolved"
    table.write_text(head + "甲局,Bureau A,S9224,perhaps,\n", encoding="utf-8")
    with pytest.raises(PackError, match="certainty"):
        loaders.load_departments(entry)


def test_the_page_of_a_real_body_says_from_which_list_it_comes_and_that_no_code_is_known(divisions, client):
    loaders.load_departments(entry_of("organisations-departments"))
    varying = Organisation.objects.get(name="常州市数据局")
    page = client.get(f"/organisations/{varying.pk}/", headers={"accept-language": "en"}).text
    assert "general knowledge of the public structure" in page
    assert "The list tells no social credit code" in page
    assert "Not every city calls or divides this department so" in page
    assert "made up. It shows how the register works" not in page
