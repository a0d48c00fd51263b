"""The bulk load: it leaves what stating each act would have left, and all of it or nothing."""

from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from longcheng.bases.organisations import bulk
from longcheng.bases.organisations.models import Licence, LicenceAct, Organisation, OrganisationAct, OrganisationName
from longcheng.bases.organisations.names import MARK
from longcheng.bases.organisations.naming import derive_names
from longcheng.bases.organisations.registers import LICENCES, ORGANISATIONS
from longcheng.bases.organisations.rules import credit_code_defect, is_synthetic_code
from longcheng.bases.organisations.search_models import SearchedName
from longcheng.bases.organisations.synthetic.city import city_of_pack
from longcheng.bases.organisations.synthetic.lives import lives_of
from longcheng.core.registry.rebuild import rebuild

FORMS = ("organisation_id", "name", "key", "core", "pinyin", "initials", "is_current", "since", "until")


@pytest.fixture
def city(divisions):
    return city_of_pack(organisations=600)


def names():
    return sorted(OrganisationName.objects.values_list(*FORMS), key=lambda row: (row[0], row[7]))


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, tablename FROM pg_indexes WHERE tablename LIKE 'organisations_%' ORDER BY 1")
        return cursor.fetchall()


def test_records_and_names_are_what_their_acts_make_of_them(city):
    assert bulk.load(600, city=city) == 600
    for register in (ORGANISATIONS, LICENCES):
        before, after = rebuild(register)
        assert before == after, register.name
    loaded = names()
    derive_names(Organisation.objects.values_list("pk", flat=True))
    assert names() == loaded
    assert set(OrganisationAct.objects.values_list("kind", flat=True)) >= {
        "founded", "branch", "renamed", "moved", "representative", "dissolved",
    }  # fmt: skip
    assert LicenceAct.objects.exclude(kind="granted").exists()


def test_every_one_is_clearly_made_up(city):
    bulk.load(300, city=city)
    found = list(Organisation.objects.all())
    assert all(one.is_synthetic and MARK in one.name for one in found)
    assert all(is_synthetic_code(one.code) and not credit_code_defect(one.code) for one in found)
    assert len({one.code for one in found}) == 300
    assert all(len(one.division_code) == 12 and MARK in one.address for one in found)
    assert all(one.founded_date <= timezone.localdate() for one in found)
    assert set(Licence.objects.values_list("is_synthetic", flat=True)) == {True}


def test_they_are_drawn_to_the_trades_of_the_pack(city):
    lives = lives_of(0, 4_000, city)
    trades = {trade.industry: share for trade, share in zip(city.trades.every, city.trades.shares, strict=True)}
    counted = Counter(life.trade.industry for life in lives)
    assert abs(counted["H6220"] / 4_000 - trades["H6220"]) < 0.01
    kinds = Counter(life.kind for life in lives)
    assert set(kinds) == {"enterprise", "individual", "cooperative", "branch"}
    branch = next(life for life in lives if life.kind == "branch")
    assert branch.name.startswith(lives[branch.head].name)
    assert lives[branch.head].is_standing or lives[branch.head].later[-1][0] == "suspended"
    taken = [life for life in lives if life.successor >= 0]
    assert taken
    assert all(lives[life.successor].is_standing for life in taken)


def test_licences_end_with_their_holder(city):
    bulk.load(400, city=city)
    ended = Organisation.objects.filter(status__in=("dissolved", "revoked")).values_list("pk", flat=True)
    states = set(Licence.objects.filter(organisation_id__in=ended).values_list("state", flat=True))
    assert states == {"cancelled"}


def test_those_who_lead_them_are_synthetic_residents_where_there_are_any(people):
    city = city_of_pack(organisations=50)
    assert city.sites.people
    bulk.load(50, city=city)
    one = Organisation.objects.filter(representative_id__isnull=False).first()
    assert one.representative_name in dict(city.sites.people).values()


def test_loading_again_adds_others_and_the_same_city_makes_the_same(city):
    bulk.load(40, city=city)
    bulk.load(30, city=city)
    assert (
        Organisation.objects.filter(is_synthetic=True).count() == SearchedName.objects.filter(is_current=True).count()
    )
    assert [life.name for life in lives_of(0, 40, city)] == list(
        OrganisationName.objects.filter(organisation_id__lte=Organisation.objects.order_by("pk")[39].pk)
        .order_by("organisation_id", "since")
        .distinct("organisation_id")
        .values_list("name", flat=True)
    )


def test_a_big_load_makes_the_indexes_last_and_none_is_missing(city):
    before = indexes()
    bulk.load(50, city=city, indexes_later=True)
    assert sorted(indexes()) == sorted(before)
    assert SearchedName.objects.filter(is_current=True).count() == 50


def test_an_interrupted_load_leaves_nothing(city):
    before = indexes()

    def interrupt(_loaded):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.load(50, city=city, indexes_later=True, report=interrupt)
    assert (Organisation.objects.count(), OrganisationAct.objects.count()) == (0, 0)
    assert sorted(indexes()) == sorted(before)


def test_other_processes_make_the_same(city):
    bulk.load(60, city=city, processes=1)
    alone = sorted(Organisation.objects.values_list("name", flat=True))
    Organisation.objects.all().delete()
    bulk.load(60, city=city)
    assert sorted(Organisation.objects.values_list("name", flat=True)) == alone
