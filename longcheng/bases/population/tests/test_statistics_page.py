"""Anybody looks at how many live where; nobody finds a single person in it."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from longcheng.bases.geography.models import Division
from longcheng.bases.population.count_models import PopulationCount, PopulationRelease
from longcheng.bases.population.models import Person
from longcheng.bases.population.statistics.counting import count_cells, is_due, publish_counts
from longcheng.bases.population.statistics.figures import living_published
from longcheng.bases.population.wall import residents

TOWN, DISTRICT, CITY = "320411103", "320411", "3204"
COMMUNITY = "320411103204"


@pytest.fixture
def counted(divisions) -> PopulationRelease:
    """Six hundred people of two districts, one of them dead, one merged, one with a protected address."""
    made = []
    for number in range(600):
        year = 2026 - number % 90
        made.append(
            Person(
                pk=1_000_000_001 + number,
                sex="1" if number % 2 else "2",
                birth_date=f"{year}-03-01",
                division_code=COMMUNITY if number % 3 else "320402001001",
                registered_division=COMMUNITY if number % 4 else "340123001001",
            )
        )
    made[1].death_date, made[2].merged_into_id, made[4].is_protected = "2026-01-01", 1_000_000_001, True
    Person.objects.bulk_create(made)
    return publish_counts()


def test_the_dead_and_the_merged_do_not_count_and_the_protected_only_for_the_city(counted):
    cells = count_cells(timezone.localdate())
    living = dict.fromkeys(("", COMMUNITY, "320402001001"), 0)
    for (code, residency, _sex, _age), count in cells.items():
        if residency != "registered":
            living[code] += count
    assert living == {"": 1, COMMUNITY: 397, "320402001001": 200}


def test_what_is_published_comes_in_tens_and_near_the_truth(counted):
    assert {count.total % 10 for count in PopulationCount.objects.all()} == {0}
    assert abs(living_published()[0] - 598) < 10
    assert abs(living_published(TOWN)[0] - 397) < 10
    assert residents("").value in {"590", "600"}


def test_everybody_is_counted_once_a_day_and_again_after_much_has_changed(counted):
    assert not is_due()
    PopulationRelease.objects.update(day="2020-01-01")
    assert is_due()
    PopulationRelease.objects.update(day=timezone.localdate(), acts=-5_000)
    assert is_due()
    assert publish_counts() is not None
    assert PopulationRelease.objects.count() == 1


def test_a_stranger_sees_the_city_by_age_and_place(counted):
    page = Client().get("/population/statistics/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for words in ("Population of Changzhou", "By age and sex", "100+", "Xinbei District", "Simulated"):
        assert words in page
    assert "style=" not in page


def test_every_choice_opens(counted):
    for query in (
        f"place={DISTRICT}", f"place={TOWN}", "level=towns&sort=-residents", "against=published&step=1", "place=999999",
        "of=floating&against=city", "sort=-old", "place=%00",
    ):  # fmt: skip
        assert Client().get(f"/population/statistics/?{query}").status_code == 200, query


def test_before_the_first_counting_the_page_says_when_to_come_back(divisions):
    page = Client().get("/population/statistics/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Nobody has been counted yet" in page
    assert living_published() is None
    assert residents("").value == "–"


def test_the_files_say_what_they_are_and_tell_no_small_figure(counted):
    answer = Client().get(f"/population/statistics.csv?what=places&place={TOWN}", HTTP_ACCEPT_LANGUAGE="en")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    names = dict(Division.objects.filter(code__startswith=TOWN).values_list("code", "name"))
    assert {row[0] for row in rows if row and row[0].startswith("3204")} == set(names)
    assert {row[2] for row in rows[1 : len(names) + 1] if row[0] != COMMUNITY and row[0] != TOWN} == {"<10"}
    assert any("Simulated" in row for row in rows)
    assert Client().get("/population/statistics.csv?what=people").status_code == 404
    book = load_workbook(io.BytesIO(Client().get("/population/statistics.xlsx").content))
    assert len(book.sheetnames) == 3
    assert book.worksheets[0].cell(2, 1).value == "0–4"
