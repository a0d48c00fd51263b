"""How the map's things are told in the reader's language."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.kinds import kind_in_words
from longcheng.bases.geography.models import Accuracy, LayerKind, MapFeature, MapLayer

# The classes of HJ 633-2012, table 2, with the last two in one.
AIR = {
    1: _("excellent (AQI 0–50)"),
    2: _("good (AQI 51–100)"),
    3: _("lightly polluted (AQI 101–150)"),
    4: _("moderately polluted (AQI 151–200)"),
    5: _("heavily polluted or worse (AQI over 200)"),
}
STATIONS = {
    "live": _("measures"),
    "closed": _("closed; its last values are repeated and are not shown"),
    "frozen": _("repeats one old reading; it is not shown"),
}
LEVELS = {
    "三级": _("level three, the highest"),
    "二级": _("level two"),
    "本科": _("degree courses"),
    "专科": _("diploma courses"),
}


def is_english() -> bool:
    """Whether the reader reads English; everybody else reads Chinese."""
    return (get_language() or "").startswith("en")


def name_of(feature: MapFeature) -> str:
    """The name in the reader's language; of what has none, its number in the layer."""
    return (feature.name_en if is_english() and feature.name_en else feature.name) or feature.key


def title_of(layer: MapLayer) -> str:
    """The layer's title in the reader's language."""
    return layer.title_en if is_english() else layer.title_zh


def text_of(layer: MapLayer, field: str) -> str:
    """A text of the layer, such as its `note`, in the reader's language."""
    return str(getattr(layer, f"{field}_{'en' if is_english() else 'zh'}"))


def accuracy_of(feature: MapFeature) -> str:
    """How well the place is known, in words."""
    if feature.geometry is not None and feature.layer.kind != LayerKind.POINT:
        return gettext("its outline, for orientation only")
    return str(Accuracy(feature.accuracy).label)


def departures(properties: dict[str, Any]) -> str:
    """First and last bus; where the source gives the same for both it knows of one only."""
    if properties["first"] == properties["last"]:
        return gettext("one departure known, %(first)s") % properties
    return f"{properties['first']} – {properties['last']}"


def air_told(feature: MapFeature) -> str:
    """`51 · good (AQI 51–100)`, or why there is no reading."""
    properties = feature.properties
    if "aqi" not in properties:
        return str(STATIONS[properties["state"]])
    return f"{properties['aqi']} · {AIR[properties['class']]}"


def last_reading(feature: MapFeature) -> str:
    """`last reading 2020-04-02 07:00`: of a station the day must be read before the value is believed."""
    at = feature.properties.get("at")
    if not at:
        return ""
    moment = timezone.localtime(datetime.fromisoformat(at))
    return gettext("last reading %(at)s") % {"at": f"{moment:%Y-%m-%d %H:%M}"}


def summary_of(feature: MapFeature) -> str:
    """What a row of the table says of a thing besides its name."""
    properties = feature.properties
    match feature.layer_id:
        case "districts":
            return str(gettext("%(n)s km²") % {"n": properties["area_km2"]})
        case "bus":
            return departures(properties)
        case "metro":
            return str(gettext("line %(line)s, station %(seq)s") % properties)
        case "hospitals" | "sights":
            return str(properties["address"])
        case "colleges":
            return str(LEVELS.get(properties["level"], properties["level"]))
        case "air":
            return " · ".join(filter(None, [air_told(feature), last_reading(feature)]))
    return " · ".join(filter(None, [kind_in_words(feature.kind), feature.address]))
