"""The metro as a line diagram: stations in their order, and where one changes. It is no map, and says so."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from longcheng.bases.geography.models import MapFeature, MapLayer
from longcheng.core.access.doors import open_to_all
from longcheng.portal.map.wording import is_english, name_of, text_of

STEP = 34
COLUMN = 330
MARGIN = 40


@dataclass(frozen=True)
class Station:
    """A station with its place on the diagram."""

    place: str
    name: str
    other_name: str
    x: int
    y: int
    transfer: str = ""


@dataclass(frozen=True)
class MetroLine:
    """A line from its first station to its last; drawn straight down, with the transfer at one height."""

    number: int
    stations: tuple[Station, ...]

    @property
    def x(self) -> int:
        return self.stations[0].x

    @property
    def top(self) -> int:
        return self.stations[0].y

    @property
    def bottom(self) -> int:
        return self.stations[-1].y


@open_to_all
@require_GET
def metro(request: HttpRequest) -> HttpResponse:
    """Both lines in order, as a drawing and as lists; without the data it says where they would come from."""
    layer = MapLayer.objects.filter(name="metro").first()
    drawn = lines(list(MapFeature.objects.filter(layer=layer).order_by("order"))) if layer else []
    context = {
        "layer": layer,
        "note": text_of(layer, "note") if layer else "",
        "lines": drawn,
        "changes": changes(drawn),
        "width": MARGIN * 2 + COLUMN * len(drawn),
        "height": max((line.bottom for line in drawn), default=0) + MARGIN,
    }
    return render(request, "portal/map/metro.html", context)


def lines(features: list[MapFeature]) -> list[MetroLine]:
    """The lines side by side; each is moved down until its transfer stands level with that of the line before."""
    by_line = {
        number: list(group) for number, group in groupby(features, key=lambda each: int(each.properties["line"]))
    }
    level = max((_transfer_at(group) for group in by_line.values()), default=0)
    return [
        MetroLine(
            number,
            tuple(
                _station(feature, x=MARGIN + 60 + column * COLUMN, y=MARGIN + STEP * (at + level - _transfer_at(group)))
                for at, feature in enumerate(group)
            ),
        )
        for column, (number, group) in enumerate(by_line.items())
    ]


def _transfer_at(stations: list[MapFeature]) -> int:
    return next((at for at, station in enumerate(stations) if station.properties["transfer"]), 0)


def _station(feature: MapFeature, *, x: int, y: int) -> Station:
    other = feature.name if is_english() else feature.name_en
    transfer = str(next(iter(feature.properties["transfer"]), ""))
    return Station(feature.place, name_of(feature), other, x, y, transfer)


def changes(drawn: list[MetroLine]) -> list[tuple[int, int, int]]:
    """Where a line is drawn across from one line to the next: two x and their y."""
    marks = [(line.x, station.y) for line in drawn for station in line.stations if station.transfer]
    return [(a[0], b[0], a[1]) for a, b in pairwise(marks) if a[1] == b[1]]
