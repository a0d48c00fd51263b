"""What is kept of which standard; only what holds is declared."""

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/{}"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{}"
_COMMON = "http://www.opengis.net/spec/ogcapi-common-{}/1.0/conf/{}"

CLASSES = (
    *(_COMMON.format(1, name) for name in ("core", "json", "html", "oas30")),
    _COMMON.format(2, "collections"),
    *(_FEATURES.format(1, name) for name in ("core", "geojson", "html", "oas30")),
    _FEATURES.format(2, "crs"),
    *(_FEATURES.format(3, name) for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *(_FEATURES.format(4, name) for name in (
        "create-replace-delete", "update", "optimistic-locking-etags", "features",
    )),
    *(_CQL2.format(name) for name in (
        "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison",
        "accent-insensitive-comparison", "basic-spatial-functions", "basic-spatial-functions-plus",
        "spatial-functions", "temporal-functions", "property-property",
    )),
    *(_TILES.format(name) for name in (
        "core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection",
        "mvt", "oas30",
    )),
)  # fmt: skip
