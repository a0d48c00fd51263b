"""Giving an address and ending one: the right in the area, parents, numbers never given twice, events, files."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from longcheng.bases.geography.actions.addresses import edit_address, end_address, enter_address
from longcheng.bases.geography.addresses.searching import suggest
from longcheng.bases.geography.models import Address, AddressAct, AddressName
from longcheng.bases.geography.registers import ADDRESSES
from longcheng.bases.geography.tests.small_fabric import EAST, LAT, LON, WEST, found_addresses, found_divisions
from longcheng.core.access.models import Account, AccountKind, Act, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.models import StoredEvent
from longcheng.core.registry.rebuild import rebuild

COLUMNS = {
    "division_code": "社区代码", "street": "小区名称", "building": "幢号", "stair": "单元号", "room": "室号",
    "lon": "经度", "lat": "纬度",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def keeper(db) -> Account:
    found_divisions()
    account = Account.objects.create(username="tang", kind=AccountKind.STAFF)
    RoleHeld.objects.create(account=account, role="geography.keeper", area_code=EAST[:6], organisation="test")
    return account


def new_flat(keeper, **more) -> Address:
    asked = {"division_code": EAST, "street": "示例新村", "building": "7幢", "stair": "二单元", "room": "502室"}
    return enter_address(keeper, **(asked | {"lon": LON, "lat": LAT} | more))


def events(kind: str) -> list[dict]:
    return [one.data for one in StoredEvent.objects.filter(name=f"geography.{kind}").order_by("pk")]


def test_a_flat_brings_its_house_and_stair_into_the_register(keeper) -> None:
    flat = new_flat(keeper)
    assert (flat.text, flat.number_key, flat.level) == ("示例新村7幢2单元502室", "7-2-502", "room")
    stair = Address.objects.get(pk=flat.parent_id)
    house = Address.objects.get(pk=stair.parent_id)
    assert (stair.text, house.text, house.parent_id) == ("示例新村7幢2单元", "示例新村7幢", None)
    assert house.lon == LON
    assert [one["address_id"] for one in events("AddressEntered")] == [house.pk, stair.pk, flat.pk]
    assert Act.objects.filter(verb="geography.enter_address", account=keeper).count() == 3
    neighbour = new_flat(keeper, room="501")
    assert neighbour.parent_id == stair.pk
    assert AddressName.objects.get(name="示例新村").addresses == 4
    assert suggest("示例新村7-2-501")[0].address_id == neighbour.pk


def test_one_address_has_one_number_and_an_ended_one_is_never_given_again(keeper) -> None:
    flat = new_flat(keeper)
    with pytest.raises(Unfit, match="stands in the register already"):
        new_flat(keeper, building="7", stair="2", room="502")
    end_address(keeper, address_id=flat.pk, reason="Pulled down.")
    again = new_flat(keeper)
    assert again.pk != flat.pk
    assert Address.every.get(pk=flat.pk).is_ended


def test_ending_a_house_ends_what_is_in_it(keeper) -> None:
    flat = new_flat(keeper)
    house = Address.objects.get(text="示例新村7幢")
    end_address(keeper, address_id=house.pk, reason="Pulled down.")
    assert not Address.objects.exists()
    assert Address.every.count() == 3
    [told] = events("AddressEnded")
    assert (told["address_id"], set(told["part_ids"])) == (house.pk, {flat.parent_id, flat.pk})
    assert AddressName.objects.get(name="示例新村").addresses == 0
    assert suggest("示例新村") == []
    with pytest.raises(Unfit, match="ended already"):
        end_address(keeper, address_id=house.pk, reason="Again.")


def test_everything_that_is_wrong_is_told_at_once(keeper) -> None:
    with pytest.raises(Unfit) as refused:
        enter_address(keeper, division_code=EAST[:9], street="示", lon=1.0, lat=200.0, room="<b>")
    assert set(refused.value.defects) == {"division_code", "street", "gate", "room", "building", "lon"}
    house = Address.objects.none()
    assert not house.exists()
    assert not AddressAct.objects.exists()


def test_a_house_moves_on_the_map_but_keeps_its_words(keeper) -> None:
    flat = new_flat(keeper)
    edited = edit_address(keeper, address_id=flat.pk, lon=LON + 0.001, lat=LAT)
    assert (edited.lon, edited.text, edited.number_key) == (LON + 0.001, flat.text, flat.number_key)
    assert edited.point is not None
    assert edited.point != flat.point
    with pytest.raises(Unfit):
        edit_address(keeper, address_id=flat.pk, street="别处")


def test_only_keepers_of_the_area_may(keeper) -> None:
    found_addresses()
    stranger = Account.objects.create(username="stranger", kind=AccountKind.RESIDENT)
    west = Address.objects.get(text="石塘新村5幢")
    for account, code in ((stranger, EAST), (keeper, WEST)):
        with pytest.raises(Denied):
            enter_address(account, division_code=code, street="示例新村", building="1")
    with pytest.raises(Denied):
        end_address(keeper, address_id=west.pk, reason="No.")
    with pytest.raises(Denied):
        edit_address(keeper, address_id=Address.objects.get(text="薛冶路14号").pk, division_code=WEST)


def test_the_records_are_nothing_but_their_acts(keeper) -> None:
    found_addresses()
    new_flat(keeper)
    before, after = rebuild(ADDRESSES)
    assert before == after


def test_a_file_of_addresses_comes_in_and_a_second_time_changes_nothing(keeper, tmp_path) -> None:
    file = tmp_path / "addresses.csv"
    file.write_text(
        "社区代码,小区名称,幢号,单元号,室号,经度,纬度\n"
        f"{EAST},示例新村,7幢,2单元,502室,119.9,31.8\n"
        f"{EAST},示例新村,7幢,,,119.9,31.8\n"
        f"{EAST},示例新村,8幢,1,,119.9,231.8\n",
        encoding="utf-8",
    )
    mapping = tmp_path / "addresses.toml"
    fields = "".join(f'[fields.{name}]\ncolumn = "{column}"\n' for name, column in COLUMNS.items())
    head = 'register = "geography.address"\nsource = "geography.addresses"\nvalid_on = 2026-01-01\n'
    mapping.write_text(head + fields, encoding="utf-8")
    for _time in range(2):
        with pytest.raises(CommandError, match="1 rows were refused"):
            call_command("importregister", "geography.address", str(file), "--mapping", str(mapping))
        assert sorted(Address.objects.values_list("text", flat=True)) == ["示例新村7幢", "示例新村7幢2单元502室"]
    flat = Address.objects.get(room="502")
    assert flat.parent_id == Address.objects.get(level="building").pk
    assert AddressAct.objects.count() == 2
