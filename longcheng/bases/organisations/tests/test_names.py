"""Names of organisations: how they are kept, compared and said, and what is their own in them."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from longcheng.bases.organisations.names import core_of, key_of, name_defect, normal_name, place_words, said

PLACES = place_words(["甲州", "乙宁区", "丙楼区", "丁阳市", "戊家镇", "己庄街道"])


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("恒盛(甲州)机械 有限公司", "恒盛（甲州）机械有限公司"),
        (" 恒盛 ＡＢＣ 科技有限公司 ", "恒盛ABC科技有限公司"),
        ("恒盛•示例〔集团〕", "恒盛·示例（集团）"),
        ("Bosch  Rexroth (China) Co., Ltd.", "Bosch Rexroth (China) Co., Ltd."),
    ],
)
def test_a_name_is_kept_in_one_way(text, kept):
    assert normal_name(text) == kept


def test_brackets_spaces_and_case_do_not_tell_two_names_apart():
    assert key_of("恒盛（甲州）ABC有限公司") == key_of("恒盛(甲州) abc 有限公司") == "恒盛甲州abc有限公司"


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("甲州恒盛示例智能装备有限公司", "恒盛"),
        ("甲州市恒盛（示例）机械制造股份有限公司丙楼分公司", "恒盛"),
        ("恒盛（甲州）机械有限公司", "恒盛"),
        ("某某省恒盛集团有限公司", "恒盛"),
        ("丙楼区老王示例面馆", "老王"),
        ("乙宁区戊家镇阿福理发店", "阿福"),
        ("丁阳市天湖示例茶叶专业合作社", "天湖"),
        ("中国某某银行甲州分行", "中国某某银行"),
        ("甲州市第一人民医院", "甲州市第一人民医院"),
        ("甲州大学", "甲州大学"),
        ("甲州公司", "公司"),
        ("Bosch Rexroth (China) Co., Ltd.", "Bosch Rexroth (China) Co., Ltd."),
    ],
)
def test_what_is_its_own_in_a_name(name, core):
    assert core_of(name, places=PLACES) == core


@settings(max_examples=200, deadline=None)
@given(st.text("恒盛甲州市乙宁区有限公司分店示例（）()A1 商行", min_size=1, max_size=24))
def test_a_name_always_has_something_of_its_own(text):
    if normal_name(text):
        assert core_of(text, places=PLACES)
    assert normal_name(normal_name(text)) == normal_name(text)
    assert key_of(normal_name(text)) == key_of(text)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("恒盛机械", "hengshengjixie", "hsjx"),
        ("银行", "yinhang", "yh"),
        ("长征", "changzheng", "cz"),
        ("老王2号店", "laowang2haodian", "lw2hd"),
        ("ABC科技", "abckeji", "akj"),
    ],
)
def test_a_name_is_said_by_the_words_in_it(name, pinyin, initials):
    assert said(name) == (pinyin, initials)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "required"),
        ("12", "digits alone"),
        ("恒", "two signs"),
        ("恒盛（集团", "not closed"),
        ("恒盛\x07司", "cannot be read"),
        ("恒" * 121, "at most 120"),
    ],
)
def test_what_is_wrong_with_a_name_is_told(text, told):
    assert told in name_defect(text)
    assert not name_defect("恒盛机械有限公司")
