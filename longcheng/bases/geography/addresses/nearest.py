"""What is near and of use now: open, and told freshly enough. What is left out is told with the reason.

A stale value says so and leaves every "nearest"; opening hours that nobody knows are told as unknown.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.addresses.holidays import public_holidays
from longcheng.bases.geography.addresses.opening import Hours, read_hours
from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.models import LayerKind, MapFeature, MapLayer
from longcheng.core.geo import bounding_box, great_circle_m

NEAREST, NEAREST_MOST, NOT_LISTED_MOST = 3, 20, 5
# The box is widened until it holds enough; nobody walks farther than the last.
REACHES_M = (800, 3_000, 10_000, 30_000)
LOOKED_AT_MOST = 2_000
CLOSED, STALE, UNKNOWN = "closed", "stale", "unknown_hours"


@dataclass(frozen=True)
class Near:
    """A thing of the map, how far it is as the crow flies, and whether it is open; None where nobody knows.

    `why_not` is closed or stale for what is left out, unknown_hours for what is listed without known hours.
    `changes_at` is when it closes, or opens again.
    """

    feature: MapFeature
    metres: float
    is_open: bool | None
    why_not: str = ""
    changes_at: datetime | None = None
    age_days: int | None = None

    @property
    def told(self) -> str:
        """Why it is left out, or what is not known of it, in the reader's language."""
        return {
            CLOSED: _("closed now"),
            STALE: _("nobody has checked for too long whether it is still there"),
            UNKNOWN: _("opening hours not known"),
        }.get(self.why_not, "")


@dataclass(frozen=True)
class Nearby:
    """What is near: `listed` is of use now, `not_listed` is nearer than the last of them and why it is not."""

    listed: tuple[Near, ...] = ()
    not_listed: tuple[Near, ...] = ()

    @property
    def first(self) -> Near | None:
        """The nearest that is known to be open; where none is, the nearest of unknown hours."""
        return next((one for one in self.listed if one.is_open), self.listed[0] if self.listed else None)

    @property
    def passed_over(self) -> tuple[Near, ...]:
        """What is nearer than the first, and why it is not it."""
        return tuple(one for one in self.not_listed if self.first is None or one.metres < self.first.metres)


def nearest(what: Iterable[str], *, lon: float, lat: float, at: datetime | None = None, limit: int = NEAREST) -> Nearby:
    """The nearest things of some kinds (clinic, school …) or layers. One to four queries by the index of boxes.

    Distances are great circles to where a thing's name stands. Ended things are none.
    """
    wanted, moment = sorted(set(what)), timezone.localtime(at)
    limit = max(1, min(limit, NEAREST_MOST))
    layers = {one.name: one for one in MapLayer.objects.filter(is_listed=True)}
    asked = [name for name in wanted if name in layers]
    points = [name for name, one in layers.items() if one.kind == LayerKind.POINT]
    found: list[Near] = []
    for reach_m in REACHES_M:
        rows = _within(asked, points, wanted, lon=lon, lat=lat, reach_m=reach_m)
        found = [one for row in rows if (one := _weigh(row, layers, lon, lat, moment)).metres <= reach_m]
        if sum(one.why_not in {"", UNKNOWN} for one in found) >= limit:
            break
    found.sort(key=lambda one: (one.metres, one.feature.pk))
    listed = [one for one in found if one.why_not in {"", UNKNOWN}][:limit]
    last_m = listed[-1].metres if len(listed) == limit else float("inf")
    left_out = [one for one in found if one.why_not in {CLOSED, STALE} and one.metres <= last_m]
    return Nearby(tuple(listed), tuple(left_out[:NOT_LISTED_MOST]))


def _within(
    layers: Sequence[str], points: Sequence[str], kinds: Sequence[str], *, lon: float, lat: float, reach_m: float
) -> list[MapFeature]:
    """The things in the box around; layers that are named whole, others by the kind of the thing."""
    west, south, east, north = bounding_box((lon, lat), radius_m=reach_m)
    inside = MapFeature.objects.filter(box__meets=Box(west, south, east, north), label_lon__isnull=False)
    inside = inside.filter(Q(layer__in=layers) | Q(layer__in=points, kind__in=kinds))
    # The nearest of them: of a large box, any two thousand would do else.
    east_off = (F("label_lon") - lon) * math.cos(math.radians(lat))
    north_off = F("label_lat") - lat
    return list(inside.defer("geometry").order_by(east_off * east_off + north_off * north_off)[:LOOKED_AT_MOST])


def _weigh(feature: MapFeature, layers: dict[str, MapLayer], lon: float, lat: float, moment: datetime) -> Near:
    feature.layer = layers[feature.layer_id]
    far_m = great_circle_m((lon, lat), to=(feature.label_lon or 0.0, feature.label_lat or 0.0))
    age = age_days(feature.checked_date, on=moment.date())
    if is_stale(feature, layers[feature.layer_id], on=moment.date()):
        return Near(feature, far_m, None, STALE, age_days=age)
    hours = read_hours(feature.hours)
    if hours is None:
        return Near(feature, far_m, None, UNKNOWN, age_days=age)
    is_open, changes_at = _now(hours, moment)
    return Near(feature, far_m, is_open, "" if is_open else CLOSED, changes_at, age)


def _now(hours: Hours, moment: datetime) -> tuple[bool, datetime | None]:
    holidays = public_holidays()
    return hours.is_open(moment, holidays=holidays), hours.changes_at(moment, holidays=holidays)


def age_days(checked: date | None, *, on: date) -> int | None:
    """How long ago somebody looked whether it is still so; None where nobody said."""
    return max(0, (on - checked).days) if checked else None


def is_stale(feature: MapFeature, layer: MapLayer, *, on: date) -> bool:
    """Whether it was checked longer ago than its layer allows, or never where the layer wants it checked."""
    if layer.fresh_for_days is None:
        return False
    age = age_days(feature.checked_date, on=on)
    return age is None or age > layer.fresh_for_days
