"""Reads of imports of maps that pages and commands share."""

from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from longcheng.bases.geography.import_models import MapImport, MapImportDefect
from longcheng.bases.geography.importing.running import PERMISSION
from longcheng.bases.geography.models import MapFeature
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import may

GROUPS_MOST = 100
METRES_OF_A_ZONE_DEG = 3
FIRST_MERIDIAN_DEG, LAST_MERIDIAN_DEG, FIRST_NUMBERED_EPSG, FIRST_PLAIN_EPSG = 75, 135, 4513, 4534


@dataclass(frozen=True)
class DefectGroup:
    """The same thing wrong with many features, and the first of them."""

    column: str
    text: str
    is_refusal: bool
    count: int
    first_row: int


def runs_for(account: Account) -> QuerySet[MapImport]:
    """Every run, the newest first, for whoever may load files; nothing for others."""
    if not may(account, PERMISSION, area_code=""):
        return MapImport.objects.none()
    return MapImport.objects.select_related("account").order_by("-id")


def groups_of(run: MapImport) -> list[DefectGroup]:
    """What is wrong with a file, the most frequent first."""
    found = MapImportDefect.objects.filter(run=run).values("column", "text", "is_refusal")
    grouped = found.annotate(n=Count("id"), first=Min("row_number")).order_by("-is_refusal", "-n", "first")
    return [
        DefectGroup(one["column"], one["text"], one["is_refusal"], one["n"], one["first"])
        for one in grouped[:GROUPS_MOST]
    ]


def zones_here() -> list[tuple[str, int, bool]]:
    """The Gauss-Kruger zones (EPSG code, central meridian, zone number in the easting) in which the city can lie."""
    lon = MapFeature.objects.exclude(label_lon=None).values_list("label_lon", flat=True).first()
    if lon is None:
        meridians = list(range(FIRST_MERIDIAN_DEG, LAST_MERIDIAN_DEG + 1, METRES_OF_A_ZONE_DEG))
    else:
        middle = METRES_OF_A_ZONE_DEG * round(lon / METRES_OF_A_ZONE_DEG)
        meridians = [middle, middle - METRES_OF_A_ZONE_DEG, middle + METRES_OF_A_ZONE_DEG]
    found = []
    for meridian in meridians:
        if FIRST_MERIDIAN_DEG <= meridian <= LAST_MERIDIAN_DEG:
            step = (meridian - FIRST_MERIDIAN_DEG) // METRES_OF_A_ZONE_DEG
            found.append((f"EPSG:{FIRST_PLAIN_EPSG + step}", meridian, False))
            found.append((f"EPSG:{FIRST_NUMBERED_EPSG + step}", meridian, True))
    return found
