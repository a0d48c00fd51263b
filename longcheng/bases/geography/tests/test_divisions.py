"""The real divisions of the city's pack."""

import pytest
from django.conf import settings

from longcheng.bases.geography.loaders import load_divisions
from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.geography.queries import enclosing_codes, full_name, towns
from longcheng.core.datapack.pack import PackError


def test_the_citys_districts_towns_and_communities_are_there(divisions):
    """6 districts, 67 towns and streets, 1,049 villages and communities: statistical codes to 2023-06-30."""
    counted = {level.name: Division.objects.filter(level=level).count() for level in DivisionLevel}
    assert counted == {"CITY": 1, "DISTRICT": 6, "TOWN": 67, "COMMUNITY": 1049}


def test_codes_nest_and_names_join(divisions):
    assert enclosing_codes("320411103006") == ("3204", "320411", "320411103", "320411103006")
    assert enclosing_codes("") == ()
    assert full_name("320411103006") == "新北区薛家镇漕河社区居委会"
    assert full_name("3204") == "常州"
    offered = [town for _, inner in towns() for town in inner]
    assert len(offered) == 65, "67 with the two prisons 监狱, where nobody is offered a home"
    assert not [town.name for town in offered if "监狱" in town.name]


def test_loading_twice_changes_nothing(divisions):
    before = list(Division.objects.values())
    load_divisions(settings.CITY_PACK / "divisions" / "changzhou_streets.csv")
    assert list(Division.objects.values()) == before


def test_a_doubled_code_and_an_unknown_parent_are_named(divisions, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("code,name\n320411199,甲\n320411199,乙\n320499001,丙\n")
    with pytest.raises(PackError) as error:
        load_divisions(path)
    assert "a.csv:3: the code 320411199 stands twice" in str(error.value)
    assert "a.csv:4: 320499001 lies in 320499, which is unknown" in str(error.value)
    assert not Division.objects.filter(code="320411199").exists()
