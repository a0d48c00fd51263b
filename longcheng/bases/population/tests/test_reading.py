"""Officer Wu, his colleague of another town, Li Min who asked for a correction, Wang Lei who acts for his mother."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from longcheng.bases.geography.models import Division
from longcheng.bases.population.actions.checking import check_addresses
from longcheng.bases.population.actions.corrections import decide_correction, withdraw_correction
from longcheng.bases.population.doubts import corrections_of
from longcheng.bases.population.models import Person
from longcheng.bases.population.personal import RESIDENT, RESIDENT_PLACE
from longcheng.core.access import reading
from longcheng.core.access.models import Account, Act, Mandate
from longcheng.core.access.permissions import Denied
from longcheng.core.access.purposes import NO_PURPOSE, OWN_RECORD, Purpose, for_duty, for_mandate
from longcheng.core.access.reading import read_many, read_one
from longcheng.core.mandates.actions import end_mandate
from longcheng.core.mandates.demo import found as found_mandates
from longcheng.core.registry.models import Doubt
from longcheng.core.transparency.models import Line

TOWN = "320411103"


@pytest.fixture
def limin(people):
    return Person.objects.select_related("account", "household").get(account=people["limin"])


@pytest.fixture
def case(limin):
    return corrections_of(limin.account).get()


def by_case(case: Doubt) -> Purpose:
    return Purpose("population.correction", str(case.pk))


def test_everybody_reads_their_own_record_and_the_ledger_says_so(people, limin):
    seen = read_one(limin, RESIDENT, by=people["limin"], purpose=OWN_RECORD)
    told = [str(seen[name]) for name in ("name", "community", "address")]
    assert told == ["李敏", "新北区薛家镇漕河社区居委会", "顺园三村 99-2-302"]
    line = Line.objects.get()
    assert (line.reader_id, line.subject_id, line.purpose) == (people["limin"].pk, people["limin"].pk, "own")


def test_an_officer_without_a_purpose_is_refused_with_the_rule_and_the_attempt_is_recorded(people, limin):
    with translation.override("en"), pytest.raises(Denied) as refusal:
        read_one(limin, RESIDENT, by=people["wu"], purpose=NO_PURPOSE)
    assert "request for a correction is open" in refusal.value.rule
    assert refusal.value.missing == "No purpose is given."
    assert "list of correction requests" in refusal.value.how
    assert not Line.objects.exists()
    assert Act.objects.get(verb="access.refused").account == people["wu"]


def test_with_an_open_case_the_officer_reads_and_with_its_end_no_more(people, limin, case):
    seen = read_one(limin, RESIDENT, by=people["wu"], purpose=by_case(case))
    assert seen.shown == tuple(part.name for part in RESIDENT.parts)
    line = Line.objects.get()
    assert (line.role, line.organisation) == ("population.registrar", "薛家派出所")
    assert (line.purpose, line.reference, line.fields) == (
        "population.correction", str(case.pk), ",".join(seen.shown),
    )  # fmt: skip
    decide_correction(people["wu"], correction_id=case.pk, accept=True, reason="Seen.")
    with translation.override("en"), pytest.raises(Denied, match="It was closed on"):
        read_one(limin, RESIDENT, by=people["wu"], purpose=by_case(case))
    assert Line.objects.count() == 1


def test_a_withdrawn_case_is_no_purpose_either(people, limin, case):
    withdraw_correction(people["limin"], correction_id=case.pk)
    with pytest.raises(Denied):
        read_one(limin, RESIDENT, by=people["wu"], purpose=by_case(case))


def test_the_officer_of_another_town_is_refused_and_told_that_it_is_not_his_area(people, limin, case):
    with translation.override("en"), pytest.raises(Denied, match="not there"):
        read_one(limin, RESIDENT, by=people["he"], purpose=by_case(case))


def test_a_case_about_one_person_opens_nobody_else(people, case):
    other = Person.objects.select_related("account", "household").get(account=people["wangxiuying"])
    with translation.override("en"), pytest.raises(Denied, match="Nothing of this kind"):
        read_one(other, RESIDENT, by=people["wu"], purpose=by_case(case))


@pytest.mark.parametrize("who", ["wangxiuying", "zheng", "sun", "qian"])
def test_nobody_without_the_role_reads_by_somebody_elses_case(people, limin, case, who):
    with pytest.raises(Denied):
        read_one(limin, RESIDENT, by=people[who], purpose=by_case(case))


@pytest.mark.parametrize("text", ["own", "mandate:1", "mandate:x", "duty:population.address_check", "nonsense:1", ":"])
def test_a_claimed_purpose_is_never_believed(people, limin, text):
    with pytest.raises(Denied):
        read_one(limin, RESIDENT, by=people["wu"], purpose=Purpose.parse(text))


def test_nobody_writes_words_of_their_own_into_the_ledger(people, limin):
    with pytest.raises(Denied):
        read_one(limin, RESIDENT, by=people["limin"], purpose=Purpose.parse("own:whatever I like"))
    assert not Line.objects.exists()


def test_the_son_reads_by_his_mothers_mandate_until_she_ends_it(people):
    found_mandates()
    mandate = Mandate.objects.get(giver=people["wangxiuying"])
    mother = Person.objects.select_related("account", "household").get(account=people["wangxiuying"])
    seen = read_one(mother, RESIDENT, by=people["wanglei"], purpose=for_mandate(mandate))
    assert str(seen["address"]) == "顺园三村 99-2-301"
    assert Line.objects.get().for_id == people["wangxiuying"].pk
    with pytest.raises(Denied):
        read_one(mother, RESIDENT, by=people["qian"], purpose=for_mandate(mandate))
    end_mandate(people["wangxiuying"], mandate_id=mandate.pk)
    with translation.override("en"), pytest.raises(Denied, match="The mandate was ended on"):
        read_one(mother, RESIDENT, by=people["wanglei"], purpose=for_mandate(mandate))


def test_what_a_mandate_does_not_cover_is_masked_and_not_missing(people):
    found_mandates()
    mandate = Mandate.objects.get(giver=people["wangxiuying"])
    Mandate.objects.filter(pk=mandate.pk).update(scopes=["school"])
    mother = Person.objects.select_related("account", "household").get(account=people["wangxiuying"])
    seen = read_one(mother, RESIDENT, by=people["wanglei"], purpose=for_mandate(mandate))
    assert seen["address"].is_masked
    assert "99" not in str(seen["address"])
    assert Line.objects.get().fields == "name,community"


def test_a_nightly_check_leaves_a_line_with_each_person_of_the_town_and_sees_no_name(people):
    check = check_addresses(Division.objects.get(code=TOWN))
    living = Person.objects.filter(division_code__startswith=TOWN)
    assert check.residents == living.count() > 3
    assert check.without_address == sum(1 for resident in living if not resident.address)
    lines = Line.objects.filter(purpose="duty", reference="population.address_check")
    assert {line.subject_id for line in lines} == {resident.account_id for resident in living}
    assert {line.fields for line in lines} == {"community,address"}
    assert len({line.reading_id for line in lines}) == 1


def test_nobody_borrows_the_duty_of_the_register(people):
    rows = Person.objects.filter(division_code__startswith=TOWN)
    purpose = for_duty("population.address_check")
    for who in ("wu", "zheng", "wangxiuying"):
        assert list(read_many(rows, RESIDENT_PLACE, by=people[who], purpose=purpose)) == []
    assert not Line.objects.exists()


def test_a_bulk_read_asks_the_database_no_more_for_many_than_for_few(people):
    check_addresses(Division.objects.get(code="320402001"))  # so that the program's account is there
    counts = []
    for code in ("320411103", "320411"):
        with CaptureQueriesContext(connection) as queries:
            rows = Person.objects.filter(division_code__startswith=code).select_related("household")
            keeper = Account.objects.get(username="population-register-keeper")
            list(read_many(rows, RESIDENT_PLACE, by=keeper, purpose=for_duty("population.address_check")))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_bulk_read_stops_where_its_purpose_does(people, monkeypatch):
    """As when a matter closes, a mandate or a role ends while a long reading goes on."""
    monkeypatch.setattr(reading, "CHUNK", 2)
    check_addresses(Division.objects.get(code="320402001"))  # so that the program's account is there
    keeper = Account.objects.get(username="population-register-keeper")
    rows = Person.objects.filter(division_code__startswith=TOWN).order_by("pk")
    seen = read_many(rows, RESIDENT_PLACE, by=keeper, purpose=for_duty("population.address_check"))
    first = [next(seen), next(seen)]
    keeper.roles_held.all().delete()
    assert list(seen) == []
    told = Line.objects.filter(subject_id__in=rows.values("account_id")).values_list("subject_id", flat=True)
    assert sorted(told) == sorted(one.subject_id for one in first)


def test_the_line_names_the_organisation_in_whose_area_the_person_lives(people, limin, case):
    people["wu"].roles_held.all().delete()
    for area, station in (("320412100", "湖塘派出所"), (TOWN, "薛家派出所"), ("320402", "别处派出所")):
        people["wu"].roles_held.create(role="population.registrar", area_code=area, organisation=station)
    read_one(limin, RESIDENT, by=people["wu"], purpose=by_case(case))
    assert Line.objects.get().organisation == "薛家派出所"


def test_no_person_takes_on_the_duty_of_a_program(people, limin):
    people["wu"].roles_held.create(role="population.register_keeper")
    with pytest.raises(Denied):
        read_one(limin, RESIDENT, by=people["wu"], purpose=for_duty("population.address_check"))


def test_a_mandate_ends_with_the_account_of_the_one_who_gave_it(people):
    found_mandates()
    mandate = Mandate.objects.get(giver=people["wangxiuying"])
    mother = Person.objects.select_related("account", "household").get(account=people["wangxiuying"])
    call_command("closeaccount", "wangxiuying")
    with translation.override("en"), pytest.raises(Denied, match="account of the one who gave"):
        read_one(mother, RESIDENT, by=people["wanglei"], purpose=for_mandate(mandate))
