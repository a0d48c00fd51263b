"""The layers of the fabric as readers are told of them: synthetic, of the city's making, not of any survey."""

from typing import Any, NamedTuple

from longcheng.bases.geography.models import LayerKind, MapLayer

COMMUNITIES, ROADS, BUILDINGS, PARCELS, POIS = "communities", "roads", "buildings", "parcels", "pois"
LICENCE = "Apache-2.0"
SOURCE = "made by Longcheng, geography.fabric; no survey, nothing on it is meant"
NOTE_ZH = "示意数据：由系统按区划自动生成，不是实测。导入某个区的真实数据后，该区的示意内容随即停用。"
NOTE_EN = (
    "Synthetic: generated inside the divisions, not surveyed. It ends district by district as real data are loaded."
)
WHOLE, TEXT = "integer", "string"


class Told(NamedTuple):
    """What is told of a layer."""

    name: str
    kind: LayerKind
    order: int
    title_zh: str
    title_en: str
    owner_zh: str
    owner_en: str
    least_zoom: int
    shape: dict[str, dict[str, str]]
    fresh_for_days: int | None = None


def _property(kind: str, zh: str, en: str) -> dict[str, str]:
    return {"type": kind, "zh": zh, "en": en}


PLANNING = ("自然资源和规划局", "Natural resources and planning bureau")
FABRIC_LAYERS = (
    Told(COMMUNITIES, LayerKind.POLYGON, 20, "村和社区（示意）", "Communities (synthetic)", "民政局",
         "Civil affairs bureau", 11, {}),
    Told(PARCELS, LayerKind.POLYGON, 21, "地块（示意）", "Parcels (synthetic)", *PLANNING, 14,
         {"right": _property(TEXT, "权属性质", "Ownership"), "protection": _property(TEXT, "保护", "Protection")}),
    Told(ROADS, LayerKind.LINE, 22, "道路（示意）", "Roads (synthetic)", *PLANNING, 13, {}),
    Told(BUILDINGS, LayerKind.POLYGON, 23, "建筑（示意）", "Buildings (synthetic)", *PLANNING, 14,
         {"floors": _property(WHOLE, "层数", "Floors"), "height_m": _property("number", "高度（米）", "Height, m"),
          "built": _property(WHOLE, "建成年份", "Built"), "stairs": _property(WHOLE, "单元数", "Stairs"),
          "doors": _property(WHOLE, "每层户数", "Homes a floor")}),
    Told(POIS, LayerKind.POINT, 24, "服务点（示意）", "Places (synthetic)", "数据局", "Data bureau", 13, {}, 365),
)  # fmt: skip


def keep_layers(*, dated: str, digest: str) -> None:
    """Found the layers that are not there. One that a file has brought is left as the file told of it."""
    for one in FABRIC_LAYERS:
        columns: dict[str, Any] = {
            "kind": one.kind, "order": one.order, "title_zh": one.title_zh, "title_en": one.title_en,
            "owner_zh": one.owner_zh, "owner_en": one.owner_en, "source": SOURCE, "licence": LICENCE, "is_open": True,
            "datum": "WGS-84", "dated": dated, "note_zh": NOTE_ZH, "note_en": NOTE_EN, "digest": digest,
            "is_synthetic": True, "is_editable": True, "least_zoom": one.least_zoom, "shape": one.shape,
            "fresh_for_days": one.fresh_for_days,
        }  # fmt: skip
        MapLayer.objects.get_or_create(name=one.name, defaults=columns)
