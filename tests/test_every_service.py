"""What every room promises, tested once for all of them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import translation

from longcheng.core.access.checks import patterns
from longcheng.core.access.doors import OPEN, OWN_CHECK, door_of
from longcheng.core.access.permissions import declared_permissions
from longcheng.core.datapack.loading import loaders
from longcheng.core.declaration import rooms
from longcheng.core.events.directory import events, handlers
from longcheng.portal.open_apis import api
from longcheng.program.demo import found_demo

CHECKOUT = Path(__file__).resolve().parents[1]
ROOMS = [pytest.param(room, id=room.label) for room in rooms()]
SERVICES = [pytest.param(room, id=room.label) for room in rooms() if room.is_service]
README_HEADINGS = ("## What a person gets", "## Plan", "## Standards", "## Sources", "## What is simulated")
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x"}


def sample_address(pattern: URLPattern, prefix: str) -> str:
    """An address that matches the pattern, with something believable in each place."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES[match[1] or "str"], prefix + str(pattern.pattern))


def all_addresses(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = str(entry.pattern) if isinstance(entry.pattern, RoutePattern) else ""
            found += all_addresses(entry, prefix + inner)
        else:
            found.append((sample_address(entry, prefix), entry))
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_in_both_languages_what_it_is(room):
    assert str(room.title)
    assert room.summary
    assert room.name.rsplit(".", 1)[-1] in room.path


@pytest.mark.parametrize("room", ROOMS)
def test_every_entry_of_a_menu_leads_somewhere(room):
    for item in room.menu:
        try:
            reverse(item.url)
        except NoReverseMatch:
            pytest.fail(f"{room.label}: the menu entry {item.url} leads nowhere")
        assert item.permission is None or item.permission in declared_permissions()


@pytest.mark.parametrize("room", ROOMS)
def test_policies_have_tests_of_their_own_and_name_every_personal_permission_of_their_room(room):
    text = Path(room.path) / "policies.cedar"
    if not text.is_file():
        return
    assert (Path(room.path) / "tests" / "test_policies.py").is_file()
    personal = [permission.name for permission in room.permissions if permission.is_personal]
    assert all(f'Action::"{name}"' in text.read_text(encoding="utf-8") for name in personal)


@pytest.mark.parametrize("room", ROOMS)
def test_a_purpose_a_duty_and_a_scope_are_told_in_both_languages(room):
    named = [*room.purposes, *room.duties, *room.mandate_scopes]
    for one in named:
        with translation.override("en"):
            english = str(one.title)
        with translation.override("zh-hans"):
            assert str(one.title) != english, f"{one.name} is not translated"
    assert all(duty.law and duty.article and duty.source for duty in room.duties)
    assert all(one.name.startswith(f"{room.label}.") for one in [*room.purposes, *room.duties])


@pytest.mark.parametrize("room", ROOMS)
def test_roles_and_permissions_are_named_after_their_room_and_roles_name_real_permissions(room):
    assert all(permission.name.startswith(f"{room.label}.") for permission in room.permissions)
    assert all(role.name.startswith(f"{room.label}.") for role in room.roles)
    assert all(name in declared_permissions() for role in room.roles for name in role.permissions)


def test_every_page_has_a_door():
    assert [str(pattern.pattern) for pattern in patterns() if door_of(pattern.callback) is None] == []


@pytest.mark.parametrize(("address", "pattern"), [pytest.param(a, p, id=a) for a, p in all_addresses()])
def test_strangers_are_turned_away_at_every_address_that_is_not_open(db, address, pattern):
    door = door_of(pattern.callback)
    if door in {OPEN, OWN_CHECK}:
        assert Client().get(address).status_code in {200, 302, 304, 400, 401, 404, 405, 422, 503}
        return
    for method in ("get", "post", "put", "delete"):
        answer = getattr(Client(), method)(address)
        assert answer.status_code == 302, f"{method} {address} answered a stranger with {answer.status_code}"
        assert answer.headers["Location"].startswith("/sign-in/")


def test_strangers_are_turned_away_at_every_operation_of_the_api_that_is_not_open(db):
    for path, item in api.get_openapi_schema()["paths"].items():
        address = re.sub(r"\{\w+\}", "1", path)
        for method, operation in item.items():
            if "security" not in operation:
                assert method == "get", f"{method} {path} changes something and is open to all"
                continue
            answer = getattr(Client(), method)(address, content_type="application/json")
            assert answer.status_code == 401, f"{method} {path} answered a stranger with {answer.status_code}"


@pytest.mark.parametrize("name", events())
def test_every_event_says_when_it_is_sent_and_when_not(name):
    text = events()[name].__doc__ or ""
    assert "Sent" in text, f"{name} does not say when it is sent"
    assert re.search(r"[Nn]ot sent|not when", text), f"{name} does not say when it is not sent"


@pytest.mark.parametrize("name", handlers())
def test_every_handler_says_what_it_does(name):
    assert handlers()[name].handle.__doc__


@pytest.mark.parametrize("room", ROOMS)
def test_everything_that_is_loaded_and_founded_exists(room):
    assert all(callable(loaders()[kind]) for kind in room.loads)
    labels = {other.label for other in rooms()}
    assert set(room.founds_after) <= labels


@pytest.mark.parametrize("room", SERVICES)
def test_no_foreign_key_goes_sideways(room):
    """A service's tables point to its own, to the bases and to the core, never to another service."""
    for model in room.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is not None:
                target = apps.get_containing_app_config(field.related_model.__module__)
                below = target is None or target.label == room.label or not getattr(target, "is_service", False)
                assert below, f"{model.__name__}.{field.name} points into {target.label}"


@pytest.mark.parametrize("room", SERVICES)
def test_a_services_readme_has_its_headings(room):
    text = (Path(room.path) / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    places = [text.find(heading) for heading in README_HEADINGS]
    assert -1 not in places, f"missing: {[h for h, p in zip(README_HEADINGS, places, strict=True) if p < 0]}"
    assert places == sorted(places)
    assert all(plan_id in text for plan_id in room.plan_ids)


@pytest.mark.parametrize("room", SERVICES)
def test_a_service_names_its_place_in_the_plan(room):
    assert room.plan_ids
    assert all(re.fullmatch(r"[A-Z]\d", plan_id) for plan_id in room.plan_ids)


def test_the_demo_life_is_founded_twice_without_doubling(divisions):
    def rows() -> dict[str, int]:
        return {model._meta.label: model.objects.count() for model in apps.get_models() if hasattr(model, "objects")}

    found_demo(people=50, password="a-test-password")
    once = rows()
    found_demo(people=50, password="a-test-password")
    assert rows() == once


@pytest.mark.parametrize("room", SERVICES)
def test_the_city_starts_without_this_service(room):
    """In a process of its own: declarations hold and the first page opens."""
    code = (
        "import django; django.setup();"
        "from django.core.management import call_command; call_command('check');"
        "from django.test import RequestFactory; from django.urls import resolve;"
        "from longcheng.portal.open_apis import api; api.get_openapi_schema();"
        f"from django.apps import apps; assert not apps.is_installed({room.name!r});"
        "assert resolve('/').view_name == 'portal:home'"
    )
    environment = os.environ | {
        "LONGCHENG_WITHOUT": room.name.removeprefix("longcheng."),
        "DJANGO_SETTINGS_MODULE": "longcheng.program.settings",
        "PYTHONPATH": str(CHECKOUT),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
