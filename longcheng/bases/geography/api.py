"""The map for programs: which layers there are, and one open layer whole."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status

from longcheng.bases.geography.address_pages.api import router as addresses
from longcheng.bases.geography.map_queries import as_geojson, is_too_large, layers
from longcheng.bases.geography.models import MapLayer

router = Router()
router.add_router("/addresses", addresses)


class LayerOut(Schema):
    """A layer, what it is from and on what terms; `is_open` says whether it may be had whole."""

    name: str
    kind: str
    title_zh: str
    title_en: str
    source: str
    licence: str
    is_open: bool
    dated: str
    datum: str
    note_zh: str
    note_en: str


class RefusedOut(Schema):
    """What was wrong, in words."""

    error: str


@router.get("/layers", auth=None, response=list[LayerOut], summary="The layers of the map")
def list_layers(request: HttpRequest) -> list[MapLayer]:
    """Every layer with source, licence and date. Places are in WGS-84; `datum` is what the source had."""
    return layers()


@router.get(
    "/layers/{name}",
    auth=None,
    response={200: dict[str, Any], 403: RefusedOut, 404: RefusedOut, 413: RefusedOut},
    summary="One open layer as GeoJSON",
)
def read_layer(request: HttpRequest, name: str = Path(max_length=40)) -> Status[RefusedOut] | Any:
    """RFC 7946, with source and licence in it; a thing whose place nobody knows has a null geometry."""
    found = MapLayer.objects.filter(name=name, is_listed=True).first()
    if found is None:
        return Status(404, RefusedOut(error=f"The layer {name} does not exist. GET /api/geography/layers lists them."))
    if not found.is_open:
        told = f"The layer {name} has no open licence ({found.licence}). It is not passed on."
        return Status(403, RefusedOut(error=told))
    if is_too_large(found):
        told = f"The layer {name} is too large for one answer. Read it in parts: /ogc/collections/{name}/items."
        return Status(413, RefusedOut(error=told))
    return as_geojson(found)
