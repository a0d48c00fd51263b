"""Identity numbers against another's implementation of GB 11643, and why ours can belong to nobody; addresses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import numdb
from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

from longcheng.bases.population.rules import (
    UNASSIGNED_PROVINCE,
    birth_in,
    building_of,
    check_sign,
    has_unassigned_area,
    identity_number_defect,
    normal_address,
    number_of,
    sex_in,
)

BIRTHS = st.dates(date(1900, 1, 1), date(2026, 11, 23))
ORDERS = st.integers(0, 999).map("{:03d}".format)


@given(st.integers(100_000, 829_999).map(str), BIRTHS, ORDERS)
def test_the_check_sign_is_the_one_of_another_implementation(area, birth, order):
    number = number_of(area, birth, order)
    assert ric.calc_check_digit(number) == number[-1] == check_sign(number[:17])
    assert identity_number_defect(number) == ""
    assert (birth_in(number), sex_in(number)) == (birth, "1" if int(order) % 2 else "2")


@given(BIRTHS, ORDERS, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(birth, order, place, change):
    number = number_of("320411", birth, order)
    if number[place] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert identity_number_defect(wrong)
    with pytest.raises(ValidationError):
        ric.validate(wrong)


def test_the_check_sign_x_is_right_in_either_case():
    number = next(
        number for order in range(1000) if (number := number_of("110101", date(1990, 3, 8), f"{order:03d}"))[-1] == "X"
    )
    assert ric.validate(number) == number
    assert identity_number_defect(number) == identity_number_defect(number.lower()) == ""
    with pytest.raises(InvalidChecksum):
        ric.validate(number[:-1] + "0")


@given(st.integers(0, 9_999).map(f"{UNASSIGNED_PROVINCE}{{:04d}}".format), BIRTHS, ORDERS)
def test_a_number_of_ours_is_right_in_all_but_its_place(area, birth, order):
    number = number_of(area, birth, order)
    assert has_unassigned_area(number)
    assert identity_number_defect(number) == ""
    assert ric.calc_check_digit(number) == number[-1]
    with pytest.raises(InvalidComponent):
        ric.get_birth_place(number)


def test_no_place_and_no_foreigner_has_our_area():
    """The list of places has nothing below 99; a permanent residence card has its province behind the 9."""
    places = numdb.get("cn/loc")
    assert not any(properties for _part, properties in places.info(f"{UNASSIGNED_PROVINCE}0001"))
    assert not any(properties for _part, properties in places.info(UNASSIGNED_PROVINCE[1] + "00001"))
    assert any(properties for _part, properties in places.info("320411"))


@pytest.mark.parametrize(("typed", "normal", "building"), [
    ("顺园三村 99-2-301", "顺园三村99-2-301", "顺园三村99-2"),
    ("顺园三村99幢2单元301室", "顺园三村99-2-301", "顺园三村99-2"),
    ("顺园三村９９号楼２单元３０１", "顺园三村99-2-301", "顺园三村99-2"),
    ("水岸示例2小区 12-2-301", "水岸示例2小区12-2-301", "水岸示例2小区12-2"),
    ("叶家村示例3组 12号", "叶家村示例3组12", "叶家村示例3组"),
    ("湾里示例宿舍 42-1601", "湾里示例宿舍42-1601", "湾里示例宿舍42"),
])  # fmt: skip
def test_an_address_is_the_same_however_it_is_written(typed, normal, building):
    assert normal_address(typed) == normal == normal_address(normal)
    assert building_of(typed) == building
