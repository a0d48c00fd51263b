"""From counts to the figures of every place, and to the bars of a pyramid."""

from bisect import bisect_right
from datetime import date

import pytest

from longcheng.bases.population.statistics.arranging import AGES, OLDEST, UNKNOWN_AGE, arrange, base_length
from longcheng.bases.population.statistics.asking import Asked
from longcheng.bases.population.statistics.counting import first_days
from longcheng.bases.population.statistics.published import published_pyramid
from longcheng.bases.population.statistics.pyramid import bears_single_years, pyramid

CODES = ["3204", "320402", "320402001", "320402001001", "320402001002", "320411", "320411103", "320411103204"]


@pytest.mark.parametrize(
    ("people", "length"), [(300, 4), (5_000, 6), (20_000, 6), (50_000, 9), (700_000, 9), (735_000, 12), (5_300_000, 12)]
)
def test_ages_are_shown_of_places_in_which_enough_people_live(people, length):
    assert base_length(people, places={4: 1, 6: 7, 9: 68, 12: 1050}) == length


def test_figures_of_every_place_add_up_and_no_place_tells_a_small_one():
    cells = {
        ("320402001001", "local", "1", 30): 57,
        ("320402001002", "local", "2", 31): 64,
        ("320402001002", "floating", "2", 31): 3,
        ("320411103204", "local", "1", 30): 48,
        ("", "local", "2", 80): 21,  # a protected address, or none that is known
        ("990000000000", "local", "1", UNKNOWN_AGE): 12,
    }
    figures = arrange(cells, codes=CODES, length=6, offset=0)
    total = {(one.division_code, one.residency): one.total for one in figures if not one.sex}
    assert all(figure % 10 == 0 for figure in total.values())
    assert total["3204", "local"] == sum(total[code, "local"] for code in ("320402", "320411", ""))
    assert total["320402", "local"] == sum(total[code, "local"] for code in ("320402001001", "320402001002"))
    assert abs(total["3204", "local"] - 202) < 10
    assert total["320402", "floating"] == 0
    ages = {(one.division_code, one.residency, one.sex): one.by_age for one in figures if one.sex}
    assert all(len(by_age) == AGES for by_age in ages.values())
    assert {code for code, _residency, _sex in ages} == {"3204", "320402", "320411", ""}, "towns are too small for ages"
    assert abs(ages["320402", "local", "1"][30] - 57) < 10
    assert sum(sum(ages["320402", "local", sex]) for sex in "129") == total["320402", "local"]


def test_a_city_without_anybody_has_a_figure_of_nought():
    assert all(one.total == 0 for one in arrange({}, codes=CODES, length=4, offset=9))


def test_bars_are_parts_of_the_whole_with_the_oldest_on_top():
    men, women = [0] * AGES, [0] * AGES
    men[0:5], women[100], men[UNKNOWN_AGE] = [60] * 5, 100, 5_000
    drawn = pyramid(men, women, against=([1.0] * 101, [1.0] * 101))
    oldest, youngest = drawn.bars[0], drawn.bars[-1]
    assert (oldest.label, oldest.women, oldest.women_percent) == ("100+", 100, 25)
    assert (youngest.label, youngest.men, youngest.men_percent) == ("0–4", 300, 75)
    assert drawn.most == 100
    assert (youngest.men_length, youngest.women_length) == (75, 0)
    assert youngest.men_against == pytest.approx(100 * 5 / 202, abs=0.01)
    assert [bar.label for bar in pyramid(men, women, step=1).bars[-2:]] == ["1", "0"]


def test_nobody_at_all_has_a_picture_without_bars():
    assert {bar.men_length for bar in pyramid([0] * AGES, [0] * AGES).bars} == {0}


def test_single_years_are_offered_where_rounding_does_not_roughen_them():
    assert bears_single_years(5_300_000, rounded_in=1050)
    assert not bears_single_years(20_000, rounded_in=7)
    assert not bears_single_years(0, rounded_in=1)


def test_the_published_pyramid_of_the_pack_is_read_by_year_of_age():
    found = published_pyramid()
    assert found is not None
    assert len(found.men) == len(found.women) == 101
    assert found.women[100] > found.men[100] > 0


@pytest.mark.parametrize("typed", ["", "32\0", "x" * 500, "320411103204", "３２０４", "-1"])
def test_whatever_is_typed_into_the_address_asks_for_something_there_is(typed):
    asked = Asked.read(dict.fromkeys(("place", "of", "against", "step", "sort", "level"), typed))
    assert asked == Asked()
    assert asked.but(sort="-old") == "?sort=-old"
    assert Asked(sort="-residents").sorted_by("residents") == "?sort=residents"


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)])
def test_an_age_is_that_of_the_last_birthday(day):
    firsts = first_days(day)
    for born in (date(2000, 2, 29), date(2020, 2, 29), date(1999, 11, 23), date(1999, 11, 24), date(1990, 3, 1), day):
        birthdays = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        assert OLDEST - bisect_right(firsts, born) == birthdays, (born, day)
    assert firsts == sorted(firsts)
    assert len(firsts) == OLDEST
