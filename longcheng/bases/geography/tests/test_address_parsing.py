"""Free text of an address becomes divisions, street, gate, building, stair, flat; each case with what is expected."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from longcheng.bases.geography.addresses.division_names import DivisionNames
from longcheng.bases.geography.addresses.keys import Parts, is_part, normal_part, number_key_of, parts_of, text_of
from longcheng.bases.geography.addresses.parsing import parse
from longcheng.bases.geography.addresses.streets import in_characters, in_digits, kind_of_street, normal_street

# Divisions of no place: the reader of addresses knows only what it is given.
INVENTED = DivisionNames(
    [
        ("9901", "龙溪市"), ("990101", "东湖区"), ("990102", "西坞县"), ("990101101", "柳桥镇"),
        ("990101002", "梅园街道"), ("990101101001", "顺园社区居委会"), ("990101101200", "丁家村委会"),
        ("990102103", "柳桥镇"),
    ]
)  # fmt: skip

# What was typed; street; the number behind it in its normal form. Structure: GB/T 23705-2009.
CASES = (
    ("龙溪市东湖区柳桥镇顺园三村99幢2单元301室", "顺园三村", "99-2-301"),
    ("顺园三村 99-2-301", "顺园三村", "99-2-301"),
    ("顺园三村99-2-301", "顺园三村", "99-2-301"),
    ("顺园三村99—2—301", "顺园三村", "99-2-301"),
    ("顺园三村 99 2 301", "顺园三村", "99-2-301"),
    ("顺园三村99/2/301", "顺园三村", "99-2-301"),
    ("顺园三村99.2.301", "顺园三村", "99-2-301"),
    ("顺园三村，99幢，2单元，301室", "顺园三村", "99-2-301"),
    ("顺园三村99幢二单元301", "顺园三村", "99-2-301"),
    ("顺园三村九十九幢二单元三〇一室", "顺园三村", "99-2-301"),
    ("顺园三村九十九幢二单元三零一室", "顺园三村", "99-2-301"),
    ("顺园三村９９幢２单元３０１室", "顺园三村", "99-2-301"),
    ("顺园3村99幢2单元301室", "顺园三村", "99-2-301"),
    ("顺园三村99栋2单元301室", "顺园三村", "99-2-301"),
    ("顺园三村99号楼2单元301室", "顺园三村", "99-2-301"),
    ("顺园三村99座2梯301户", "顺园三村", "99-2-301"),
    ("顺园三村99幢2门301号", "顺园三村", "99-2-301"),
    ("顺园三村99幢2-301", "顺园三村", "99-2-301"),
    ("顺园三村99幢2单元301", "顺园三村", "99-2-301"),
    ("顺园三村99-2-301室", "顺园三村", "99-2-301"),
    ("顺园三村99#2单元301室", "顺园三村", "99-2-301"),
    ("顺园三村 99 幢 2 单元 301 室", "顺园三村", "99-2-301"),
    ("顺园三村099幢02单元301室", "顺园三村", "99-2-301"),
    ("顺园三村99撞2单元301室", "顺园三村", "99-2-301"),
    ("顺园三村99憧2单无301室", "顺园三村", "99-2-301"),
    ("顺园三村99幢2单员301室", "顺园三村", "99-2-301"),
    ("顺园三村99棟2單元301室", "顺园三村", "99-2-301"),
    ("顺园三村99幢2单元", "顺园三村", "99-2"),
    ("顺园三村99-2", "顺园三村", "99-2"),
    ("顺园三村99幢", "顺园三村", "99"),
    ("顺园三村99", "顺园三村", "99"),
    ("顺园三村", "顺园三村", ""),
    ("顺园三村99幢301室", "顺园三村", "99--301"),
    ("顺园三村99-301", "顺园三村", "99--301"),
    ("顺园三村99号301室", "顺园三村", "g99---301"),
    ("顺园三村99幢301-1室", "顺园三村", "99--301.1"),
    ("顺园三村9-1幢", "顺园三村", "9.1"),
    ("顺园三村99幢东单元301室", "顺园三村", "99-东-301"),
    ("顺园三村甲幢301室", "顺园三村", "甲--301"),
    ("示例广场A座1203室", "示例广场", "A--1203"),
    ("示例广场B座12A05", "示例广场", "B--12A05"),
    ("示例大厦A1203室", "示例大厦", "--A1203"),
    ("新城二期5幢301", "新城二期", "5--301"),
    ("新城2期5幢301", "新城二期", "5--301"),
    ("薛冶路12号", "薛冶路", "g12"),
    ("薛冶路12", "薛冶路", "g12"),
    ("薛冶路１２号", "薛冶路", "g12"),
    ("薛冶路十二号", "薛冶路", "g12"),
    ("薛冶路一百零二号", "薛冶路", "g102"),
    ("薛冶路12#", "薛冶路", "g12"),
    ("薛冶路12号-3", "薛冶路", "g12.3"),
    ("薛冶路12-3号", "薛冶路", "g12.3"),
    ("薛冶路12-3", "薛冶路", "g12.3"),
    ("薛冶路12号附3号", "薛冶路", "g12.3"),
    ("薛冶路12号之3", "薛冶路", "g12.3"),
    ("薛冶路12号甲", "薛冶路", "g12甲"),
    ("薛冶路12甲", "薛冶路", "g12甲"),
    ("薛冶路12号3幢2单元301室", "薛冶路", "g12-3-2-301"),
    ("薛冶路12号院3号楼2单元301室", "薛冶路", "g12-3-2-301"),
    ("薛冶路12号2-301", "薛冶路", "g12--2-301"),
    ("薛冶路12号301室", "薛冶路", "g12---301"),
    ("薛冶路12弄3号", "薛冶路12弄", "g3"),
    ("五一路12号", "五一路", "g12"),
    ("三号路12号", "三号路", "g12"),
    ("3号路12号", "三号路", "g12"),
    ("八字桥西街3号", "八字桥西街", "g3"),
    ("第五大道8号", "第五大道", "g8"),
    ("1912街区5幢", "1912街区", "5"),
    ("某村3组45号", "某村3组", "g45"),
    ("某村三组45号", "某村3组", "g45"),
    ("某村3组45", "某村3组", "g45"),
    ("前横塘45号", "前横塘", "g45"),
    ("丁家村委会前横塘45号", "前横塘", "g45"),
    ("丁家村前横塘45号", "前横塘", "g45"),
    ("薛冶路88号顺园三村99幢2单元301室", "顺园三村", "99-2-301"),
    ("顺园三村（薛冶路88号）99幢2单元301室", "顺园三村", "99-2-301"),
    ("第一人民医院", "第一人民医院", ""),
    ("sysc99", "SYSC", "99"),
    ("shunyuansancun 99-2-301", "SHUNYUANSANCUN", "99-2-301"),
    ("shun yuan san cun 99", "SHUNYUANSANCUN", "99"),
    ("99-2-301", "", "99-2-301"),
    ("", "", ""),
    ("\0", "", ""),
)


@pytest.mark.parametrize(("typed", "street", "number"), CASES)
def test_an_address_is_read_as_people_type_it(typed, street, number) -> None:
    parsed = parse(typed, divisions=INVENTED)
    assert (parsed.street, parsed.number_key) == (street, number)


@pytest.mark.parametrize(
    ("typed", "divisions", "codes", "street"),
    [
        ("龙溪市东湖区柳桥镇顺园三村99幢", ("龙溪市", "东湖区", "柳桥镇"), ("990101101",), "顺园三村"),
        ("江边省龙溪市东湖区柳桥镇顺园三村99幢", ("龙溪市", "东湖区", "柳桥镇"), ("990101101",), "顺园三村"),
        ("龙溪东湖柳桥顺园三村99幢", ("龙溪", "东湖", "柳桥"), ("990101101",), "顺园三村"),
        ("东湖区顺园三村", ("东湖区",), ("990101",), "顺园三村"),
        ("柳桥镇顺园三村", ("柳桥镇",), ("990101101", "990102103"), "顺园三村"),
        ("西坞县柳桥镇顺园三村", ("西坞县", "柳桥镇"), ("990102103",), "顺园三村"),
        ("梅园街道办事处梅园路3号", ("梅园街道办事处",), ("990101002",), "梅园路"),
        ("柳桥镇顺园社区顺园三村9幢", ("柳桥镇", "顺园社区"), ("990101101001",), "顺园三村"),
        ("柳桥路12号", (), (), "柳桥路"),
        ("柳桥东路12号", (), (), "柳桥东路"),
        ("东湖花园5幢", (), (), "东湖花园"),
        ("龙溪大道8号", (), (), "龙溪大道"),
        ("柳桥镇", ("柳桥镇",), ("990101101", "990102103"), ""),
        ("东湖区", ("东湖区",), ("990101",), ""),
    ],
)
def test_divisions_come_off_the_front_by_the_names_of_the_loaded_city(typed, divisions, codes, street) -> None:
    parsed = parse(typed, divisions=INVENTED)
    assert (parsed.divisions, parsed.codes, parsed.street) == (divisions, codes, street)


def test_no_city_is_known_to_the_reader_itself() -> None:
    assert parse("龙溪市东湖区顺园三村99幢").street == "龙溪市东湖区顺园三村"


def test_what_is_not_understood_is_told_and_never_dropped() -> None:
    assert parse("薛冶路12号示例大厦后门").rest == "示例大厦后门"
    assert parse("薛冶路12号（近学校）").remarks == ("近学校",)
    assert parse("顺园三村99撞").remarks == ("撞 → 幢",)
    assert parse("薛冶路与柳桥路交叉口").remarks == ("柳桥路",)
    assert parse("顺园三村99幢3楼").floor == "3"
    beside = parse("薛冶路88号顺园三村99幢2单元301室").beside
    assert beside is not None
    assert beside.text == "薛冶路88号"
    apart = parse("西坞县梅园街道示例花园3幢", divisions=INVENTED)
    assert "梅园街道?" in apart.remarks


def test_numbers_without_words_keep_their_other_meanings() -> None:
    assert parse("顺园三村99").readings() == [Parts(building="99"), Parts(gate="99")]
    assert parse("顺园三村99").readings(kind="hamlet")[0] == Parts(gate="99")
    assert Parts(building="99", room="301") in parse("顺园三村99号301室").readings()


# A busy machine draws slowly, and that is no fault of what is tested.
tried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = some.integers(1, 999).map(str)
LETTERS = some.sampled_from("ABCDE")
FLATS = some.integers(101, 3399).map(str)


@some.composite
def numbers(draw) -> Parts:
    """Parts that can stand together: behind a road a gate, behind an estate a building."""
    gate = draw(
        some.sampled_from(["", ""]) | NUMBERS | some.tuples(NUMBERS, some.integers(1, 99)).map("{0[0]}-{0[1]}".format)
    )
    building = draw(NUMBERS | LETTERS | some.just("")) if gate else draw(NUMBERS | LETTERS)
    stair = draw(some.just("") | some.integers(1, 20).map(str) | some.sampled_from("东西南北"))
    room = draw(some.just("") | FLATS | some.tuples(FLATS, some.integers(1, 9)).map("{0[0]}-{0[1]}".format))
    return Parts(gate, building, stair, room)


@tried
@given(numbers())
def test_the_form_for_finding_tells_the_parts_again(parts) -> None:
    assert parts_of(number_key_of(*parts)) == parts


@tried
@given(numbers(), some.sampled_from(["顺园三村", "薛冶路", "某村3组", "新城二期", "1912街区", "示例2小区"]))
def test_the_form_for_reading_is_read_again_to_the_same(parts, street) -> None:
    parsed = parse(text_of(street, *parts))
    assert (parsed.street, parsed.parts) == (street, parts)


@tried
@given(some.text(max_size=140))
def test_no_text_breaks_the_reader(typed) -> None:
    parsed = parse(typed, divisions=INVENTED)
    assert len(parsed.street) <= 120
    assert all(len(part) <= 120 for part in parsed.parts)


@tried
@given(some.integers(1, 99))
def test_small_numbers_are_the_same_in_characters(number) -> None:
    assert in_digits(in_characters(number)) == str(number)


def test_names_of_streets_have_one_form_and_a_kind() -> None:
    assert normal_street(" 顺园3村 ") == "顺园三村"
    assert normal_street("１９１２街区") == "1912街区"
    kinds = {"薛冶路": "road", "龙溪大道": "road", "小河沿巷": "road", "顺园三村": "estate", "示例新村": "estate",
             "东湖花园": "estate", "前横塘": "hamlet", "丁家村3组": "hamlet", "叶家村": "hamlet"}  # fmt: skip
    assert {name: kind_of_street(name) for name in kinds} == kinds


def test_a_part_is_digits_letters_and_characters() -> None:
    assert [normal_part(one) for one in (" 099 ", "１２－３", "a座", "12甲")] == ["99", "12-3", "A座", "12甲"]
    assert all(map(is_part, ("99", "12-3", "A", "12甲", "综合楼")))
    assert not any(map(is_part, ("", "9;9", "9" * 21, "-", "<b>")))
