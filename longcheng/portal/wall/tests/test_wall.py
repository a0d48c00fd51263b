"""The wall: who may watch it, what it says of itself, and that one broken tile breaks nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from longcheng.core.access.actions.accounts import make_account
from longcheng.core.declaration import WallTile, rooms
from longcheng.core.declaration.wall import Measured, Tone, hidden_if_small
from longcheng.core.messages.topics import topics
from longcheng.core.wall.groups import GROUPS
from longcheng.portal.wall.tiles import CELLS, MAP_CELLS, Declared, declared_tiles, pages, shown

PLACES = ("/wall/", "/wall/?page=parts", "/wall/?division=320411", "/wall/tiles/?only=events.dead,map")


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr("longcheng.portal.wall.tiles._kept", {})


@pytest.mark.parametrize("place", PLACES)
def test_a_viewer_and_an_operator_watch_a_resident_and_a_stranger_do_not(signed_in, place):
    account = make_account(
        username="night", password="x" * 12, display_name="Night", kind="staff", roles=[("wall.viewer", "")]
    )
    viewer = Client()
    viewer.force_login(account)
    assert viewer.get(place).status_code == 200
    assert signed_in("zheng").get(place).status_code == 200
    assert signed_in("wangxiuying").get(place).status_code == 403
    assert Client().get(place).status_code == 302


@pytest.mark.parametrize(
    "place", ["/wall/?page=nowhere", "/wall/?division=999999", "/wall/?division=3204", "/wall/?division=x"]
)
def test_a_page_or_division_that_is_none_is_not_found(signed_in, place):
    assert signed_in("zheng").get(place).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("one", declared_tiles(), ids=lambda one: one.name)
def test_every_tile_measures_and_says_owner_rule_and_where_it_is_worked_on(people, one, language):
    with translation.override(language):
        tile = shown(one)
        assert tile.problem == ""
        assert str(one.tile.owner)
        assert tile.measured.rule
        assert tile.measured.url == "" or (tile.measured.url.startswith("/") and tile.measured.url_label)
        assert not any(account.display_name in repr(tile.measured) for account in people.values())


def test_declarations_are_sound():
    for one in declared_tiles():
        assert one.tile.group in GROUPS
        assert hasattr(one.room.part("wall"), one.tile.shows)
        assert set(one.tile.topics) <= set(topics())
        assert one.tile.columns in {2, 3, 4, 5, 6, 8, 9, 12}
        assert one.tile.rows in {2, 3, 4, 6}
    assert len({one.name for one in declared_tiles()}) == sum(len(room.wall_tiles) for room in rooms())


def test_no_page_holds_more_than_its_grid():
    for page in pages():
        cells = sum(one.tile.columns * one.tile.rows for one in page.declared)
        assert cells <= CELLS - (MAP_CELLS if page.has_map else 0)


def declared(monkeypatch, measure, **told) -> Declared:
    room = next(iter(rooms()))
    monkeypatch.setattr(type(room), "part", lambda self, part: type("Part", (), {"measure": staticmethod(measure)}))
    return Declared(room, WallTile(name="sample", title="Sample", owner="Us", shows="measure", **told))


def test_a_tile_is_measured_once_for_all_who_watch_and_anew_after_some_seconds(monkeypatch):
    asked = []
    one = declared(monkeypatch, lambda: asked.append(1) or Measured(value=len(asked)))
    assert [shown(one).measured.value for _ in range(100)] == [1] * 100
    monkeypatch.setattr("longcheng.portal.wall.tiles.KEPT_S", 0)
    assert shown(one).measured.value == 2


def test_a_tile_that_cannot_be_measured_says_so_and_the_wall_stands(monkeypatch, caplog):
    one = declared(monkeypatch, lambda: 1 / 0)
    tile = shown(one)
    assert (tile.problem, tile.tone, tile.is_stale) == ("ZeroDivisionError", "stale", True)


def test_an_old_value_is_shown_as_old_whatever_its_tone(monkeypatch):
    at = timezone.now() - timedelta(seconds=61)
    one = declared(monkeypatch, lambda: Measured(value=1, tone=Tone.WELL, at=at), stale_after_s=60)
    assert shown(one).tone == "stale"


@pytest.mark.parametrize(("count", "says"), [(0, 0), (1, "1–4"), (4, "1–4"), (5, 5), (900, 900)])
def test_small_counts_of_persons_are_hidden(count, says):
    assert hidden_if_small(count) == says


def test_the_wall_of_one_district_counts_that_district(signed_in):
    page = signed_in("zheng").get("/wall/?division=320402&page=city").content.decode()
    assert 'data-tiles="/wall/tiles/?division=320402"' in page


def test_a_viewer_is_shown_no_link_that_would_be_refused(people):
    account = make_account(
        username="night", password="x" * 12, display_name="Night", kind="staff", roles=[("wall.viewer", "")]
    )
    viewer = Client()
    viewer.force_login(account)
    page = viewer.get("/wall/").content.decode() + viewer.get("/wall/?page=parts").content.decode()
    assert "/desk/" not in page
    assert "/population/corrections/" not in page
