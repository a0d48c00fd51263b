"""The map's page, and the card of one place."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.bases.geography.map_queries import layers
from longcheng.bases.geography.models import MapLayer
from longcheng.bases.geography.tiles import data_version
from longcheng.core.access.doors import open_to_all
from longcheng.core.datapack.pack import read_pack
from longcheng.portal.map.cards import card_of, table_href
from longcheng.portal.map.data import drawing_facts
from longcheng.portal.map.days import day_asked, yesterday
from longcheng.portal.map.outline import city_picture
from longcheng.portal.map.wording import AIR, is_english, text_of, title_of

LONGEST = 120
ICONS = {
    "districts": "map",
    "towns": "map-pin",
    "bus": "bus",
    "metro": "train",
    "hospitals": "building-hospital",
    "colleges": "school",
    "sights": "building-pavilion",
    "air": "wind",
    "roads": "route",
    "buildings": "building",
    "parcels": "trees",
}
# What a mark is drawn as where the layer has none of its own.
ICON_OF_KIND = {"point": "map-pin", "line": "route", "polygon": "polygon"}
# Layers that have no place on the map: they open a page of their own.
ELSEWHERE = {"metro": "portal:map:metro"}


@open_to_all
@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """The map; its address says which layers, which place, which part of the earth."""
    every = layers()
    on = chosen_layers(request, every)
    asked = request.GET.get("place", "")[:LONGEST]
    as_on = day_asked(request)
    card = card_of(asked, day=as_on.day) if asked else None
    if card is not None and card.layer is not None and card.layer.name not in {*on, *ELSEWHERE}:
        on = [*on, card.layer.name]
    drawing = drawing_facts(day=as_on.query)
    context = {
        "card": card,
        "missing": asked if asked and card is None else "",
        "choices": [choice(layer, is_on=layer.name in on) for layer in every],
        "air_classes": list(AIR.items()),
        "picture": city_picture(data_version()),
        "english": is_english(),
        "style_href": drawing["style"],
        "drawing": json.dumps(drawing | {"words": words(), "language": "en" if is_english() else "zh"}),
        "on": on,
        "view": {name: request.GET.get(name, "")[:40] for name in ("c", "z", "district", "date")},
        "as_on": as_on,
        "has_synthetic_layers": any(layer.is_synthetic for layer in every),
        "has_synthetic": any(layer.is_synthetic and layer.name in on for layer in every),
        "yesterday": yesterday().isoformat(),
        "table_href": table_href(on, day=as_on.query),
        "sources": [layer for layer in every if layer.name in on],
    }
    return render(request, "portal/map/page.html", context, status=404 if context["missing"] else 200)


def chosen_layers(request: HttpRequest, every: list[MapLayer]) -> list[str]:
    """The layers that the address names, else those that the data pack opens on."""
    names = {layer.name for layer in every}
    if "layers" in request.GET:
        asked = {name for part in request.GET.getlist("layers")[:20] for name in part[:200].split(",")}
    else:
        asked = set(read_pack(settings.CITY_PACK).facts.get("map", {}).get("layers", names))
    # Whoever asks for one kind of thing still wants to see where it is.
    return [layer.name for layer in every if layer.name in asked | {"districts"}]


def choice(layer: MapLayer, *, is_on: bool) -> dict[str, Any]:
    """One line of the layer switch."""
    return {
        "layer": layer,
        "title": title_of(layer),
        "note": text_of(layer, "note"),
        "icon": ICONS.get(layer.name) or ICON_OF_KIND.get(layer.kind, "map-pin"),
        "is_on": is_on,
        # What a mark means must be read beside it; what a border is worth, below.
        "is_noted": layer.name not in {"districts", "towns"},
        "elsewhere": ELSEWHERE.get(layer.name, ""),
    }


def words() -> dict[str, str]:
    """What the drawing script says."""
    return {
        "map": _("City map. Arrow keys move it, plus and minus change the scale."),
        "copied": _("The link is copied."),
        "copy": _("Copy this link:"),
        "nowhere": _("Your browser does not tell where you are. Allow it there, or search for a street."),
        "outside": _("You are outside the city now; the map stays where it is."),
        "empty": _("Nothing of these layers is in view."),
        "broken": _("The map cannot be drawn in this browser. The outline and the table show the same."),
        "unknown": _("This could not be opened. Check your connection and choose it again."),
        "loading": _("Opening …"),
    }


@open_to_all
@require_GET
def place(request: HttpRequest) -> HttpResponse:
    """The card alone, for the map that is already open."""
    as_on = day_asked(request)
    card = card_of(request.GET.get("id", "")[:LONGEST], day=as_on.day)
    if card is None or as_on.defect:
        raise Http404
    return render(request, "portal/map/card.html", {"card": card, "as_on": as_on})
