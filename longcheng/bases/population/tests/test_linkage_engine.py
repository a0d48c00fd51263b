"""The linkage without a database: names, groups, words, and two thousand people in three files."""

import csv
from datetime import date

import pytest
from django.conf import settings
from django.utils.translation import override

from longcheng.bases.population.linkage import engine, model
from longcheng.bases.population.linkage.beside import beside
from longcheng.bases.population.linkage.corrupting import DEPARTMENTS, Flaws, department_file
from longcheng.bases.population.linkage.engine import link
from longcheng.bases.population.linkage.explaining import WORDS, explained, reason_of, said, speaks_against
from longcheng.bases.population.linkage.groups import Groups
from longcheng.bases.population.linkage.levels import COMPARISONS, EMPTY
from longcheng.bases.population.linkage.measuring import measure
from longcheng.bases.population.linkage.outcome import doubtful_pairs, sure_pairs
from longcheng.bases.population.linkage.people import Names, Place, true_people
from longcheng.bases.population.linkage.preparing import opened
from longcheng.bases.population.linkage.signs import plain, shape
from longcheng.bases.population.linkage.signs import said as spoken
from longcheng.bases.population.rules import identity_number_defect, normal_address

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def city(request):
    """Names and communities of the city's pack."""
    with (settings.CITY_PACK / "divisions" / "changzhou_villages.csv").open(encoding="utf-8-sig", newline="") as file:
        places = [Place(row["code"], row["name"]) for row in csv.DictReader(file)]
    return Names.read(settings.CITY_PACK / "names"), places


@pytest.mark.parametrize(
    ("written", "usual"),
    [("張 偉", "张伟"), ("闫文", "阎文"), ("阿依·古丽", "阿依古丽"), ("WANG Xiuying", "wangxiuying"), ("于洁", "于洁")],
)
def test_a_name_is_compared_in_its_usual_characters(written, usual):
    assert plain(written) == usual


@pytest.mark.parametrize(
    ("name", "sound", "turned"),
    [
        ("王秀英", "wangxiuying", "xiuyingwang"),
        ("欧阳娜", "ouyangna", "naouyang"),
        ("单雪", "shanxue", "xueshan"),
        ("wangxiuying", "wangxiuying", "wangxiuying"),
    ],
)
def test_a_name_sounds_as_people_say_it_in_both_orders(name, sound, turned):
    assert spoken(name) == (sound, turned)


def test_characters_that_look_alike_have_one_shape():
    assert shape("王己") == shape("王已") != shape("王三")


def test_a_group_takes_in_no_second_valid_number_and_nobody_who_was_called_another():
    groups = Groups({1: "a", 3: "b"}, apart=[(5, 6)])
    assert groups.join([(1, 2), (2, 3), (3, 4), (5, 7), (6, 7)]) == [(2, 3), (6, 7)]
    assert groups.of(2) == 1
    assert groups.of(4) == groups.of(3) == 3
    assert groups.of(6) == 6
    assert groups.used == [(1, 2), (3, 4), (5, 7)]


def test_every_level_of_every_comparison_has_words():
    assert {(one.name, level.name) for one in COMPARISONS for level in one.levels} | {
        (one.name, EMPTY) for one in COMPARISONS
    } == set(WORDS)


DETAILS = {"start": -15.0, "parts": [["name", "sound", 11.8], ["number", "empty", 0.0], ["sex", "different", -6.5]]}


def test_the_weights_add_up_to_a_probability_in_plain_words():
    with override("en"):
        why = explained(DETAILS)
        assert [line.said for line in why.lines] == ["−15.0", "+11.8", "0", "−6.5"]
        assert why.lines[1].words == "the names sound the same, in other characters"
        assert why.said == "−9.7"
        assert why.percent == "0.12 %"
        assert speaks_against(DETAILS) == "the sex is different, one side has no identity number"
    assert "同音" in reason_of(DETAILS)


def test_each_bar_begins_where_the_one_before_it_ended():
    first, second, *_rest = explained(DETAILS).lines
    assert first.start == "0.00"
    assert first.width == "100.00"
    assert (second.start, second.width) == ("0.00", "78.67")


@pytest.mark.parametrize(("weight", "words"), [(5.23, "+5.2"), (-3.06, "−3.1"), (0.04, "0")])
def test_a_weight_carries_its_sign(weight, words):
    assert said(weight) == words


def test_what_differs_between_two_texts_is_marked():
    line = beside("Name", "王秀英", "王秀莹")
    assert line.left == [("王秀", False), ("英", True)]
    assert line.right == [("王秀", False), ("莹", True)]
    assert beside("Name", "", "王").right == [("王", False)], "what is missing does not differ"
    flat = beside("Home", "63-2-401", "63幢2单元401室", plain=normal_address)
    assert (flat.is_same, flat.left) == (True, [("63-2-401", False)])
    assert beside("Name", "王***", "李***", is_masked=True).left == [("王***", False)]


def test_nobody_has_the_numbers_of_the_generated_people(city):
    names, places = city
    people = true_people(500, names=names, places=places, today=TODAY)
    numbers = people["number"].to_pylist()
    assert len(set(numbers)) == 500
    assert all(number.startswith("99") and not identity_number_defect(number) for number in numbers)
    again = true_people(500, names=names, places=places, today=TODAY)
    assert again.equals(people)


def test_three_files_of_two_thousand_people_are_linked_without_joining_twins(city, tmp_path):
    names, places = city
    base = opened(temporary=tmp_path)
    people = true_people(2_200, names=names, places=places, today=TODAY)
    for nth, department in enumerate(DEPARTMENTS):
        file, truth = department_file(
            people, department=department, rows=2_000, names=names, places=places, seed=7 + nth
        )
        for table, rows in (("records", file), ("truth", truth)):
            base.register("rows", rows)
            verb = f"CREATE TABLE {table} AS" if nth == 0 else f"INSERT INTO {table}"
            base.execute(f'{verb} SELECT "row" * 3 + {nth} AS id, * EXCLUDE ("row") FROM rows')  # noqa: S608
            base.unregister("rows")
    steps = []
    found = link(base, tell=steps.append)
    assert steps == ["prepare", "train", "compare", "sort", "join"]
    held = measure(base)
    assert held.precision >= 0.999
    assert held.recall >= 0.97
    assert found.doubtful == held.doubtful > 0
    twice = "SELECT count(*) FROM (SELECT 1 FROM groups g JOIN compared c ON c.unique_id = g.id GROUP BY group_id "
    assert base.execute(twice + "HAVING count(DISTINCT valid) > 1)").fetchall() == [(0,)]
    sure, doubtful = list(sure_pairs(base, found)), list(doubtful_pairs(base, found))
    assert len(sure) == base.execute("SELECT count(*) - count(DISTINCT group_id) FROM groups").fetchall()[0][0] + len(
        {group for (group,) in base.execute("SELECT DISTINCT group_id FROM groups").fetchall()}
    )
    for one in (sure[0], doubtful[0]):
        assert one.left_id < one.right_id
        assert explained(one.details).total == pytest.approx(one.weight, abs=0.1)
    apart = [(one.left_id, one.right_id) for one in (sure[0], doubtful[0])]
    link(base, apart=apart)
    groups = dict(base.execute("SELECT id, group_id FROM groups").fetchall())
    for left, right in apart:
        assert groups.get(left, left) != groups.get(right, right)


def test_a_register_in_which_every_number_stands_once_is_compared_without_learning_from_strangers(
    city, tmp_path, monkeypatch
):
    for module in (engine, model):
        monkeypatch.setattr(module, "TRAIN_FROM", 100)
    monkeypatch.setattr(model, "U_PAIRS", 20_000)
    names, places = city
    base = opened(temporary=tmp_path)
    people = true_people(1_000, names=names, places=places, today=TODAY)
    file, _truth = department_file(
        people, department="police.household_register", rows=900, names=names, places=places, seed=3,
        flaws=Flaws(twice=0, number_borrowed=0),
    )  # fmt: skip
    base.register("rows", file)
    base.execute('CREATE TABLE records AS SELECT "row" AS id, * EXCLUDE ("row") FROM rows')
    assert link(base).records == 900
    assert base.execute("SELECT count(*) FROM groups").fetchall() == [(0,)]
