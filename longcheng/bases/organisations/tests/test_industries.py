"""GB/T 4754-2017: whole in sections and divisions, careful about what stands below them."""

import pytest
from django.utils import translation

from longcheng.bases.organisations.industries import (
    divisions,
    industries,
    industry_defect,
    industry_of,
    industry_title,
    normal_industry,
    sections,
)
from longcheng.bases.organisations.licence_kinds import LICENCE_KINDS, licence_kind, licence_title


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_all_twenty_sections_and_ninety_seven_divisions_stand():
    assert "".join(one.code for one in sections()) == "ABCDEFGHIJKLMNOPQRST"
    assert [int(one.code[1:]) for one in divisions()] == list(range(1, 98))
    assert len(divisions("C")) == 31
    assert all(one.zh and one.en and one.code[:1] in industries() for one in industries().values())
    assert all(one.code[:3] in industries() for one in industries().values() if len(one.code) > 3)


@pytest.mark.parametrize(("text", "code"), [("c3670", "C3670"), ("3670", "C3670"), ("36", "C36"), ("S 92", "S92")])
def test_the_letter_may_be_left_out(text, code):
    assert normal_industry(text) == code
    assert industry_defect(text) == ""


@pytest.mark.parametrize(("text", "told"), [("U01", "A to T"), ("A36", "no division A36"), ("C36709", "A to T")])
def test_what_is_no_industry_is_told(text, told):
    assert told in industry_defect(text)


def test_a_class_that_the_table_does_not_hold_is_told_by_its_division():
    assert industry_of("C3699").code == "C36"
    assert industry_of("") is None
    with translation.override("zh-hans"):
        assert industry_title("C3670") == "汽车零部件及配件制造"
    assert industry_title("C3670").startswith("Manufacture of automobile parts")


def test_licences_have_law_issuer_and_term():
    assert all(one.law and one.issuer and one.prefix and one.term_years >= 0 for one in LICENCE_KINDS)
    assert len({one.name for one in LICENCE_KINDS}) == len(LICENCE_KINDS)
    assert licence_kind("食品经营许可证").term_years == 5
    assert licence_title("食品经营许可证") == "Food business licence"
    assert licence_title("某某许可证") == "某某许可证"
    with translation.override("zh-hans"):
        assert licence_title("食品经营许可证") == "食品经营许可证"
