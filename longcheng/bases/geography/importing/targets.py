"""What a column of a file can become: the fields of a thing on the map, and the heads by which they are known."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# In the order in which the page asks for them.
TARGETS: Mapping[str, Any] = {
    "key": _("Key: the number by which a thing is known again"),
    "name": _("Its name"),
    "name_en": _("English name"),
    "kind": _("Kind"),
    "division_code": _("Division"),
    "address": _("Street address"),
    "hours": _("Opening hours"),
    "checked_date": _("Last checked"),
    "accuracy": _("How well its place is known"),
    "is_romanised": _("Spelt by sound"),
    "is_synthetic": _("Synthetic"),
    "order": _("Place in the order"),
    "label_lon": _("Place of the name: longitude"),
    "label_lat": _("Place of the name: latitude"),
}
SHOWN_FIRST = 8

HEADS: Mapping[str, tuple[str, ...]] = {
    "key": (
        "key", "id", "code", "osm_id", "编号", "编码", "代码", "唯一标识", "标识码", "要素编码", "图斑编号", "gid",
        "uuid", "objectid", "fid", "bsm",
    ),
    "name": ("name", "名称", "name:zh", "name_zh", "title", "标准名称", "地名", "单位名称", "mc"),
    "name_en": ("name_en", "name:en", "english_name", "英文名称", "英文名"),
    "kind": ("kind", "type", "类型", "类别", "种类", "分类", "地类编码", "dlbm", "building", "highway"),
    "division_code": ("division_code", "adcode", "行政区划代码", "行政区代码", "区划代码", "xzqdm", "区划"),
    "address": ("address", "地址", "详细地址", "addr", "dz"),
    "hours": ("hours", "opening_hours", "营业时间", "开放时间"),
    "checked_date": ("checked_date", "check_date", "核查日期", "核实日期", "调查日期"),
    "accuracy": ("accuracy", "精度"),
    "is_romanised": ("is_romanised", "is_romanis"),
    "is_synthetic": ("is_synthetic", "is_synthet"),
    "order": ("order", "sort_order"),
    "label_lon": ("label_lon",),
    "label_lat": ("label_lat",),
}  # fmt: skip
# Columns of our own files, and of GDAL, that say nothing of a thing.
PASSED_OVER = frozenset({"since", "layer", "fid", "ogc_fid", "address_id", "organisation_id", "last_act_id", "links"})
PREFIX = "properties."


def suggested(columns: Iterable[Mapping[str, Any]], *, side: Mapping[str, Any] | None) -> dict[str, Any]:
    """Which column is what, by their heads; a key that is not the same for two things where there is one.

    `side` is what our own export says of columns whose names were cut.
    """
    whole = names_in_full(side)
    named = {whole.get(column["name"], column["name"]).casefold(): column for column in columns}
    found: dict[str, str] = {}
    for target, heads in HEADS.items():
        fitting = [named[head]["name"] for head in heads if head in named and named[head]["name"] not in found.values()]
        if target == "key":
            unique = [name for name in fitting if _is_unique(name, columns)]
            fitting = unique or fitting
        if fitting:
            found[target] = fitting[0]
    taken = set(found.values())
    left = [
        column["name"]
        for column in columns
        if column["name"] not in taken and column["name"].casefold() not in PASSED_OVER and not column.get("place")
    ]
    return {"columns": found, "properties": left}


def names_in_full(side: Mapping[str, Any] | None) -> dict[str, str]:
    """The whole names of columns that a format has cut, as our own export tells them."""
    told = side.get("fields") if side else None
    if not isinstance(told, dict):
        return {}
    return {str(cut): str(name)[:100] for cut, name in told.items() if isinstance(name, str)}


def property_name(column: str, whole: Mapping[str, str]) -> str:
    """What a property is called in the layer."""
    return whole.get(column, column).removeprefix(PREFIX)[:100]


def _is_unique(name: str, columns: Iterable[Mapping[str, Any]]) -> bool:
    return any(column["name"] == name and column.get("is_unique") for column in columns)
