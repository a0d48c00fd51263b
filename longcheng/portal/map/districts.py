"""A page for each district: its facts and outline, its towns, hospitals and air, the bus lines that cross it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from longcheng.bases.geography.areas import DISTRICTS
from longcheng.bases.geography.map_queries import bus_lines_across, features_of, layers
from longcheng.bases.geography.models import Accuracy, MapFeature
from longcheng.bases.geography.tiles import data_version
from longcheng.core.access.doors import open_to_all
from longcheng.portal.map.cards import card_of, table_href
from longcheng.portal.map.outline import district_picture
from longcheng.portal.map.pages import ICONS
from longcheng.portal.map.wording import departures, is_english, name_of, summary_of, text_of, title_of

LAYERS = ("hospitals", "sights", "air")


@open_to_all
@require_GET
def district(request: HttpRequest, code: str) -> HttpResponse:
    """Everything the map knows of one district, without needing the map."""
    card = card_of(f"{DISTRICTS}-{code[:6]}") if code.isascii() and code.isdigit() else None
    if card is None or card.district != code:
        raise Http404
    every = {layer.name: layer for layer in layers()}
    found = {name: list(features_of([name], division=code)) for name in LAYERS}
    towns = list(features_of(["towns"], division=code))
    context = {
        "card": card,
        "english": is_english(),
        "picture": district_picture(data_version(), code),
        "towns": [(town.place, name_of(town), town.accuracy != Accuracy.NONE) for town in towns],
        "lines": [(line.place, line.properties["n"], departures(line.properties)) for line in bus_lines_across(code)],
        "groups": [
            {
                "title": title_of(every[name]),
                "note": text_of(every[name], "note"),
                "icon": ICONS[name],
                "rows": [_row(feature) for feature in features],
            }
            for name, features in found.items()
            if name in every and features
        ],
        "bus_layer": every.get("bus"),
        "bus_note": text_of(every["bus"], "note") if "bus" in every else "",
        "table_href": table_href(["towns", "bus", *LAYERS], division=code),
    }
    return render(request, "portal/map/district.html", context)


def _row(feature: MapFeature) -> dict[str, str]:
    return {"title": name_of(feature), "note": summary_of(feature), "place": feature.place}
