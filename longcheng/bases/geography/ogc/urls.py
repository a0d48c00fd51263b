"""The addresses of the OGC APIs."""

from django.urls import URLPattern, URLResolver, path

from longcheng.bases.geography.ogc.views import collections, items, landing, tiles

app_name = "ogc"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing.landing, name="landing"),
    path("conformance", landing.conformance, name="conformance"),
    path("api", landing.api, name="api"),
    path("collections", collections.listed, name="collections"),
    path("collections/<str:name>", collections.one, name="collection"),
    path("collections/<str:name>/queryables", collections.queryables, name="queryables"),
    path("collections/<str:name>/items", items.items, name="items"),
    path("collections/<str:name>/items/<path:key>", items.item, name="item"),
    path("collections/<str:name>/tiles", tiles.tilesets, name="collection-tilesets"),
    path("collections/<str:name>/tiles/<str:scheme>", tiles.tileset, name="collection-tileset"),
    path("collections/<str:name>/tiles/<str:scheme>/<int:z>/<int:y>/<int:x>", tiles.tile, name="collection-tile"),
    path("tileMatrixSets", tiles.schemes, name="schemes"),
    path("tileMatrixSets/<str:scheme>", tiles.scheme, name="scheme"),
    path("tiles", tiles.tilesets, name="tilesets"),
    path("tiles/<str:scheme>", tiles.tileset, name="tileset"),
    path("tiles/<str:scheme>/<int:z>/<int:y>/<int:x>", tiles.tile, name="tile"),
]
