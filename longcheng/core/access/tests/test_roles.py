"""Zheng keeps the roles of the city: gives one, ends one, never to himself."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from longcheng.core.access.actions.roles import end_role, give_role
from longcheng.core.access.models import Act, RoleHeld
from longcheng.core.access.permissions import Denied, may
from longcheng.core.access.queries import roles_within
from longcheng.core.declaration.unfit import Unfit

PUBLISH = "notices.publish"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def terms(**changed) -> dict:
    return {
        "username": "sun", "role": "notices.publisher", "organisation": "薛家镇人民政府", "area_code": "320411103",
    } | changed  # fmt: skip


def test_a_role_counts_from_the_moment_it_is_given_until_it_is_ended(people):
    held = give_role(people["zheng"], **terms())
    assert may(people["sun"], PUBLISH, area_code="320411103006")
    assert not may(people["sun"], PUBLISH, area_code="320402")
    end_role(people["zheng"], held_id=held.pk)
    assert not may(people["sun"], PUBLISH)
    give_role(people["zheng"], **terms())
    assert may(people["sun"], PUBLISH)
    assert [act.verb for act in Act.objects.filter(verb__startswith="access.")][-3:] == [
        "access.give_role", "access.end_role", "access.give_role",
    ]  # fmt: skip


def test_a_role_that_has_not_begun_can_be_ended_too(people):
    held = give_role(people["zheng"], **terms())
    RoleHeld.objects.filter(pk=held.pk).update(begins_at=timezone.now() + timedelta(days=3))
    end_role(people["zheng"], held_id=held.pk)
    RoleHeld.objects.filter(pk=held.pk).get()
    assert not may(people["sun"], PUBLISH)


def test_nobody_gives_a_role_to_themselves(people):
    with pytest.raises(Denied, match="to themselves"):
        give_role(people["zheng"], **terms(username="zheng"))


def test_nobody_gives_a_role_beyond_their_own_area(people):
    RoleHeld.objects.filter(account=people["zheng"], role="access.role_keeper").update(area_code="320411")
    with pytest.raises(Denied, match="not there"):
        give_role(people["zheng"], **terms(area_code="320402"))
    with pytest.raises(Denied):
        give_role(people["zheng"], **terms(area_code=""))
    with pytest.raises(Denied):
        give_role(people["wu"], **terms())


def test_all_defects_are_told_at_once(people):
    wrong = terms(username="nobody\0", role="no.role", organisation="", area_code="３２０４")
    with pytest.raises(Unfit) as unfit:
        give_role(people["zheng"], **wrong, ends_at=timezone.now() - timedelta(days=1))
    assert set(unfit.value.defects) == {"username", "role", "organisation", "area_code", "ends_at"}


def test_the_same_role_is_not_given_twice(people):
    give_role(people["zheng"], **terms())
    with pytest.raises(Unfit, match="already"):
        give_role(people["zheng"], **terms())


def test_who_keeps_roles_in_a_town_alone_is_told_so_when_he_gives_one_for_the_city(people):
    RoleHeld.objects.filter(account=people["zheng"], role="access.role_keeper").update(area_code="320411")
    with pytest.raises(Denied, match="not there"):
        give_role(people["zheng"], **terms(area_code=""))


@pytest.mark.parametrize("area_code", ["32041", "3204111", "32041110", "3204111030", "32041110300"])
def test_an_area_is_a_division_and_not_the_beginning_of_some(people, area_code):
    with pytest.raises(Unfit) as unfit:
        give_role(people["zheng"], **terms(area_code=area_code))
    assert set(unfit.value.defects) == {"area_code"}


def test_roles_that_count_are_listed_before_those_that_are_over(people):
    held = give_role(people["zheng"], **terms())
    end_role(people["zheng"], held_id=held.pk)
    listed = list(roles_within(people["zheng"], "access.give_roles"))
    assert listed[-1] == held
    assert len(listed) > 3
