"""Rows of files about addresses: what may stand in them, which address they mean, what their columns are called."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from longcheng.bases.geography.address_models import Address, AddressName
from longcheng.bases.geography.addresses.cleaning import clean_parts
from longcheng.bases.geography.addresses.keys import PART_MAX, is_part, number_key_of
from longcheng.bases.geography.addresses.streets import NAME_MAX, normal_street
from longcheng.core.geo import CHINA_BOX

# What departments call the columns of an address, the surest first.
HEADER_WORDS = {
    "division_code": (
        "社区代码", "村居代码", "区划代码", "行政区划代码", "社区编码", "sqdm", "community code", "division",
    ),
    "street": (
        "街路巷名称", "街路巷", "小区名称", "道路名称", "小区", "道路", "街巷", "自然村", "jlx", "road", "estate",
    ),
    "street_kind": ("街路巷类型", "类型", "street kind"),
    "gate": ("门牌号", "门牌", "门牌号码", "mph", "gate number", "house number"),
    "building": ("幢号", "楼幢号", "楼栋号", "楼号", "幢", "栋", "ldh", "building number"),
    "stair": ("单元号", "单元", "dyh", "unit", "stair number"),
    "room": ("室号", "房号", "户室号", "室", "房间号", "fjh", "flat", "room number"),
    "lon": ("经度", "lon", "lng", "longitude", "x"),
    "lat": ("纬度", "lat", "latitude", "y"),
    "ended": ("是否注销", "注销", "ended"),
}  # fmt: skip
CODE_WORDS = {
    "street_kind": {
        "道路": "road", "路": "road", "街": "road", "巷": "road", "街路巷": "road", "小区": "estate",
        "住宅小区": "estate", "自然村": "hamlet", "村": "hamlet", "组": "hamlet",
    },
}  # fmt: skip
PARTS = ("gate", "building", "stair", "room")


def address_defects(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what is stated of an address, by field. A correction may state one field alone."""
    defects: dict[str, str] = {}
    if values.get("street") is not None and not 2 <= len(normal_street(values["street"])) < NAME_MAX:
        defects["street"] = _("Name a road, an estate or a hamlet, with at most 80 signs.")
    for name, part in zip(PARTS, clean_parts(values), strict=True):
        if part and not is_part(part):
            told = _("It must be digits, letters or characters, with at most %(most)s signs.")
            defects[name] = told % {"most": PART_MAX}
    is_whole = "street" in values and "division_code" in values
    if is_whole and not any(clean_parts(values)[:2]) and not values.get("ended"):
        defects.setdefault("gate", _("An address has a gate number or a building."))
    code = values.get("division_code")
    if code and not (code.isascii() and code.isdigit() and len(code) in {9, 12}):
        defects["division_code"] = _("It must be the code of a community, with twelve digits.")
    return defects | dict(_position_defects(values))


def _position_defects(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    lon, lat = values.get("lon"), values.get("lat")
    if lon is None and lat is None:
        return
    told = _("Longitude and latitude in degrees, WGS-84, are required together and must lie in the country.")
    if lon is None or lat is None:
        if len(values) > 1:
            yield ("lon" if lon is None else "lat"), told
    elif not CHINA_BOX.contains((lon, lat)):
        yield "lon", told


def identity_of(values: Mapping[str, Any]) -> str:
    """By what two rows certainly mean the same address: town, street and everything behind it."""
    key, street = number_key_of(*clean_parts(values)), normal_street(values.get("street") or "")
    town = (values.get("division_code") or "")[:9]
    return f"{town} {street} {key}" if key and street and len(town) == 9 else ""


def find_addresses(rows: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """Which standing address each row means, if one does. Two queries for all."""
    identities = [identity_of(values) for values in rows]
    asked = {tuple(identity.split(" ")) for identity in identities if identity}
    towns, streets, keys = ({one[place] for one in asked} for place in range(3))
    names = {
        pk: (town, name)
        for pk, town, name in AddressName.objects.filter(town_code__in=towns, name__in=streets).values_list(
            "pk", "town_code", "name"
        )
    }
    found = Address.objects.filter(name_id__in=names, number_key__in=keys).order_by("-pk")
    by_identity = {
        f"{names[name_id][0]} {names[name_id][1]} {key}": pk
        for pk, name_id, key in found.values_list("pk", "name_id", "number_key")
        if name_id is not None
    }
    return [by_identity.get(identity) for identity in identities]
