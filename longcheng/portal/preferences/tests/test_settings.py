"""Settings as people meet them: strangers in a browser, the signed-in everywhere."""

import re

import pytest
from django.test import Client

from conftest import PASSWORD
from longcheng.core.preferences.look import COOKIE, Look
from longcheng.core.preferences.models import Preferences
from longcheng.core.preferences.queries import chosen_area, kept_look
from longcheng.portal.frame import live_areas

LOOK = {"language": "en", "theme": "dark", "size": "large", "contrast": "more"}


def attributes(page: str) -> dict[str, str]:
    """What the page's own <html> says of its look."""
    return dict(re.findall(r'data-(theme|size|contrast)="(\w+)"', page[: page.index("<head>")]))


def test_a_stranger_saves_once_and_every_page_looks_like_that(db):
    client = Client()
    answer = client.post("/settings/", LOOK)
    assert answer.status_code == 302
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("dark.large.more", "Lax", True)
    page = client.get("/settings/").content.decode()
    assert attributes(page) == {"theme": "dark", "size": "large", "contrast": "more"}
    assert "Your settings are saved." in page
    assert not Preferences.objects.exists()


def test_cookies_are_sent_by_https_alone_where_the_city_speaks_it(db, settings):
    settings.LANGUAGE_COOKIE_SECURE = True
    answer = Client().post("/settings/", LOOK, secure=True)
    assert answer.cookies[COOKIE]["secure"]
    assert answer.cookies["django_language"]["secure"]


def test_a_choice_follows_its_owner_to_the_next_device(people):
    phone, other = Client(), Client()
    phone.post("/sign-in/", {"username": "limin", "password": PASSWORD})
    phone.post("/settings/", LOOK | {"town": "", "community": ""})
    assert kept_look(people["limin"].pk) == Look("dark", "large", "more", "en")
    assert attributes(other.get("/settings/").content.decode())["theme"] == "auto"
    other.post("/sign-in/", {"username": "limin", "password": PASSWORD})
    page = other.get("/settings/").content.decode()
    assert attributes(page)["theme"] == "dark"
    assert '<html lang="en"' in page


def test_the_look_costs_the_signed_in_at_most_one_query_in_a_session(signed_in, people, django_assert_num_queries):
    Preferences.objects.create(account=people["limin"], theme="dark", language="en")
    client = signed_in("limin")
    assert client.get("/inbox/unread/").wsgi_request.preferences.theme == "dark"
    with django_assert_num_queries(3) as seen:  # the session, the account, the count itself
        client.get("/inbox/unread/")
    assert not [query for query in seen if "preferences_preferences" in query["sql"]]


@pytest.mark.parametrize("cookie", ["dark", "x" * 3_000, "evil.large.more", "\x00"])
def test_a_cookie_that_somebody_made_up_changes_nothing(db, cookie):
    client = Client()
    client.cookies[COOKIE] = cookie
    answer = client.get("/settings/")
    assert answer.status_code == 200
    assert answer.wsgi_request.preferences == Look()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_a_quick_switch_returns_to_pages_of_ours_alone(db, wanted):
    answer = Client().post("/settings/quick/", {"theme": "dark", "next": wanted})
    assert answer.headers["Location"] == "/"


def test_a_quick_switch_changes_one_thing_and_leaves_the_others(db):
    client = Client()
    client.post("/settings/", LOOK)
    answer = client.post("/settings/quick/", {"size": "normal", "next": "/sign-in/?next=/inbox/"})
    assert answer.headers["Location"] == "/sign-in/?next=/inbox/"
    assert answer.cookies[COOKIE].value == "dark.normal.more"
    assert Client().get("/settings/quick/").status_code == 405


def test_a_form_of_another_page_cannot_switch_anything(db):
    assert Client(enforce_csrf_checks=True).post("/settings/quick/", {"theme": "dark"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/settings/", LOOK).status_code == 403


def test_the_old_switch_of_language_still_works_and_the_account_remembers_it(signed_in, people):
    client = signed_in("limin")
    answer = client.post("/language/", {"language": "en", "next": "/inbox/"})
    assert answer.headers["Location"] == "/inbox/"
    assert kept_look(people["limin"].pk).language == "en"
    client.post("/language/", {"language": "klingon", "next": "/inbox/"})
    assert kept_look(people["limin"].pk).language == "en"
    assert Client().post("/language/", {"language": "en", "next": "/"}).cookies["django_language"].value == "en"


def test_a_language_cookie_alone_counts_as_it_always_did(signed_in, people):
    Preferences.objects.create(account=people["limin"], language="zh-hans")
    client = signed_in("limin")
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in client.get("/settings/").content.decode()


def test_a_place_is_chosen_town_first_then_its_community(signed_in, people):
    client = signed_in("wanglei")
    assert client.post("/settings/", LOOK | {"town": "320411103", "community": ""}).status_code == 302
    page = client.get("/settings/").content.decode()
    community = re.search(r'<option value="(320411103\d{3})"', page)[1]
    client.post("/settings/", LOOK | {"town": "320411103", "community": community})
    assert chosen_area(people["wanglei"]) == community
    assert {"320411103", community} <= set(live_areas(people["wanglei"]))
    client.post("/settings/", LOOK | {"town": "320412100", "community": community})
    assert chosen_area(people["wanglei"]) == "320412100", "another town leaves the community behind"


@pytest.mark.parametrize("town", ["1", "320411999", "320411103006", "abc", "' OR 1=1", "３２０４１１１０３"])
def test_a_place_that_is_none_is_told_beside_its_field(signed_in, town):
    answer = signed_in("wanglei").post("/settings/", LOOK | {"town": town}, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 422
    assert "no such town" in answer.content.decode()


def test_a_stranger_chooses_no_place(db):
    page = Client().get("/settings/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert 'name="town"' not in page
    assert "Sign in to choose" in page
    Client().post("/settings/", LOOK | {"town": "320411103"})
    assert not Preferences.objects.exists()
