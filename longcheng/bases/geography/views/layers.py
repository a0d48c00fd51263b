"""Every layer of the map: whose it is, what it is from, on what terms, and how well its places are known."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from longcheng.bases.geography.actions.features import EDIT
from longcheng.bases.geography.feature_telling import is_english, layer_title
from longcheng.bases.geography.map_queries import counts_of
from longcheng.bases.geography.models import MapLayer
from longcheng.core.access.doors import open_to_all
from longcheng.core.access.permissions import may


@open_to_all
@require_safe
def layers(request: HttpRequest) -> HttpResponse:
    """The layers that people may choose, in their order."""
    every = list(MapLayer.objects.filter(is_listed=True))
    counts = counts_of(every)
    context = {
        "rows": [_told(one, count=counts[one.name]) for one in every],
        "may_edit": may(request.user, EDIT) and any(one.is_editable for one in every),
    }
    return render(request, "geography/layers.html", context)


def _told(layer: MapLayer, *, count: int) -> dict[str, Any]:
    language = "en" if is_english() else "zh"
    return {
        "layer": layer,
        "title": layer_title(layer),
        "owner": getattr(layer, f"owner_{language}"),
        "note": getattr(layer, f"note_{language}"),
        "datum_known": getattr(layer, f"datum_known_{language}"),
        "count": count,
        "map_href": f"{reverse('portal:map:page')}?{urlencode({'layers': f'districts,{layer.name}'})}",
        "table_href": f"{reverse('portal:map:table')}?{urlencode({'layers': layer.name})}",
        "file_href": reverse("portal:map:layer", args=[layer.name]) if layer.is_open else "",
        "ogc_href": f"/ogc/collections/{layer.name}",
        "properties": [told.get(language) or name for name, told in (layer.shape or {}).items()],
    }
