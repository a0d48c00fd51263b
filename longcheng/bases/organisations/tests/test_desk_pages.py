"""What people see: the desks and their forms, the page that says what follows, and the pages of those who act."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from longcheng.bases.organisations.desk.forms import FORMS
from longcheng.bases.organisations.desk.licence_forms import LICENCE_FORMS
from longcheng.bases.organisations.models import Appointment, Licence, Organisation
from longcheng.bases.organisations.tests.desk import (
    appointed,
    branch,
    code,
    firm,
    licence,
    licenser,
    registrar,
    small_town,
)
from longcheng.bases.organisations.work import WORK

TODAY = timezone.localdate


@pytest.fixture
def people(db):
    return small_town()


@pytest.fixture
def place(people):
    rong, shi = registrar(), licenser()
    one = firm(rong)
    return {"rong": rong, "shi": shi, "firm": one, "licence": licence(shi, one), **people}


def at(account) -> Client:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, to: str, **posted) -> str:
    answer = client.post(to, posted) if posted else client.get(to)
    assert answer.status_code in {200, 422}, (answer.status_code, to)
    return answer.content.decode()


def dissolve(client: Client, one: Organisation, step: str):
    terms = {"day": TODAY().isoformat(), "document": "注销登记申请书", "step": step}
    return client.post(f"/organisations/{one.pk}/act/dissolve/", terms)


def test_before_a_dissolution_the_registrar_reads_what_will_follow_and_nothing_has_yet(place):
    appointed(place["rong"], place["firm"], place["qian"].resident.pk)
    second = branch(place["rong"], place["firm"])
    said = dissolve(at(place["rong"]), place["firm"], "check").content.decode()
    assert place["licence"].number in said
    assert second.name in said
    assert "《行政许可法》第七十条" in said
    assert f"{place['qian'].resident.name[0]}＊" in said
    assert place["qian"].resident.name not in said
    assert "2 people get a message" in said
    place["firm"].refresh_from_db()
    assert place["firm"].status == "active"
    assert Licence.objects.get().state == "valid"


def test_the_same_answers_then_dissolve_it_and_the_licence_page_says_so(place):
    answer = dissolve(at(place["rong"]), place["firm"], "register")
    assert (answer.status_code, answer["Location"]) == (302, f"/organisations/{place['firm'].pk}/act/")
    said = page(at(place["shi"]), f"/organisations/licences/{place['licence'].pk}/")
    assert "Licence cancelled" in said
    assert "Nothing may be granted to it any more" in said
    assert 'hx-trigger="organisation-changed"' in said
    acts = page(at(place["rong"]), f"/organisations/{place['firm'].pk}/act/")
    assert re.search(r"Take act no. \d+ back", acts)
    assert "/act/dissolve/" not in acts


def test_a_new_organisation_with_mistakes_shows_all_of_them_and_keeps_what_was_typed(place):
    typed = {"kind": "enterprise", "name": "常州示例新厂", "code": "91X", "step": "check"}
    said = page(at(place["rong"]), "/organisations/new/", **typed)
    for words in ("this one has 3", "“Town or community” is required", "“Street address” is required"):
        assert words in said
    assert 'value="常州示例新厂"' in said


def test_a_new_organisation_is_entered_after_a_look_at_it(place):
    typed = {
        "kind": "enterprise", "name": "常州示例新厂机械有限公司", "code": code(77), "representative_name": "周新",
        "industry": "C34", "division_code": "320411103006", "address": "示例路77号", "day": "2026-11-20",
        "document": "设立登记申请书",
    }  # fmt: skip
    client = at(place["rong"])
    said = page(client, "/organisations/new/", **typed, step="check")
    assert "Read it before it is entered" in said
    assert not Organisation.objects.filter(code=code(77)).exists()
    assert client.post("/organisations/new/", typed | {"step": "register"}).status_code == 302
    assert Organisation.objects.get(code=code(77)).name == "常州示例新厂机械有限公司"


def test_an_appointment_is_filed_by_name_and_number_as_on_the_card(place):
    qian = place["qian"].resident
    typed = {
        "name": qian.name, "person_id": qian.number, "role": "agent", "scopes": ["organisations.licences"],
        "until": (TODAY() + timedelta(days=90)).isoformat(), "document": "授权委托书",
    }  # fmt: skip
    client, form = at(place["rong"]), f"/organisations/{place['firm'].pk}/act/appoint/"
    assert "Nobody in the register has both" in page(client, form, **typed | {"name": "钱多"}, step="check")
    assert "Its licences" in page(client, form, **typed, step="check")
    assert client.post(form, typed | {"step": "register"}).status_code == 302
    assert Appointment.objects.get().mandate.agent == place["qian"]


def test_every_form_opens(place):
    for form in FORMS:
        by = place["shi"] if form.kind == "grant-licence" else place["rong"]
        said = page(at(by), f"/organisations/{place['firm'].pk}/act/{form.kind}/")
        assert 'name="step" value="check"' in said, form.kind
    for form in LICENCE_FORMS:
        said = page(at(place["shi"]), f"/organisations/licences/{place['licence'].pk}/act/{form.kind}/")
        assert 'name="step" value="check"' in said, form.kind


def test_the_lists_find_by_the_beginning_of_a_former_name_and_by_code(place):
    client = at(place["rong"])
    terms = {"name": "常州示例改名机械有限公司", "day": TODAY().isoformat(), "document": "决议", "step": "register"}
    former = place["firm"].name
    assert client.post(f"/organisations/{place['firm'].pk}/act/rename/", terms).status_code == 302
    for wanted in (former, "常州示例改名", place["firm"].code[:12]):
        assert "常州示例改名机械有限公司" in page(client, f"/organisations/desk/?q={wanted}")
    assert "No row fits" in page(client, "/organisations/desk/?q=没有这样的名字")
    narrowed = "?kind=enterprise&status=active&industry=C&area=320411103"
    assert "常州示例改名" in page(client, f"/organisations/desk/{narrowed}")


def test_the_licence_list_knows_what_ends_soon_and_follows_the_live_line(place):
    said = page(at(place["shi"]), "/organisations/licences/")
    assert place["licence"].number in said
    assert "live:organisations.changed from:body" in said
    assert "No row fits" in page(at(place["shi"]), "/organisations/licences/?soon=1")


def test_who_acts_sees_role_term_licences_history_and_the_others_masked(place):
    appointed(place["rong"], place["firm"], place["qian"].resident.pk)
    appointed(place["rong"], place["firm"], place["limin"].resident.pk)
    client = at(place["qian"])
    assert place["firm"].name in page(client, "/organisations/mine/")
    said = page(client, f"/organisations/mine/{place['firm'].pk}/")
    assert place["licence"].number in said
    assert "In force" in said
    assert f"{place['limin'].resident.name[0]}＊" in said
    assert place["limin"].resident.name not in said
    assert "Founded" in said


def test_stopping_asks_once_and_is_over_with_the_press(place):
    appointed(place["rong"], place["firm"], place["qian"].resident.pk)
    client, ending = at(place["qian"]), f"/organisations/mine/{place['firm'].pk}/end/"
    assert "Your mandates for it end at once" in page(client, ending)
    assert client.post(ending).status_code == 302
    assert "You act for no organisation" in page(client, "/organisations/mine/")


def test_an_organisations_scopes_are_offered_to_no_person_who_lets_another_act(people):
    said = page(at(people["limin"]), "/mandates/")
    assert 'value="health"' in said
    assert 'value="organisations.' not in said


def test_what_waits_names_the_licence_that_runs_out(place):
    soon = licence(place["shi"], place["firm"], number="JY00000000000002", valid_until=TODAY() + timedelta(days=9))
    work = {one.name: one for one in WORK}["organisations.running_out"]
    assert [task.key for task in work.waiting(place["shi"])] == [str(soon.pk)]
