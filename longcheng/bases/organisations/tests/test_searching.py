"""Finding an organisation: by what people type, in the words in which the page explains it."""

import pytest

from longcheng.bases.organisations.indexing import index_all, place_of, without_form
from longcheng.bases.organisations.models import SearchedName
from longcheng.bases.organisations.registers import ORGANISATIONS, REGISTRATION
from longcheng.bases.organisations.searching import (
    ALIKE,
    ANY,
    CODE,
    INSIDE,
    LETTERS,
    NAME,
    SOUND,
    Filters,
    apart,
    search,
)
from longcheng.bases.organisations.tests import bodies
from longcheng.bases.organisations.tests.bodies import a_company, code, renamed_company, stated

pytestmark = pytest.mark.django_db
OTHERS = ("江城示例恒通物流有限公司", "江城示例顺园餐饮有限公司", "江城示例宏达模具厂", "江城示例恒盛达商贸有限公司")


@pytest.fixture
def city():
    company = renamed_company()
    return company, [a_company(10 + n, name=name, industry="H6210") for n, name in enumerate(OTHERS)]


def found(words, **filters):
    return [(hit.organisation.name, hit.why) for hit in search(words, filters=Filters(**filters)).hits]


@pytest.mark.parametrize(
    ("words", "name", "why"),
    [
        ("江城示例远景智能装备有限公司", bodies.NAME, NAME),  # the whole name
        ("远景", bodies.NAME, NAME),
        ("远", bodies.NAME, NAME),  # one sign is a beginning
        ("智能", bodies.NAME, INSIDE),  # two signs anywhere
        ("远景 装备", bodies.NAME, INSIDE),
        ("远景智能装备有限责任公司", bodies.NAME, NAME),  # another legal form
        ("远景智能装备有限公", bodies.NAME, NAME),  # while one is typing
        ("餐饮", OTHERS[1], INSIDE),
        ("yuanjing", bodies.NAME, SOUND),
        ("YuanJing zhineng", bodies.NAME, SOUND),
        ("yjzn", bodies.NAME, LETTERS),
        ("源景", bodies.NAME, SOUND),  # the wrong sign that sounds the same
        ("宏大模具", OTHERS[2], SOUND),
        ("恒通物硫", OTHERS[0], SOUND),
        ("顺国餐饮", OTHERS[1], ALIKE),
        (code(1), bodies.NAME, CODE),
        (code(1)[:12].lower(), bodies.NAME, CODE),
    ],
)
def test_what_one_types_finds_it_and_says_why(city, words, name, why):
    assert (name, why) in found(words)


def test_a_former_name_finds_it_and_says_until_when(city):
    hit = next(hit for hit in search("恒盛机械").hits if hit.organisation.name == bodies.NAME)
    assert hit.former.name == bodies.OLD_NAME
    assert hit.former.until == bodies.RENAMED


def test_what_nobody_is_called_finds_nobody(city):
    assert found("鼋鼍鼐囍") == []
    assert found("") == []
    assert found("  \0 ") == []
    assert found("示例") == [], "the mark of made-up ones is no name"


def test_the_list_is_narrowed_by_kind_status_industry_and_district(city):
    _company, others = city
    stated(ORGANISATIONS, "dissolved", REGISTRATION, {"status": "dissolved"}, subject_id=others[0].pk)
    assert [name for name, _why in found("恒", section="H", status="active")] == [OTHERS[3]]
    assert [name for name, _why in found("恒", status="dissolved")] == [OTHERS[0]]
    assert found("恒", district="320402") == []
    assert found("恒", kind="society") == []
    assert found("", status="dissolved") == [(OTHERS[0], ANY)]
    assert found(code(1), status="dissolved") == []


def test_what_has_ended_stands_behind_what_stands(city):
    _company, others = city
    a_company(30, name="江城示例恒通物流配送有限公司")
    stated(ORGANISATIONS, "dissolved", REGISTRATION, {"status": "dissolved"}, subject_id=others[0].pk)
    assert [name for name, _why in found("恒通物流")][-1] == OTHERS[0]


def test_page_after_page_gives_each_once(db):
    bodies_here = {
        a_company(100 + n, name=f"江城示例万里{sign}物流有限公司").pk for n, sign in enumerate("甲乙丙丁戊己庚")
    }
    for words in ("万里", "物流", "wanli", ""):
        seen, after = [], ""
        filters = Filters(kind="enterprise")
        while True:
            page = search(words, filters=filters, after=after, limit=3)
            seen += [hit.organisation.pk for hit in page.hits]
            after = page.after
            if not after:
                break
        assert sorted(seen) == sorted(bodies_here), words


def test_rare_things_are_found_beyond_what_is_walked(monkeypatch, city):
    monkeypatch.setattr("longcheng.bases.organisations.searching.WALKED_MOST", 1)
    assert (bodies.NAME, INSIDE) in found("装备")
    assert (OTHERS[1], INSIDE) in found("餐饮", district="320411")


@pytest.mark.parametrize("after", ["x", "9.1", "0.999999999999999999", "0.-1", "1.0' OR 1=1", "0.0" * 30])
def test_a_place_that_nobody_gave_out_is_no_error(city, after):
    search("恒", after=after)


@pytest.mark.parametrize("words", ["'", "\\", "%_%", "a" * 500, "（）", "b恒通' | 'x", ":*", "𠮷野家", "0", "1" * 18])
def test_odd_words_are_no_error(city, words):
    search(words)


def test_the_table_made_anew_is_the_same(city):
    before = sorted(SearchedName.objects.values_list("name_id", "own", "key", "pinyin", "initials", "place"))
    assert index_all() == len(before) == 6
    assert sorted(SearchedName.objects.values_list("name_id", "own", "key", "pinyin", "initials", "place")) == before


def test_steps_between_words():
    assert [apart("恒通", other) for other in ("恒通", "恒同", "恒", "通恒", "恒通达")] == [0, 1, 1, 1, 1]
    assert without_form("恒盛机械有限") == "恒盛机械"
    assert without_form("恒盛") == "恒盛"
    assert len({place_of(n) for n in range(10_000)}) == 10_000
