"""The pages and the API of addresses: what anybody sees, what a keeper may do, and that no person stands on them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from longcheng.bases.geography.models import Address, MapLayer
from longcheng.bases.geography.tests.small_fabric import (
    EAST,
    LAT,
    LON,
    flat,
    found_addresses,
    found_divisions,
    found_places,
)
from longcheng.core.access.models import Account, AccountKind, RoleHeld

FIND = "/geography/addresses/"


@pytest.fixture
def fabric(db) -> None:
    found_divisions()
    found_addresses()
    found_places()


@pytest.fixture
def keeper(fabric) -> Client:
    account = Account.objects.create(username="tang", kind=AccountKind.STAFF)
    RoleHeld.objects.create(account=account, role="geography.keeper", area_code=EAST[:6], organisation="test")
    client = Client()
    client.force_login(account)
    return client


def page(client: Client, path: str, **asked) -> str:
    answer = client.get(path, asked, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_address_is_found_without_any_script(client, fabric) -> None:
    assert "Where am I?" in page(client, FIND)
    found = page(client, FIND, q="柳桥镇顺园三村99-2-301")
    assert "Found exactly." in found
    assert f'href="{FIND}{flat().pk}/"' in found
    assert "No address of the register fits" in page(client, FIND, q="囍囍囍囍")
    assert "More than one fits" in page(client, FIND, q="顺园三村99幢")
    assert "This fits. Choose:" in page(client, FIND, q="顺园")


def test_typing_ahead_answers_as_every_search_box_of_the_city(client, fabric) -> None:
    answer = client.get(f"{FIND}suggest/", {"q": "顺园三村99"}).json()
    assert answer["hits"][0]["title"] == [["顺园三村99幢", False]]
    assert answer["hits"][0]["url"].startswith(FIND)
    assert client.get(f"{FIND}suggest/").json()["hits"] == []
    chosen = client.post(f"{FIND}choices/", {"q": "柳桥镇顺园三村99-2-301"}).json()["choices"][0]
    assert (chosen["text"], chosen["division"]) == (flat().text, "顺园社区居委会")


def test_the_page_of_a_flat_tells_where_it_lies_and_what_is_near(client, fabric) -> None:
    shown = page(client, f"{FIND}{flat().pk}/")
    for told in ("龙溪市东湖区柳桥镇顺园三村99幢2单元301室", "顺园社区居委会", "Synthetic, no survey", "Grid cell",
                 "The nearest clinic that is open", "/wrong/?register=geography.address"):  # fmt: skip
        assert told in shown
    assert "旧示例卫生站" in shown  # stale, so it is told in what is not listed
    assert f'{FIND}{flat().parent_id}/"' in shown


def test_the_page_of_a_house_lets_one_choose_the_stair(client, fabric) -> None:
    house = Address.objects.get(text="顺园三村99幢", division_code=EAST)
    shown = page(client, f"{FIND}{house.pk}/")
    assert "Choose the stair or the flat" in shown
    assert ">2单元<" in shown


def test_as_of_a_day_before_it_was_known_there_is_nothing(client, fabric) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "did not know this address then" in page(client, f"{FIND}{flat().pk}/", on=yesterday)
    assert "As it was on" in page(client, f"{FIND}{flat().pk}/", on=timezone.localdate().isoformat())
    assert "From a file" in page(client, f"{FIND}{flat().pk}/history/")


def test_where_am_i_answers_by_two_numbers(client, fabric) -> None:
    shown = page(client, f"{FIND}here/", at=f"{LON + 0.0021},{LAT}")
    assert "顺园三村99幢" in shown
    assert "柳桥镇" in shown
    assert client.get(f"{FIND}here/", {"at": "31.8"}).status_code == 422
    assert client.get(f"{FIND}here/", {"at": "nan,31.8"}).status_code == 422


def test_a_number_that_was_never_given_is_not_found(client, fabric) -> None:
    assert client.get(f"{FIND}999999999/").status_code == 404
    assert client.get(f"{FIND}{2**63}/").status_code == 404
    assert client.get(f"/api/geography/addresses/{2**63}").status_code == 404


def test_a_keeper_enters_and_ends_an_address(keeper) -> None:
    assert "Enter a new address" in page(keeper, FIND, q="示例新村7-2-502")
    form = page(keeper, f"{FIND}new/", text="柳桥镇顺园社区示例新村7-2-502")
    assert 'value="示例新村"' in form
    assert f'<option value="{EAST}" selected>' in form
    refused = keeper.post(f"{FIND}new/", {"street": "示", "lon": "east"})
    assert refused.status_code == 422
    asked = {"division_code": EAST, "street": "示例新村", "building": "7", "stair": "2", "room": "502"}
    answer = keeper.post(f"{FIND}new/", asked)
    entered = Address.objects.get(text="示例新村7幢2单元502室")
    assert answer.url == f"{FIND}{entered.pk}/"
    assert keeper.post(f"{FIND}{entered.pk}/end/", {"reason": ""}).status_code == 422
    assert keeper.post(f"{FIND}{entered.pk}/end/", {"reason": "Never built."}).status_code == 302
    assert "Ended address" in page(keeper, f"{FIND}{entered.pk}/")


def test_a_stranger_and_a_keeper_of_another_area_may_not(client, keeper) -> None:
    assert client.get(f"{FIND}new/").status_code in {302, 403}
    west = Address.objects.get(text="石塘新村5幢")
    assert keeper.get(f"{FIND}{west.pk}/end/").status_code == 403
    assert "End this address" not in page(keeper, f"{FIND}{west.pk}/")


def test_programs_ask_the_same(client, fabric) -> None:
    api = "/api/geography/addresses"
    english = {"accept-language": "en"}
    [first, *_] = client.get(f"{api}/suggest", {"q": "柳桥镇顺园三村99"}, headers=english).json()
    assert (first["text"], first["why"], first["level"]) == ("顺园三村99幢", "exact", "building")
    resolved = client.get(f"{api}/resolve", {"q": "柳桥镇顺园三村99幢2单元301室"}).json()
    assert (resolved["certainty"], resolved["parsed"]["number_key"]) == ("certain", "99-2-301")
    near = client.get(f"{api}/reverse", {"lon": LON + 0.002, "lat": LAT}).json()
    assert near["addresses"][0]["text"].startswith("顺园三村99幢")
    assert near["divisions"][-1] == {"code": EAST, "name": "顺园社区居委会"}
    at = "2026-11-23T12:00:00+08:00"
    clinics = client.get(f"{api}/nearest", {"what": "clinic", "lon": LON, "lat": LAT, "at": at}).json()
    assert clinics["listed"][0]["is_open"] is True
    assert clinics["not_listed"][0]["why_not"] == "stale"
    of_the_city = {"what": "clinic", "lon": LON, "lat": LAT, "at": at.partition("+")[0]}
    assert client.get(f"{api}/nearest", of_the_city).json() == clinics
    one = client.get(f"{api}/{flat().pk}").json()
    assert (one["number_key"], one["whole"]) == ("99-2-301", "龙溪市东湖区柳桥镇顺园三村99幢2单元301室")


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("suggest", {}),
        ("suggest", {"q": "x" * 200}),
        ("suggest", {"q": "顺园", "limit": 1000}),
        ("reverse", {"lon": "nan", "lat": 1}),
        ("reverse", {"lon": 1, "lat": 99}),
        ("nearest", {"lon": 1, "lat": 1}),
        ("nearest", {"what": "clinic", "lon": 1, "lat": 1, "limit": 0}),
        ("nearest", {"what": "clinic", "lon": 1, "lat": 1, "at": "0001-01-01T00:00:00Z"}),
    ],
)
def test_what_is_out_of_bounds_is_refused(client, fabric, path, asked) -> None:
    assert client.get(f"/api/geography/addresses/{path}", asked).status_code == 422


def test_the_search_of_the_city_offers_what_looks_like_an_address(client, fabric) -> None:
    found = page(client, "/search/", q="柳桥镇顺园三村99")
    assert "Find “柳桥镇顺园三村99” as an address" in found
    assert "as an address" not in page(client, "/search/", q="柳桥镇")
    [first, *_] = client.get("/search/suggest/", {"q": "柳桥镇顺园三村99-2-301"}).json()["hits"]
    assert first["url"] == f"{FIND}{flat().pk}/"


def test_places_of_a_layer_without_an_open_licence_are_not_passed_on(client, fabric) -> None:
    MapLayer.objects.filter(name="pois").update(is_open=False)
    asked = {"what": "clinic", "lon": LON, "lat": LAT, "limit": 9}
    found = client.get("/api/geography/addresses/nearest", asked).json()
    assert {(one["lon"], one["lat"]) for one in [*found["listed"], *found["not_listed"]]} == {(None, None)}
    [one] = client.get("/api/geography/addresses/suggest", {"q": "旧示例卫生站"}).json()
    assert (one["place"], one["lon"], one["lat"]) == ("pois-old", None, None)
