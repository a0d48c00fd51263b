"""Two records of one person are merged and parted again: the same bytes before and after, and nothing is lost."""

from datetime import date

import pytest
from django.utils import translation

from longcheng.bases.population.actions.merging import merge_persons, undo_merge
from longcheng.bases.population.actions.undoing import undo_act
from longcheng.bases.population.models import Household, Person, PersonAct
from longcheng.bases.population.registers import HEALTH, PERSONS
from longcheng.bases.population.tests.acts_life import (
    TOWN,
    again,
    at_counter,
    found_divisions,
    household,
    officer,
    person,
    stated,
)
from longcheng.core.access.actions.programs import program_with_role
from longcheng.core.access.matters import open_matter
from longcheng.core.access.models import OpenMatter
from longcheng.core.access.permissions import Denied
from longcheng.core.access.purposes import NO_PURPOSE, for_duty
from longcheng.core.access.subjects import subjects_of
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.models import StoredEvent
from longcheng.core.registry.reading import canonical, history

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    found_divisions()
    with translation.override("en"):
        yield


@pytest.fixture
def linker():
    return officer("zheng", area="", role="population.linker")


@pytest.fixture
def home():
    return household()


@pytest.fixture
def keep(home):
    return person("王秀英", "2", date(1954, 3, 8), home=home, role="01")


@pytest.fixture
def other():
    """The same woman as another department wrote her, with an account, a son, a ward and a household of her own."""
    one = person("王秀瑛", "2", date(1954, 3, 8), home=household("水岸 1"), role="01", account="wangxiuying")
    stated(PERSONS, "row", HEALTH, {"phone": "13800000000"}, subject_id=one.pk)
    return one


@pytest.fixture
def relatives(other):
    son = person("王磊", "1", date(1980, 1, 1), mother_id=other.pk)
    husband = person("张三", "1", date(1950, 1, 1), spouse_id=other.pk, marital_status="20")
    ward = person("王一", "1", date(1990, 1, 1), guardian_ids=[other.pk])
    return son, husband, ward


def columns() -> bytes:
    """Every record but the number of its newest act, which a taking back adds to."""
    skipped = {"last_act_id", "number_index", "address_index", "building_index"}
    rows = [
        {
            field.attname: getattr(row, field.attname)
            for field in model._meta.concrete_fields
            if field.name not in skipped
        }
        for model in (Person, Household)
        for row in model.objects.order_by("pk")
    ]
    return b"\n".join(canonical(row) for row in rows)


def test_merging_brings_both_histories_together_and_undoing_restores_the_same_bytes(linker, keep, other, relatives):
    open_matter("population.pair", reference="1", subject=keep.subject_id)
    open_matter("population.pair", reference="1", subject=other.subject_id)
    matter = open_matter("population.correction", reference="5", subject=other.subject_id)
    before, acts, inbox = columns(), list(PersonAct.objects.values_list("pk", flat=True)), other.account.inbox
    merge_persons(linker, keep_id=keep.pk, other_id=other.pk, reason="同名同日生，电话一致")
    merged = again(keep)
    assert (merged.name, merged.phone, merged.account) == ("王秀英", "13800000000", other.account)
    assert again(other).merged_into_id == keep.pk
    assert again(other).account is None
    son, husband, ward = (again(one) for one in relatives)
    assert (son.mother_id, husband.spouse_id, ward.guardian_ids) == (keep.pk, keep.pk, [keep.pk])
    assert Household.objects.get(address_index="水岸 1").head_id == keep.pk
    assert len(history(PERSONS, keep.pk)) == 8
    assert set(subjects_of(other.account.pk)) == {other.account.pk, keep.pk, other.pk}
    assert OpenMatter.objects.live().get(pk=matter.pk).subject_id == other.account.pk
    assert inbox.count() == 1
    undo_merge(linker, person_id=other.pk, reason="两个人，身份证不同")
    assert columns() == before
    assert set(acts) <= set(PersonAct.objects.values_list("pk", flat=True)), "no act is lost"
    assert keep.pk not in subjects_of(other.account.pk)
    assert OpenMatter.objects.live().get(pk=matter.pk).subject_id == other.subject_id
    names = StoredEvent.objects.filter(name__in=["population.PersonsMerged", "population.MergeUndone"])
    assert [one.data for one in names] == [{"person_id": keep.pk, "other_id": other.pk}] * 2
    assert inbox.count() == 2


def test_the_account_of_the_one_that_stays_reads_what_was_written_about_the_other(linker, keep, other):
    at_counter(linker, keep, other)
    merge_persons(linker, keep_id=other.pk, other_id=keep.pk, reason="同一人")
    assert again(other).account == other.account
    assert set(subjects_of(other.account.pk)) == {other.account.pk, other.pk, keep.pk}
    undo_merge(linker, person_id=keep.pk, reason="误并")
    assert keep.pk not in subjects_of(other.account.pk)


def test_a_chain_of_merges_is_parted_link_by_link(linker, keep, other):
    third = person("王秀", "2", date(1954, 3, 8))
    at_counter(linker, keep, other, third)
    before = columns()
    merge_persons(linker, keep_id=other.pk, other_id=third.pk, reason="同一人")
    between = columns()
    merge_persons(linker, keep_id=keep.pk, other_id=other.pk, reason="同一人")
    assert {one.subject_id for one in history(PERSONS, keep.pk)} == {keep.pk, other.pk, third.pk}
    at_counter(linker, again(third))
    with pytest.raises(Unfit, match="merged into another already"):
        merge_persons(linker, keep_id=third.pk, other_id=keep.pk, reason="环")
    with pytest.raises(Unfit, match="itself merged into"):
        undo_merge(linker, person_id=third.pk, reason="误并")
    undo_merge(linker, person_id=other.pk, reason="误并")
    assert columns() == between
    undo_merge(linker, person_id=third.pk, reason="误并")
    assert columns() == before


def test_two_accounts_are_not_merged_and_the_officer_is_told_what_to_do(linker, other):
    second = person("王秀英", "2", date(1954, 3, 8), account="second")
    at_counter(linker, second, other)
    with pytest.raises(Unfit, match="close one account there, then merge"):
        merge_persons(linker, keep_id=second.pk, other_id=other.pk, reason="同一人")
    with pytest.raises(Unfit, match="Say why"):
        merge_persons(linker, keep_id=second.pk, other_id=other.pk, reason="")


def test_who_may_merge_and_part(linker, keep, other):
    wu = officer("wu", area=TOWN)
    with pytest.raises(Denied, match="open"):
        merge_persons(linker, keep_id=keep.pk, other_id=other.pk, reason="同一人")
    at_counter(wu, keep, other)
    with pytest.raises(Denied, match="role"):
        merge_persons(wu, keep_id=keep.pk, other_id=other.pk, reason="同一人")
    with pytest.raises(Unfit, match="not merged"):
        undo_merge(linker, person_id=keep.pk, reason="x")
    keeper = program_with_role("population-register-keeper", title="x", role="population.register_keeper")
    terms = {"keep_id": keep.pk, "other_id": other.pk, "reason": "权重 12.3"}
    for who, purpose in ((keeper, NO_PURPOSE), (linker, for_duty("population.linkage"))):
        with pytest.raises(Denied, match="open"):
            merge_persons(who, purpose=purpose, **terms)
    act = merge_persons(keeper, purpose=for_duty("population.linkage"), **terms)
    with pytest.raises(Denied):
        undo_merge(wu, person_id=other.pk, reason="x")
    at_counter(wu, again(keep))
    with pytest.raises((Denied, Unfit)):
        undo_act(wu, act_id=act.pk, reason="x")
