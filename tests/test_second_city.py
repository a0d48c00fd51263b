"""A second city is a folder: an invented one is loaded, and the same pages speak of it and of no other."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from longcheng.bases.geography import demo as geography
from longcheng.bases.geography.models import Address, AddressName, Division, MapFeature
from longcheng.core.datapack.loading import load_pack
from longcheng.core.datapack.pack import read_pack
from longcheng.portal import frame

FOLDER = Path(__file__).parent / "cities" / "yunchuan"
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
OTHER_CITY = ("常州", "Changzhou", "新北区", "320411")


@pytest.fixture
def second_city(db, settings, monkeypatch) -> None:
    """The invented city with a fabric of streets and houses, as `./city up` with its folder founds it."""
    settings.CITY_PACK = FOLDER
    monkeypatch.setattr(frame, "PACK", read_pack(FOLDER))  # read once in a program, which has one city
    cache.clear()
    load_pack(read_pack(FOLDER))
    geography.found(people_count=300)
    yield
    cache.clear()


def wrong_with(answer, path: str, told: str) -> list[str]:
    """What is wrong with an answer that should speak of `told` and of no other city."""
    text = answer.content.decode()
    found = [f"{path} names {word}" for word in OTHER_CITY if word in text]
    if answer.status_code != 200:
        found.append(f"{path} answers {answer.status_code}")
    elif told not in text:
        found.append(f"{path} does not speak of {told}")
    return found


def test_the_pages_of_the_map_and_the_registers_speak_of_the_loaded_city(second_city, client):
    community = Division.objects.get(code="990101001001")
    assert community.name == "临江社区居委会"
    town = AddressName.objects.filter(town_code__startswith="9901").order_by("pk").first()
    address = Address.objects.filter(name=town).order_by("pk").first()
    building = MapFeature.objects.filter(layer="buildings").order_by("pk").first()
    pages = {
        "/map/": "Dongpo",
        "/map/?place=districts-990102": "Xiling",
        "/map/table/?layers=districts": "Dongpo",
        "/map/district/990101/": "Dongpo",
        "/geography/divisions/": "Dongpo",
        "/geography/divisions/990102100/": "柳溪镇",
        "/geography/layers/": "CGCS2000",
        f"/geography/addresses/?q={town.name}": town.name,
        f"/geography/addresses/{address.pk}/": address.text,
        f"/geography/features/{building.pk}/": "ynthetic",
        "/organisations/?q=临江": "临江社区",
        "/ogc/collections?f=html": "Districts",
    }
    assert [what for path, told in pages.items() for what in wrong_with(client.get(path, **EN), path, told)] == []


def test_every_house_of_the_fabric_lies_in_the_invented_districts(second_city):
    districts = MapFeature.objects.filter(layer="districts").values_list("box", flat=True)
    assert MapFeature.objects.filter(layer="buildings").exists()
    for box in MapFeature.objects.filter(layer="buildings").values_list("box", flat=True)[:500]:
        assert any(around.meets(box) for around in districts)


def test_its_districts_are_read_by_the_ogc_api(second_city, client):
    found = client.get("/ogc/collections/districts/items?f=json").json()
    assert {one["properties"]["name"] for one in found["features"]} == {"东坡区", "西岭区"}
    assert settings.CITY_PACK == FOLDER
