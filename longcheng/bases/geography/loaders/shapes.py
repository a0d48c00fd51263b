"""What the things of the pack's own layers have beside a name and a place; `tile` says that tiles carry it."""

from typing import Any

Shape = dict[str, dict[str, Any]]


def _has(kind: str, zh: str, en: str, *, tile: bool = False) -> dict[str, Any]:
    return {"type": kind, "zh": zh, "en": en} | ({"tile": True} if tile else {})


SHAPES: dict[str, Shape] = {
    "districts": {"area_km2": _has("integer", "面积（平方公里）", "Area in km²")},
    "bus": {
        "n": _has("integer", "序号", "Number", tile=True),
        "first": _has("string", "首班", "First bus"),
        "last": _has("string", "末班", "Last bus"),
        "points": _has("integer", "点数", "Points"),
        "crosses": _has("string", "经过的区", "Districts crossed", tile=True),
    },
    "metro": {
        "line": _has("integer", "线路", "Line"),
        "seq": _has("integer", "站序", "Order on the line"),
    },
    "hospitals": {
        "level": _has("string", "等级", "Level"),
        "address": _has("string", "地址", "Street and number"),
        "designated": _has("boolean", "定点医院", "Designated hospital"),
        "told_by": _has("string", "来源", "Told by"),
        "on": _has("string", "日期", "Date"),
    },
    "colleges": {
        "level": _has("string", "办学层次", "Courses"),
        "department": _has("string", "主管部门", "Department"),
        "remarks": _has("string", "备注", "Remarks"),
    },
    "sights": {
        "grade": _has("string", "等级", "Grade"),
        "year": _has("string", "评定年份", "Since"),
        "address": _has("string", "地址", "Street and number"),
    },
    "air": {
        "state": _has("string", "状态", "State", tile=True),
        "aqi": _has("integer", "空气质量指数", "Air quality index", tile=True),
        "class": _has("integer", "等级", "Class", tile=True),
        "main": _has("string", "首要污染物", "Main pollutant"),
        "at": _has("string", "时间", "Moment"),
    },
}
