"""GeoJSON, RFC 7946, with or without the `crs` member of its 2008 predecessor; read whole, which the bounds allow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.importing.reading import reference
from longcheng.bases.geography.importing.reading.rows import Look, Raw, Refused, Sheet, bare, plain

ENCODINGS = ("utf-8-sig", "gb18030")


class GeoJson:
    """A FeatureCollection, or one feature."""

    def __init__(self, path: Path) -> None:
        content = _parsed(path)
        if isinstance(content, dict) and content.get("type") == "Feature":
            content = {"type": "FeatureCollection", "features": [content]}
        found = content.get("features") if isinstance(content, dict) else None
        if not isinstance(found, list):
            raise Refused("not_geojson")
        self._features, self._says = found, _stated(content.get("crs"))
        self._ident = _free_name(found)

    def sheets(self) -> list[Sheet]:
        look = Look()
        for raw in self.features(""):
            look.take(raw)
        return [look.sheet("", says=self._says)]

    def features(self, sheet: str) -> Iterator[Raw]:
        for number, feature in enumerate(self._features, start=1):
            yield _raw(number, feature, ident_as=self._ident)


def _parsed(path: Path) -> Any:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return orjson.loads(content.decode(encoding))
        except UnicodeDecodeError:
            continue
        except (orjson.JSONDecodeError, RecursionError) as error:
            raise Refused("broken_json", line=content.count(b"\n", 0, getattr(error, "pos", 0)) + 1) from error
    raise Refused("not_text")


def _stated(crs: Any) -> dict[str, Any] | None:
    """What the `crs` member says; one that names nothing says nothing."""
    if crs is None:
        return None
    named = crs.get("properties", {}) if isinstance(crs, dict) else {}
    name = named.get("name") or named.get("code") if isinstance(named, dict) else ""
    return reference.read(str(name or crs)[:300])


def _free_name(features: list[Any]) -> str:
    """Under which name the number of each feature stands among its properties; empty where those have a key."""
    held = [one.get("properties") for one in features if isinstance(one, dict)]
    names = {name for values in held if isinstance(values, dict) for name in ("key", "id") if name in values}
    return "" if "key" in names else "key" if "id" in names else "id"


def _raw(number: int, feature: Any, *, ident_as: str) -> Raw:
    if not isinstance(feature, dict) or feature.get("type") not in {"Feature", None}:
        return Raw(number, "", {}, None, [("not_a_feature", "")])
    values = feature.get("properties")
    held = (
        {str(name).replace("\0", "")[:100]: plain(value) for name, value in values.items()}
        if isinstance(values, dict)
        else {}
    )
    ident = feature.get("id")
    raw = Raw(number, "" if ident is None else str(ident), held, None)
    if ident is not None and ident_as:
        held[ident_as] = plain(ident)
    written = feature.get("geometry")
    if written is not None:
        raw.shape = _shape(written)
        if raw.shape is None:
            raw.flaws.append(("geometry_unreadable", ""))
    return raw


def _shape(written: Any) -> BaseGeometry | None:
    try:
        found = shapely.from_geojson(orjson.dumps(written))
    except (shapely.errors.ShapelyError, orjson.JSONEncodeError, ValueError):
        return None
    return bare(found)
