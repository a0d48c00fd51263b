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
from longcheng.portal.map.cards import Card, card_of, table_href
from longcheng.portal.map.data import drawing_facts
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
}
# Layers that have no place on the map: they open a page of their own.
ELSEWHERE = {"metro": "portal:map:metro"}


@open_to_all
@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """The map; its address says which layers, which place, which part of the earth."""
    every = layers()
    on = chosen_layers(request, every)
    asked = request.GET.get("place", "")[:LONGEST]
    card = card_of(asked) if asked else None
    if card is not None and card.layer.name not in {*on, *ELSEWHERE}:
        on = [*on, card.layer.name]
    drawing = drawing_facts()
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
        "table_href": table_href(on),
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
        "icon": ICONS.get(layer.name, "map-pin"),
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
    card = card_of(request.GET.get("id", "")[:LONGEST])
    if card is None:
        raise Http404
    return render(request, "portal/map/card.html", {"card": card, "children_href": children_href(card)})


def children_href(card: Card) -> str:
    """The table of everything in a district."""
    return table_href(["towns", "bus", "hospitals", "sights", "air"], division=card.district) if card.district else ""
