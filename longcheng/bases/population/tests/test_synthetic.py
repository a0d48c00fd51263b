"""Synthetic residents: drawn to the figures, in households that make sense, with numbers that are nobody's."""

import csv
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from stdnum.cn import ric

from longcheng.bases.geography.dwellings import Dwellings, Housing
from longcheng.bases.population.names import said
from longcheng.bases.population.rules import has_unassigned_area, identity_number_defect, sex_in
from longcheng.bases.population.synthetic import families
from longcheng.bases.population.synthetic.ages import FEMALE, GROUPS, MALE
from longcheng.bases.population.synthetic.blocks import City, block_of
from longcheng.bases.population.synthetic.families import HEAD, NOBODY, SINGLE, YEAR
from longcheng.bases.population.synthetic.figures import figures_of, read_totals
from longcheng.bases.population.synthetic.numbers import HOUSEHOLDS_MOST, identity_numbers, phones
from longcheng.bases.population.synthetic.places import addresses, places_of
from longcheng.core.datapack.pack import PackError

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def city():
    figures = figures_of(settings.CITY_PACK)
    with (settings.CITY_PACK / "divisions" / "changzhou_villages.csv").open(encoding="utf-8-sig", newline="") as file:
        communities = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    return City.of(figures, places_of(communities, figures.districts), today=TODAY)


@pytest.fixture(scope="module")
def block(city):
    return block_of(0, 20_000, city)


def age(block):
    return (np.datetime64(TODAY, "D").astype(int) - block.people.birth) / YEAR


def test_men_and_women_and_their_ages_come_out_as_published(city, block):
    totals, people = city.figures.totals, block.people
    assert np.mean(people.sex == MALE) == pytest.approx(totals["male"] / totals["residents"], abs=0.001)
    for first, behind, name in GROUPS:
        assert np.mean((age(block) >= first) & (age(block) < behind)) == pytest.approx(totals[name], abs=0.004), name
    thirties = (age(block) >= 30) & (age(block) < 35) & (people.sex == FEMALE)
    assert np.mean(thirties) == pytest.approx(city.shares[1, 30:35].sum(), abs=0.002)


def test_households_are_as_many_and_as_large_as_counted(city, block):
    totals, sizes = city.figures.totals, np.bincount(block.people.household)
    together = block.people.is_collective
    expected = totals["people_in_family_households"] / totals["family_households"]
    assert sizes[~together].mean() == pytest.approx(expected, abs=0.01)
    assert len(sizes) == sum(families.households_of(20_000, city.figures))
    assert sizes[together].sum() / 20_000 == pytest.approx(
        totals["people_in_collective_households"] / totals["residents"], abs=0.001
    )
    assert 0.15 < np.mean(sizes[~together] == 1) < 0.32, "some live alone"
    assert sizes.max() < 25


def test_every_district_has_its_share_of_households(city, block):
    codes = np.array([code[:6] for code in city.places.codes])[block.homes]
    for district, residents in city.figures.districts.items():
        assert np.mean(codes == district) == pytest.approx(residents / city.figures.totals["residents"], abs=0.002)
    assert len(set(block.homes.tolist())) > 900


def held(block):
    """What must hold of every block, however small."""
    people, ages = block.people, age(block)
    with_mother, with_father = people.mother != NOBODY, people.father != NOBODY
    at_birth = (people.birth[with_mother] - people.birth[people.mother[with_mother]]) / YEAR
    assert (people.sex[people.mother[with_mother]] == FEMALE).all()
    assert (people.sex[people.father[with_father]] == MALE).all()
    assert ((at_birth >= 17.99) & (at_birth < 43.01)).all()
    paired = np.flatnonzero(people.spouse != NOBODY)
    assert (people.spouse[people.spouse[paired]] == paired).all()
    assert (people.sex[paired] != people.sex[people.spouse[paired]]).all()
    assert (people.marital[paired] == 20).all()
    assert (ages[(people.sex == FEMALE) & (people.marital == 20)] >= 20).all()
    assert (ages[(people.sex == MALE) & (people.marital == 20)] >= 22).all()
    assert (people.marital[ages < 20] == SINGLE).all()
    starts = np.flatnonzero(np.concatenate([[True], people.household[1:] != people.household[:-1]]))
    assert (people.role[starts] == HEAD).all()
    assert (people.role == HEAD).sum() == len(starts) == block.households
    assert (people.birth <= np.datetime64(TODAY, "D").astype(int)).all()


def test_families_make_sense(block):
    held(block)
    people, ages = block.people, age(block)
    minors = ages < 18
    assert np.mean(people.mother[minors] == NOBODY) < 0.1
    sizes = np.bincount(people.household)[people.household]
    assert not (minors & (sizes == 1) & ~people.is_collective[people.household]).any(), "no child lives alone"
    husbands = np.flatnonzero((people.spouse != NOBODY) & (people.sex == MALE))
    gap = ages[husbands] - ages[people.spouse[husbands]]
    assert 0 < gap.mean() < 4
    assert np.abs(gap).max() < 16
    elsewhere = people.household[people.mother] != people.household
    assert (elsewhere & (people.mother != NOBODY)).any(), "some have their parents in another household"
    assert (people.role == families.PARENT).any()
    siblings = np.lexsort((people.birth, people.mother))
    same = (people.mother[siblings][1:] == people.mother[siblings][:-1]) & (people.mother[siblings][1:] != NOBODY)
    between = np.diff(people.birth[siblings])[same]
    assert ((between <= 2) | (between >= 300)).all(), "twins, or a year apart"
    assert (between == 0).any()


@tried(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(0, 10_000))
def test_a_handful_of_people_make_sense_too(city, count, number):
    block = block_of(number, count, city)
    assert len(block.people) == count
    assert block.households <= sum(families.households_of(count, city.figures))
    held(block)


def test_the_same_block_comes_out_again_and_another_is_another(city, block):
    again, other = block_of(0, 20_000, city), block_of(20_000, 20_000, city)
    assert (again.people.birth == block.people.birth).all()
    assert again.addresses == block.addresses
    assert (again.names.first == block.names.first).all()
    assert not (other.people.birth == block.people.birth).all()


def name_at(block, city, at):
    tables, names = city.tables, block.names
    second = tables.signs[names.second[at]] if names.second[at] != NOBODY else ""
    return tables.surnames[names.surname[at]] + tables.signs[names.first[at]] + second


def test_children_carry_a_parents_name_and_names_are_said_as_the_register_says_them(city, block):
    people, surname = block.people, block.names.surname
    children = np.flatnonzero((people.mother != NOBODY) & (people.father != NOBODY))
    from_father = surname[children] == surname[people.father[children]]
    assert np.mean(from_father) > 0.94
    assert (from_father | (surname[children] == surname[people.mother[children]])).all()
    shares = np.bincount(surname, minlength=len(city.tables.surnames)) / len(surname)
    assert shares[city.tables.surnames.index("王")] == pytest.approx(0.0742, abs=0.01)
    tables, names = city.tables, block.names
    for at in range(0, 20_000, 7):
        parts = [tables.surname_said[surname[at]], tables.sign_said[names.first[at]]]
        parts += [tables.sign_said[names.second[at]]] if names.second[at] != NOBODY else []
        assert said(name_at(block, city, at)) == ("".join(one for one, _i in parts), "".join(one for _p, one in parts))


def test_numbers_are_right_different_and_nobodys(city, block):
    people = block.people
    numbers = identity_numbers(people.household + 1, people.sex, people.birth)
    assert len(set(numbers)) == 20_000, "twins included"
    for number, sex in list(zip(numbers, people.sex.tolist(), strict=True))[::9]:
        assert identity_number_defect(number) == ""
        assert ric.calc_check_digit(number) == number[-1]
        assert has_unassigned_area(number)
        assert sex_in(number) == str(sex)
    others = identity_numbers(people.household + 1 + block.households, people.sex, people.birth)
    assert not set(others) & set(numbers)
    with pytest.raises(ValueError, match="2,495,000 households"):
        identity_numbers(people.household + HOUSEHOLDS_MOST, people.sex, people.birth)


def test_telephones_are_different_and_of_a_kind_that_nobody_has():
    found = phones(np.arange(1_000_000_001, 1_000_100_001))
    assert len(set(found)) == 100_000
    assert all(len(one) == 11 and one.startswith("128") for one in found)


def test_addresses_say_that_they_are_examples(block):
    assert all("示例" in address for address in block.addresses)


def test_households_live_in_houses_that_stand_where_there_are_any(city):
    count = len(city.places.codes)
    behinds = np.zeros(count, np.int64)
    behinds[0] = 25  # a building of two stairs, six floors and two doors, and a house
    families = Dwellings(
        ("甲示例1小区", "甲示例2组"), ("3", "7"), np.array([6, 1]), np.array([2, 0]), np.array([2, 1]),
        np.array([24, 25]), np.zeros(count, np.int64), behinds,
    )  # fmt: skip
    none = Dwellings((), (), *[np.zeros(0, np.int64)] * 4, *[np.zeros(count, np.int64)] * 2)
    taken = "甲示例1小区 3-1-101"
    places = replace(city.places, housing=Housing(families, none), taken=frozenset({taken}))
    homes, is_collective = np.repeat([0, 1], 400), np.tile([False] * 9 + [True], 80)
    found = addresses(homes, is_collective, places, np.random.default_rng(1))
    here = {one for one, dormitory in zip(found[:400], is_collective, strict=False) if not dormitory}
    rooms = {f"甲示例1小区 3-{stair}-{floor}0{door}" for stair in (1, 2) for floor in range(1, 7) for door in (1, 2)}
    assert here >= {"甲示例2组 7号", *rooms} - {taken}
    assert taken not in here, "the flat of the demo people is theirs"
    assert all(one.startswith(places.names[0]) for one in here - rooms - {"甲示例2组 7号"})
    assert all(one.startswith(places.names[1]) for one in found[400:]), "as before where nothing stands"


def test_a_quarter_is_registered_elsewhere(city, block):
    assert city.figures.share_registered_elsewhere == pytest.approx(1 - 3_866_300 / 5_278_121)
    assert np.mean(block.registered == families.REGISTERED_ELSEWHERE) == pytest.approx(0.267, abs=0.02)


def test_figures_that_are_missing_are_named(tmp_path):
    file = tmp_path / "totals.csv"
    file.write_text("name,value\nresidents,5\nmale,x\n", encoding="utf-8")
    with pytest.raises(PackError, match="could not convert"):
        read_totals(file)
    file.write_text("name,value\nresidents,5\n", encoding="utf-8")
    with pytest.raises(PackError, match="family_households"):
        read_totals(file)
