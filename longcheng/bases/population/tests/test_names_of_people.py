"""Names: how they are said, what can be one, how alike two are; numbers against an oracle; days one typing away."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from stdnum.cn import ric

from longcheng.bases.population.duplicates import mistyped, sounds_alike
from longcheng.bases.population.names import name_defect, normal_name, one_sign_apart, said, surname_of
from longcheng.bases.population.rules import check_sign, identity_number_defect, number_of


@pytest.mark.parametrize(("name", "pinyin", "initials"), [
    ("王秀英", "wangxiuying", "wxy"), ("单田芳", "shantianfang", "stf"), ("欧阳娜娜", "ouyangnana", "oynn"),
    ("曾子墨", "zengzimo", "zzm"), ("吕布", "lvbu", "lb"), ("阿卜杜拉·买买提", "abodulamaimaiti", "abdlmmt"),
    ("Müller Anna", "mulleranna", "ma"), ("", "", ""),
])  # fmt: skip
def test_a_name_is_said_with_the_reading_of_its_family_name(name, pinyin, initials):
    assert said(name) == (pinyin, initials)


def test_what_can_be_a_name():
    with translation.override("en"):
        assert [name_defect(name) for name in ("王秀英", "阿卜杜拉·买买提", "Anne-Marie O'Neil", "𠮷野")] == [""] * 4
        assert all(name_defect(name) for name in ("", " ", "王3", "a\0b", "<b>", "王" * 61, "·"))
    assert normal_name(" 王　秀英 ") == "王秀英"
    assert normal_name("阿卜杜拉•买买提") == "阿卜杜拉·买买提"
    assert (surname_of("欧阳娜娜"), surname_of("王秀英"), surname_of("欧阳")) == ("欧阳", "王", "欧")


@pytest.mark.parametrize(("one", "other", "is_apart"), [
    ("王秀英", "王秀瑛", True), ("王秀英", "王英秀", True), ("王秀英", "王秀", True), ("王秀英", "王秀英", False),
    ("王秀英", "李秀芳", False), ("王", "王秀英", False),
])  # fmt: skip
def test_names_that_differ_in_one_sign(one, other, is_apart):
    assert one_sign_apart(one, other) is is_apart


def test_what_is_not_heard_here_does_not_count():
    assert sounds_alike(said("张林")[0]) == sounds_alike(said("臧宁")[0])
    assert sounds_alike(said("王伟")[0]) != sounds_alike(said("王强")[0])


def test_days_one_wrong_digit_away():
    near = mistyped(date(2016, 5, 3))
    assert {date(2016, 3, 5), date(2016, 5, 13), date(2015, 5, 3), date(2016, 6, 3)} <= set(near)
    assert date(2016, 5, 3) not in near
    assert len(near) < 50


def test_identity_numbers_agree_with_an_independent_library():
    day = date(1954, 3, 8)
    for order in range(0, 1000, 37):
        number = number_of("110101", day + timedelta(days=order), f"{order:03d}")
        assert ric.is_valid(number)
        assert identity_number_defect(number.lower()) == ""
        assert ric.calc_check_digit(number) == check_sign(number[:17])
    with translation.override("en"):
        assert "fifteen" in identity_number_defect("110101540308002")
        assert "no day" in identity_number_defect("110101195402300023")
        assert "eighteen signs" in identity_number_defect("12")
