"""The declaration of the portal."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Room, TvPage, WallTile


class Portal(Room):
    name = "longcheng.portal"
    title = _("Portal")
    summary = _("Phone and desktop, counter and open APIs.")
    plan_ids = ("G2",)
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("City map"),
            url="portal:map:page",
            hint=_("Districts, buses, metro, hospitals, schools and air on one map"),
            words=("地图", "图层", "在哪里", "路线", "map", "where"),
            life_events=("travel", "health", "school", "home"),
        ),
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Help"),
            url="portal:help:page",
            hint=_("Short answers to what people ask, and where a person helps"),
            words=("帮助", "怎么用", "使用说明", "faq", "how to"),
            life_events=("trouble",),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("My tasks"),
            url="desk:first",
            hint=_("What waits for you and your organisation, with its clock"),
            needs_account=True,
            needs_role=True,
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Find a person"),
            url="desk:find",
            hint=_("Only for a purpose that is open; the person reads that you looked"),
            needs_account=True,
            needs_role=True,
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("People and roles"),
            url="desk:people",
            hint=_("Who works in your organisation, in which role, until when"),
            permission="access.give_roles",
        ),
        MenuItem(
            audience=Audience.OPERATOR,
            label=_("The city's parts"),
            url="desk:health",
            hint=_("Health, versions, disk, ledger and clocks"),
            permission="access.operate",
        ),
        MenuItem(
            audience=Audience.OPERATOR,
            label=_("Deliveries"),
            url="desk:deliveries",
            hint=_("Accepted, stored, delivered; dead letters"),
            permission="access.operate",
        ),
    )
    wall_tiles = (
        WallTile(
            name="parts",
            title=_("The city's parts"),
            owner=_("Operations"),
            shows="parts",
            group="parts",
            order=11,
            rows=4,
        ),
        WallTile(name="live_pages", title=_("Open pages"), owner=_("Operations"), shows="live_pages", order=60),
    )
    tv_pages = (
        TvPage(label=_("On the canal"), url="tv:film", digit=3, icon="movie", hint=_("a quiet film")),
        TvPage(
            label=_("Settings"),
            url="tv:settings",
            digit=8,
            icon="settings",
            hint=_("language, place, connect your phone"),
        ),
        TvPage(label=_("Call for help"), url="tv:help", digit=9, icon="phone-call", hint="110, 119, 120, 12345"),
    )
