"""Air stations: the last real reading of each that lives, the closed ones named as such, and where they stand."""

import re
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from shapely.geometry import Point

from longcheng.bases.geography.areas import DistrictAreas
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.features.upserting import upsert_features
from longcheng.bases.geography.loaders.boundaries import features_of
from longcheng.bases.geography.loaders.keeping import IMPORTED, datum_of, in_reach, keep_layer, refuse, to_wgs84
from longcheng.bases.geography.models import Accuracy, LayerKind, MapFeature, MapLayer
from longcheng.bases.geography.registers import LAYERS
from longcheng.bases.geography.romanised import romanised
from longcheng.bases.geography.rules import Reading, air_class, is_frozen, last_real
from longcheng.core.datapack.loading import reads_entry
from longcheng.core.datapack.pack import PackFile
from longcheng.core.datapack.tables import read_table

VALUES = ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3_1h", "O3_8h")
# 停运161026, 启用161026: a station that was shut, or opened, on that day and is listed again under its old state.
STATE = re.compile(r"^(?P<name>.+?)\((?P<state>停运|启用)\d{6}\)$")
NOT_MEASURED = "NaN"
POSITIONS = "; positions: "


def measured(text: str) -> float | None:
    """A measured value; None where the table has NaN or nothing."""
    if text in {"", NOT_MEASURED, "_", "—"}:
        return None
    value = float(text)
    if not 0 <= value <= 2000:
        raise ValueError("must lie between 0 and 2000")
    return value


def _day(text: str) -> str:
    return datetime.strptime(text, "%Y%m%d").strftime("%Y-%m-%d")  # noqa: DTZ007  only its spelling is changed


def _hour(text: str) -> int:
    if not text.isdigit() or int(text) > 23:
        raise ValueError("must be an hour from 0 to 23")
    return int(text)


@reads_entry
def load_map_air(entry: PackFile) -> int:
    """Replace the air stations by what an hourly table says of them; returns how many rows it has.

    A row under a station's state (停运, 启用) is not another station. Positions come from another file.
    """
    columns: dict[str, Any] = {"Date": _day, "Hour": _hour, "WatchPoint": str, "AQI": measured, "PrimaryPollution": str}
    rows = read_table(entry.path, columns | dict.fromkeys(VALUES, measured))
    found: dict[str, list[Reading]] = defaultdict(list)
    main: dict[str, str] = {}
    shut = set()
    for row in rows:
        state = STATE.match(row["WatchPoint"])
        if state:
            shut |= {state["name"]} if state["state"] == "停运" else set()
            continue
        aqi = None if row["AQI"] is None else int(row["AQI"])
        values = tuple((name, row[name]) for name in VALUES)
        found[row["WatchPoint"]].append(Reading(row["Date"], row["Hour"], aqi, values))
        if aqi is not None and row["PrimaryPollution"] != NOT_MEASURED:
            main[f"{row['WatchPoint']} {row['Date']} {row['Hour']}"] = re.sub(r"\s+", " ", row["PrimaryPollution"])
    drafts = [_draft(name, readings, is_shut=name in shut, main=main) for name, readings in found.items()]
    # What still measures comes first.
    drafts.sort(key=lambda draft: (draft.properties["state"] != "live", draft.key))
    keep_layer(entry, drafts, name="air", kind=LayerKind.POINT, order=8)
    return len(rows)


def _draft(name: str, readings: list[Reading], *, is_shut: bool, main: dict[str, str]) -> Draft:
    state = "closed" if is_shut else "frozen" if is_frozen(readings) else "live"
    properties: dict[str, Any] = {"state": state, "hours": len({(each.date, each.hour) for each in readings})}
    last = last_real(readings)
    if state == "live" and last is not None and last.aqi is not None:
        at = timezone.make_aware(datetime.fromisoformat(f"{last.date}T{last.hour:02d}:00:00"))
        properties |= {
            "at": at.isoformat(),
            "aqi": last.aqi,
            "class": air_class(last.aqi),
            "main": main.get(f"{name} {last.date} {last.hour}", ""),
            "values": {key: value for key, value in last.values if value is not None},
        }
    return Draft(
        key=name,
        name=name,
        name_en=romanised(name),
        is_romanised=True,
        accuracy=Accuracy.CITY if state == "live" else Accuracy.NONE,
        properties=properties,
    )


@reads_entry
def load_map_air_positions(entry: PackFile) -> int:
    """Give the living stations their places, from a national GeoJSON with `area`, `positionname`, `stationcode`.

    Returns how many found theirs. Raises PackError for a place out of reach. The layer is open no longer then.
    """
    datum, areas = datum_of(entry), DistrictAreas.known()
    stations = {feature.key: feature for feature in MapFeature.objects.filter(layer="air", properties__state="live")}
    area_name, drafts, defects = str(entry.facts.get("area", "")), [], []
    for number, feature in enumerate(features_of(entry), start=1):
        properties = feature.get("properties") or {}
        station = stations.get(str(properties.get("positionname")))
        if station is None or properties.get("area") != area_name:
            continue
        lon, lat = (feature.get("geometry") or {}).get("coordinates", (0.0, 0.0))[:2]
        if not in_reach(lon, lat):
            defects.append(f"feature {number}: {lon}, {lat} is no place of the country. Longitude comes first.")
            continue
        place = to_wgs84(Point(lon, lat), source=datum)
        drafts.append(_placed(station, place, district=areas.at(place.x, place.y)))
    refuse(defects, entry=entry)
    layer = _tell_source(entry)
    upsert_features(layer, drafts, source=LAYERS, kind=IMPORTED, by=None, channel="positions")
    return len(drafts)


def _placed(station: MapFeature, place: Point, *, district: str) -> Draft:
    """What this file says of a station: its place alone. The other file goes on saying all the rest."""
    return Draft(
        key=station.key,
        geometry=place,
        division_code=district,
        accuracy=Accuracy.LOCALITY,
        says=frozenset({"geometry", "division_code", "accuracy"}),
    )


def _tell_source(entry: PackFile) -> MapLayer:
    layer = MapLayer.objects.get(name="air")
    known = entry.facts.get("datum_known") or {}
    own_source, own_licence = (text.split(POSITIONS)[0] for text in (layer.source, layer.licence))
    layer.source = f"{own_source}{POSITIONS}{entry.origin}"
    layer.licence = f"{own_licence}{POSITIONS}{entry.licence}"
    layer.is_open, layer.datum = False, str(entry.facts.get("datum", ""))
    layer.datum_known_zh, layer.datum_known_en = str(known.get("zh", "")), str(known.get("en", ""))
    layer.digest = entry.digest()
    layer.save()
    return layer
