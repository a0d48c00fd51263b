"""The collections that are passed on: every listed layer with an open licence, addresses, divisions; never persons."""

import hashlib
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.models import Division, DivisionVersion, MapLayer
from longcheng.bases.geography.ogc.address_rows import ADDRESS_ROWS
from longcheng.bases.geography.ogc.division_rows import DIVISION_ROWS, OUTLINES
from longcheng.bases.geography.ogc.language import is_english
from longcheng.bases.geography.ogc.layer_rows import LayerRows
from longcheng.bases.geography.ogc.problems import Problem, not_found
from longcheng.bases.geography.ogc.rows import Rows

ADDRESSES, DIVISIONS = "addresses", "divisions"
# How many there are and where steers plans and maps; a large layer is not counted anew at every change.
SIZE_KEPT_S = 300
LARGE = 20_000


@dataclass(frozen=True)
class Size:
    """How many things there are, about, and the box of all."""

    count: int
    extent: Box | None


@dataclass(frozen=True)
class Collection:
    """One collection with what it says of itself; `layer` is None for those that are no layer of the map."""

    name: str
    title: str
    about: str
    source: str
    licence: str
    dated: str
    is_synthetic: bool
    rows: Rows
    layer: MapLayer | None = None
    attribution: str = ""

    @property
    def has_tiles(self) -> bool:
        """Whether vector tiles of it are drawn."""
        return self.layer is not None

    def version(self) -> str:
        """Changes with whatever is told of it; empty where nobody can say."""
        return version_of(self)

    def size(self) -> Size:
        """Count and extent, kept for minutes where counting is dear."""
        return _sizes.of(self)


def collections() -> list[Collection]:
    """All of them, in the order of the map."""
    layers = MapLayer.objects.filter(is_listed=True, is_open=True).exclude(name__in=(ADDRESSES, DIVISIONS))
    return [_divisions(), _addresses(), *(_of_layer(layer) for layer in layers)]


def collection(name: str) -> Collection:
    """The collection of this name. Raises Problem: 404, and for a closed layer 403 with the reason."""
    if name == ADDRESSES:
        return _addresses()
    if name == DIVISIONS:
        return _divisions()
    layer = MapLayer.objects.filter(name=name[:40], is_listed=True).first() if "\0" not in name else None
    if layer is None:
        raise not_found(_("There is no collection of this name. /ogc/collections lists them."))
    if not layer.is_open:
        told = _("The layer “%(name)s” has no open licence (%(licence)s). It is shown on the map and not passed on.")
        raise Problem(403, _("This is not passed on."), told % {"name": name, "licence": layer.licence})
    return _of_layer(layer)


def _of_layer(layer: MapLayer) -> Collection:
    language = "en" if is_english() else "zh"
    return Collection(
        name=layer.name,
        title=getattr(layer, f"title_{language}"),
        about=getattr(layer, f"note_{language}"),
        source=layer.source,
        licence=layer.licence,
        dated=layer.dated,
        is_synthetic=layer.is_synthetic,
        rows=LayerRows.of(layer),
        layer=layer,
        attribution=getattr(layer, f"owner_{language}"),
    )


def _divisions() -> Collection:
    return Collection(
        name=DIVISIONS,
        title=_("Divisions"),
        about=_("Districts, towns and communities with their codes; outlines and places where they may be passed on."),
        source=_("The city's data pack"),
        licence=_("as the layers of districts and towns say"),
        dated="",
        is_synthetic=False,
        rows=DIVISION_ROWS,
    )


def _addresses() -> Collection:
    return Collection(
        name=ADDRESSES,
        title=_("Addresses"),
        about=_("Gates, buildings, stairs and flats. Who lives there is not told."),
        source=_("Register of addresses"),
        licence=_("The city's own register; it may be passed on."),
        dated="",
        is_synthetic=False,
        rows=ADDRESS_ROWS,
    )


def version_of(one: Collection) -> str:
    """Made of the layers' editions, which go on with every change; empty for addresses, which have none."""
    if one.name == ADDRESSES:
        return ""
    told: list[Any] = [one.name, one.rows.by_name.keys()]
    if one.layer is not None:
        told += [one.layer.digest, one.layer.edition]
    else:
        told += list(MapLayer.objects.filter(name__in=OUTLINES).values_list("name", "digest", "edition", "is_open"))
        told += list(Division.objects.aggregate(Count("pk"), Max("pk")).items())
        told += list(DivisionVersion.objects.aggregate(Count("pk"), Max("pk")).items())
    return hashlib.sha256(repr(told).encode()).hexdigest()[:20]


@dataclass
class _Sizes:
    """What was counted, by collection: version, when, size."""

    kept: dict[str, tuple[str, float, Size]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, one: Collection) -> Size:
        version, now = version_of(one), time.monotonic()
        found = self.kept.get(one.name)
        if found and (
            (len(version) > 0 and found[0] == version) or (found[2].count >= LARGE and now - found[1] < SIZE_KEPT_S)
        ):
            return found[2]
        size = _counted(one.rows)
        with self.lock:
            self.kept[one.name] = (version, now, size)
        return size


_sizes = _Sizes()


def _counted(rows: Rows) -> Size:
    query = rows.size()
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.params)
        count, *corners = cursor.fetchone()
    return Size(int(count or 0), Box(*corners) if None not in corners else None)


def forget_sizes() -> None:
    """Count anew; for tests, which roll back what was counted."""
    _sizes.kept.clear()


def schema_type(kind: str) -> dict[str, Any]:
    """The JSON Schema of a property's kind."""
    return {"type": "string", "format": kind} if kind in {"date", "date-time"} else {"type": kind}
