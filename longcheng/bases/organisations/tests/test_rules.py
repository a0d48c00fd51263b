"""Unified social credit codes by GB 32100-2015, with python-stdnum as the oracle."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from longcheng.bases.organisations.rules import (
    ALPHABET,
    NO_AREA,
    PREFIX_BY_KIND,
    check_sign,
    credit_code_defect,
    credit_code_of,
    is_synthetic_code,
    normal_code,
    own_code_of,
)

CODES = st.text(ALPHABET, min_size=9, max_size=9)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["11", "12", "51", "91", "92", "93"]), st.from_regex(r"\d{6}", fullmatch=True), CODES)
def test_check_signs_are_those_of_the_oracle(prefix, area, own):
    first17 = prefix + area.translate({ord(sign): str(int(sign)) for sign in area}) + own
    code = first17 + check_sign(first17)
    assert uscc.is_valid(code)
    assert credit_code_defect(code) == ""


@settings(max_examples=500, deadline=None)
@given(st.text(ALPHABET + "IOZSV-. 中", min_size=0, max_size=20))
def test_nothing_passes_that_the_oracle_refuses(text):
    if not credit_code_defect(text) and text[:1].isdigit():
        assert uscc.is_valid(normal_code(text))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 99_999_999), st.sampled_from(sorted(set(PREFIX_BY_KIND.values()))), st.integers(0, 17), CODES)
def test_one_wrong_sign_is_always_seen(serial, prefix, place, other):
    code = credit_code_of(prefix, NO_AREA, serial)
    assert uscc.is_valid(code)
    assert not credit_code_defect(code)
    assert is_synthetic_code(code)
    changed = code[:place] + other[0] + code[place + 1 :]
    assert (changed == code) or credit_code_defect(changed)


@pytest.mark.parametrize(
    ("own", "whole"),
    # GB 11714-1997, annex: D2143569 gets X; python-stdnum's example of GB 32100 ends its own code the same way.
    [(0, "000000000"), (7, "000000078"), (60003734, "600037341")],
)
def test_the_own_code_has_the_check_sign_of_gb_11714(own, whole):
    assert own_code_of(own) == whole


def test_a_real_published_example_holds():
    """The example of the OECD's sheet on Chinese tax numbers, also python-stdnum's."""
    assert credit_code_defect("91110000600037341L") == ""
    assert credit_code_defect(" 91-1100 00６00037341l ") == "", "spaces, dashes, full width and small letters are read"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is required"),
        ("110000600037341", "fifteen digits"),
        ("9111000060003734", "has 16"),
        ("91110000600037341O", "“0” is probably meant"),
        ("9I110000600037341L", "Sign 2"),
        ("B1110000600037341L", "no registering department"),
        ("98110000600037341L", "no kind that the department for market supervision registers"),
        ("91A10000600037341L", "Signs 3 to 8"),
        ("91110000600037342L", "mistyped"),
        ("9111000060003734中L", "neither a digit"),
        ("911100006000373\x00L", "neither a digit"),
    ],
)
def test_every_defect_is_told_in_words(text, told):
    assert told in credit_code_defect(text)


def test_a_serial_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="99999999"):
        credit_code_of("91", NO_AREA, 100_000_000)
