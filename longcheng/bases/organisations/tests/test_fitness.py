"""What makes an act unfit: tables of cases, each by the article that says so."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from longcheng.bases.organisations import fitness
from longcheng.bases.organisations.models import Licence, Organisation
from longcheng.bases.organisations.rules import NO_AREA, credit_code_of
from longcheng.bases.population.models import Person

TODAY = date(2026, 11, 23)
NAME = "常州示例恒丰机械有限公司"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def body(**changed) -> Organisation:
    terms = {
        "pk": 7, "name": NAME, "kind": "enterprise", "status": "active", "status_date": date(2020, 5, 6),
        "founded_date": date(2020, 5, 6),
    }  # fmt: skip
    return Organisation(**(terms | changed))


def permit(**changed) -> Licence:
    terms = {
        "state": "valid", "state_date": date(2024, 3, 1), "issued_date": date(2024, 3, 1),
        "valid_until": date(2027, 2, 28),
    }  # fmt: skip
    return Licence(**(terms | changed))


def new(**changed) -> dict[str, str]:
    terms = {
        "kind": "enterprise", "name": NAME, "code": credit_code_of("91", NO_AREA, 5), "industry": "C3484",
        "representative_name": "周恒", "capital_yuan": 1, "scope": "加工", "address": "示例路12号",
        "day": date(2026, 11, 20), "today": TODAY, "document": "申请书",
    }  # fmt: skip
    return fitness.founding_defects(**(terms | changed))


@pytest.mark.parametrize(
    ("day", "not_before", "says"),
    [
        (TODAY, None, ""),
        (TODAY + timedelta(days=1), None, "lies in the future"),
        (date(2020, 5, 5), date(2020, 5, 6), "lies before 2020-05-06"),
        (date(1700, 1, 1), None, "years back"),
        (None, None, "Say from which day"),
    ],
)
def test_days_are_in_order(day, not_before, says):
    defect = fitness.day_defect(day, today=TODAY, not_before=not_before)
    assert (says in defect) if says else not defect


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"code": "91999999MA0000001A"}, "code"),
        ({"code": ""}, "code"),
        ({"industry": "Z99"}, "industry"),
        ({"capital_yuan": -1}, "capital_yuan"),
        ({"address": " "}, "address"),
        ({"document": ""}, "document"),
        ({"day": TODAY + timedelta(days=3)}, "day"),
        ({"representative_name": "周\n恒"}, "representative_name"),
    ],
)
def test_each_thing_that_is_stated_of_a_new_organisation_is_looked_at(changed, field):
    assert set(new(**changed)) == {field}


def test_everything_that_is_wrong_is_said_at_once():
    assert set(new(name="", code="x", address="", document="", day=None)) == {
        "name", "code", "address", "document", "day",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "is_fit"),
    [("institution", True), ("government", True), ("committee", True), ("enterprise", False), ("individual", False),
     ("society", False), ("cooperative", False)],
)  # fmt: skip
def test_only_bodies_of_the_published_lists_stand_without_a_code(kind, is_fit):
    assert (new(kind=kind, code="") == {}) is is_fit


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("active", ""),
        ("suspended", ""),
        ("revoked", "can only be dissolved (Company Law, Article 229)"),
        ("dissolved", "was dissolved on 2020-05-06 (Regulations on the Registration of Market Entities, Article 31)"),
    ],
)
def test_an_ended_organisation_does_nothing_more(status, says):
    defect = fitness.standing_defect(body(status=status))
    assert (says in defect) if says else not defect


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, ""),
        ({"kind": "cooperative"}, ""),
        ({"kind": "branch"}, "is a branch itself"),
        ({"kind": "individual"}, "has no branches"),
        ({"status": "dissolved"}, "Nothing more is filed"),
    ],
)
def test_a_branch_has_a_standing_head_office_that_is_no_branch(changed, says):
    defect = fitness.head_office_defect(body(**changed))
    assert (says in defect) if says else not defect


@pytest.mark.parametrize(
    ("changed", "until", "field"),
    [
        ({}, date(2029, 11, 23), ""),
        ({}, date(2029, 11, 24), "until"),  # 第三十条: three years at most
        ({}, TODAY, "until"),
        ({}, None, "until"),
        ({"kind": "government"}, date(2027, 1, 1), "organisation"),
        ({"status": "suspended"}, date(2027, 1, 1), "organisation"),
        ({"status": "revoked"}, date(2027, 1, 1), "organisation"),
        ({"status_date": date(2026, 11, 24)}, date(2027, 1, 1), "day"),
    ],
)
def test_business_is_suspended_by_businesses_for_three_years_at_most(changed, until, field):
    found = fitness.suspension_defects(body(**changed), day=TODAY, until=until, today=TODAY)
    assert list(found) == ([field] if field else [])


@pytest.mark.parametrize(
    ("into", "others", "asked", "says"),
    [
        (body(pk=1), [body(pk=2)], [2], ""),
        (body(pk=1), [], [], "Name the organisations"),
        (body(pk=1), [body(pk=1)], [1], "not merged into itself"),
        (body(pk=1), [], [9], "no organisation no. 9"),
        (body(pk=1), [body(pk=2, kind="branch")], [2], "is a branch"),
        (body(pk=1, kind="branch"), [body(pk=2)], [2], "is a branch"),
        (body(pk=1), [body(pk=2, status="dissolved")], [2], "was dissolved"),
        (body(pk=1, status="revoked"), [body(pk=2)], [2], "can only be dissolved"),
    ],
)
def test_a_merger_takes_over_standing_head_offices_of_others(into, others, asked, says):
    found = fitness.merger_defects(into, others, asked=asked)
    assert (any(says in defect for defect in found.values())) if says else not found


@pytest.mark.parametrize(
    ("person", "says"),
    [
        (Person(pk=1, birth_date=date(1990, 1, 1)), ""),
        (None, "nobody with this number"),
        (Person(pk=1, merged_into_id=2), "nobody with this number"),
        (Person(pk=1, birth_date=date(1990, 1, 1), death_date=TODAY), "is registered"),
        (Person(pk=1, birth_date=date(2008, 11, 24)), "of age (Civil Code, Article 17)"),
        (Person(pk=1, birth_date=date(2008, 11, 23)), ""),
    ],
)
def test_who_acts_is_alive_and_of_age(person, says):
    defect = fitness.person_defect(person, today=TODAY)
    assert (says in defect) if says else not defect


@pytest.mark.parametrize(
    ("changed", "is_from", "says"),
    [
        ({}, ("valid",), ""),
        ({"state": "suspended"}, ("valid",), "suspended since 2024-03-01 already"),
        ({}, ("suspended",), "nothing to resume"),
        ({"state": "revoked"}, ("valid", "suspended"), "was revoked"),
        ({"state": "cancelled"}, ("valid", "suspended"), "was cancelled"),
    ],
)
def test_a_licence_changes_from_where_it_stands(changed, is_from, says):
    found = fitness.state_defects(permit(**changed), day=TODAY, today=TODAY, reason="抽检", is_from=is_from)
    assert (says in found["licence"]) if says else not found


@pytest.mark.parametrize(
    ("until", "fields"),
    [(date(2030, 1, 1), []), (date(2027, 2, 28), ["valid_until"]), (None, ["valid_until"])],
)
def test_a_renewal_reaches_behind_the_last_day(until, fields):
    assert list(fitness.renewal_defects(permit(), valid_until=until, day=TODAY, today=TODAY)) == fields


@pytest.mark.parametrize(
    ("changed", "told"),
    [({}, ""), ({"valid_until": date(2026, 12, 31)}, "soon"), ({"valid_until": date(2026, 11, 22)}, "over"),
     ({"valid_until": None}, ""), ({"valid_until": date(2026, 11, 22), "state": "cancelled"}, "")],
)  # fmt: skip
def test_how_a_licence_stands_to_its_last_day(changed, told):
    assert fitness.expiry(permit(**changed), today=TODAY) == told


def test_what_is_late_is_told_and_filed_all_the_same():
    assert fitness.change_cautions(TODAY - timedelta(days=30), today=TODAY) == []
    assert "1 days late" in fitness.change_cautions(TODAY - timedelta(days=31), today=TODAY)[0]
    assert fitness.renewal_cautions(permit(), today=TODAY) == []
    assert fitness.renewal_cautions(permit(valid_until=date(2026, 12, 1)), today=TODAY)
