"""A few streets of an invented city, for the tests of addresses: two estates of one name, a road, a hamlet, places."""

from datetime import date

import shapely
from django.db import transaction
from shapely.geometry import Point, box

from longcheng.bases.geography.models import Address, Division, LayerKind, MapLayer
from longcheng.bases.geography.registers import ADDRESS_OFFICE, ADDRESSES, FEATURES, LAYERS
from longcheng.core.registry.acts import Statement, state_all

DIVISIONS = (
    ("9901", "龙溪市"), ("990101", "东湖区"), ("990102", "西坞区"), ("990101101", "柳桥镇"), ("990102102", "石塘镇"),
    ("990101101001", "顺园社区居委会"), ("990101101002", "丁家村委会"), ("990102102001", "石塘社区居委会"),
)  # fmt: skip
EAST, WEST = "990101101001", "990102102001"
LON, LAT = 119.90, 31.80
CHECKED = date(2026, 11, 1)


def found_divisions() -> None:
    Division.objects.bulk_create(
        Division(
            code=code,
            name=name,
            level=len(code),
            parent_id=max((one for one, _name in DIVISIONS if code.startswith(one) and one != code), default=None),
        )
        for code, name in DIVISIONS
    )


def found_addresses() -> None:
    """顺园三村 in the east with houses 9, 99 and 100, of which 99 has two stairs; 99 also in the west."""
    rows = [
        _row(EAST, "顺园三村", building=number, lon=LON + place * 0.001) for place, number in enumerate(("9", "100"))
    ]
    rows.append(_row(EAST, "顺园三村", building="99", lon=LON + 0.002))
    for stair in ("1", "2"):
        rows.append(_row(EAST, "顺园三村", building="99", stair=stair, lon=LON + 0.002))
        rows += [
            _row(EAST, "顺园三村", building="99", stair=stair, room=room, lon=LON + 0.002)
            for room in ("201", "301", "302")
        ]
    rows += [_row(WEST, "顺园三村", building="99", lon=LON - 0.1), _row(WEST, "石塘新村", building="5", lon=LON - 0.1)]
    rows += [_row(EAST, "薛冶路", gate=gate, lon=LON, lat=LAT + 0.01) for gate in ("12", "12-3", "14")]
    rows += [_row("990101101002", "前横塘", gate="45", lon=LON + 0.02)]
    with transaction.atomic():
        state_all(ADDRESSES, rows, by=None)


def _row(code: str, street: str, *, lon: float, lat: float = LAT, **parts: str) -> Statement:
    values = {"division_code": code, "street": street, "lon": lon, "lat": lat, "is_synthetic": True, **parts}
    return Statement(kind="imported", source=ADDRESS_OFFICE, values=values)


def found_places(*, fresh_for_days: int | None = 365) -> None:
    """Districts, and clinics: one near and closed at night, one that is stale, one farther and always open."""
    for name, kind in (("districts", LayerKind.POLYGON), ("pois", LayerKind.POINT)):
        MapLayer.objects.create(
            name=name, kind=kind, title_zh=name, title_en=name, source="test", licence="test", is_open=True,
            dated="2026", digest="", fresh_for_days=fresh_for_days if name == "pois" else None,
        )  # fmt: skip
    things = [
        _thing("districts", "990101", "东湖区", box(LON - 0.05, LAT - 0.1, LON + 0.1, LAT + 0.1)),
        _thing("districts", "990102", "西坞区", box(LON - 0.2, LAT - 0.1, LON - 0.05, LAT + 0.1)),
        _clinic("day", "顺园示例卫生站", LON + 0.003, "Mo-Fr 08:00-17:00; Sa 09:00-12:00; PH off", CHECKED),
        _clinic("old", "旧示例卫生站", LON + 0.0025, "24/7", date(2020, 1, 1)),
        _clinic("unknown", "无时示例卫生站", LON + 0.006, "", CHECKED),
        _clinic("always", "东湖示例医院", LON + 0.02, "24/7", CHECKED),
    ]
    with transaction.atomic():
        state_all(FEATURES, things, by=None)


def _clinic(key: str, name: str, lon: float, hours: str, checked: date) -> Statement:
    return _thing("pois", key, name, Point(lon, LAT), kind="clinic", hours=hours, checked_date=checked.isoformat())


def _thing(layer: str, key: str, name: str, shape: shapely.Geometry, **more: object) -> Statement:
    middle = shape.centroid
    values = {
        "layer": layer, "key": key, "name": name, "geometry": shapely.to_wkb(shape, hex=True),
        "label": f"{middle.x},{middle.y}", "accuracy": "exact", **more,
    }  # fmt: skip
    return Statement(kind="imported", source=LAYERS, values=values)


def flat() -> Address:
    return Address.objects.get(text="顺园三村99幢2单元301室")
