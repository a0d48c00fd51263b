"""The declaration of the geography base."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Permission, Role, Room, WallTile


class Geography(Room):
    name = "longcheng.bases.geography"
    title = _("Geography")
    summary = _("Divisions with their history, one number for every address, and what lies on the map, as on any day.")
    plan_ids = ("B3",)
    url_prefix = "geography"
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Find an address"),
            url="geography:addresses",
            hint=_("An address and its community, what is near and open, and where you are"),
            words=(
                "地址",
                "门牌",
                "门牌号",
                "小区",
                "几幢几室",
                "我在哪里",
                "附近",
                "address",
                "where am i",
                "house number",
            ),
        ),
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Divisions"),
            url="geography:divisions",
            hint=_("Districts, towns and communities with their codes and their history"),
            words=("区划", "行政区划", "区划代码", "街道", "镇", "社区", "沿革", "division", "code", "district"),
        ),
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Layers of the map"),
            url="geography:layers",
            hint=_("Whose each layer is, where it comes from, and how well its places are known"),
            words=("图层", "地图数据", "开放数据", "坐标系", "layer", "open data", "gis"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Wrong on the map"),
            url="geography:doubts",
            hint=_("What readers and departments say is wrong on the map"),
            permission="geography.decide_doubt",
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Files of maps"),
            url="geography:imports",
            hint=_("Send a map into a layer: checked, loaded, taken back"),
            permission="geography.import",
            words=("地图文件", "导入", "矢量", "shapefile", "geojson", "gpkg", "图层", "import", "GIS"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("New on the map"),
            url="geography:feature-new",
            hint=_("Enter a place, a building or a road that is not on the map"),
            permission="geography.edit_features",
            words=("图层编辑", "新增要素", "兴趣点", "地图", "feature", "edit", "map"),
        ),
    )
    permissions = (
        Permission(
            name="geography.edit_features",
            title=_("Enter, change and end addresses and things on the map in one's area"),
        ),
        Permission(
            name="geography.decide_doubt", title=_("Decide whether something on the map is wrong, in one's area")
        ),
        Permission(name="geography.import", title=_("Load files of maps and addresses")),
    )
    roles = (
        Role(
            name="geography.keeper",
            title=_("Keeper of the map"),
            permissions=("geography.edit_features", "geography.decide_doubt"),
        ),
        Role(
            name="geography.importer",
            title=_("Importer of maps"),
            permissions=("geography.import", "registry.import_files"),
        ),
    )
    standards = ("GB/T 2260", "GB/T 23705-2009", "GeoJSON RFC 7946", "Mapbox Vector Tile 2.1", "HJ 633-2012")
    wall_tiles = (
        WallTile(
            name="air",
            title=_("Air stations"),
            owner=_("Environment"),
            shows="air",
            order=11,
            stale_after_s=7_200,
        ),
    )
    emits = (
        "AddressEdited",
        "AddressEnded",
        "AddressEntered",
        "FeatureEdited",
        "FeatureEnded",
        "FeatureEntered",
        "LayerLoaded",
    )
    handles: ClassVar[dict[str, tuple[str, ...]]] = {
        "organisations.OrganisationDissolved": ("organisation_dissolved",),
        "organisations.OrganisationMoved": ("organisation_moved",),
        "organisations.OrganisationRenamed": ("organisation_renamed",),
        "organisations.OrganisationRevoked": ("organisation_revoked",),
        "organisations.OrganisationsMerged": ("organisations_merged",),
    }
    loads: ClassVar[dict[str, str]] = {
        "division-history": "load_division_history",
        "divisions": "load_divisions",
        "map-air": "load_map_air",
        "map-air-positions": "load_map_air_positions",
        "map-bus": "load_map_bus",
        "map-colleges": "load_map_colleges",
        "map-districts": "load_map_districts",
        "map-hospitals": "load_map_hospitals",
        "map-metro": "load_map_metro",
        "map-seats": "load_map_seats",
        "map-sights": "load_map_sights",
        "map-style": "load_map_style",
        "map-towns": "load_map_towns",
    }
