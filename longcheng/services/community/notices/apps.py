"""The declaration of notices."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, LiveTopic, MenuItem, Permission, Role, Room, TvPage, WallTile


class Notices(Room):
    name = "longcheng.services.community.notices"
    title = _("Notices")
    summary = _("What departments tell the people of an area.")
    plan_ids = ("C1",)
    url_prefix = "notices"
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Notices"),
            url="notices:list",
            hint=_("What the city, your town and your community announce"),
            words=("公告", "公示", "停水", "停电", "最新消息", "news", "announcements"),
            life_events=("home", "health", "trouble"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Publish notices"),
            url="notices:desk",
            hint=_("To a district, a town or a community"),
            permission="notices.publish",
        ),
    )
    tv_pages = (
        TvPage(
            label=_("Notices"),
            url="tv-notices:list",
            digit=1,
            icon="bell",
            hint=_("what is announced where you live"),
        ),
    )
    live_topics = (
        LiveTopic(
            name="notices.urgent",
            title=_("Urgent notices that came or went"),
            is_public=True,
            carries=("area",),
        ),
    )
    wall_tiles = (
        WallTile(
            name="urgent",
            title=_("Urgent notices"),
            owner=_("Whoever published it"),
            shows="urgent",
            order=50,
            topics=("notices.urgent",),
            has_divisions=True,
        ),
    )
    permissions = (Permission(name="notices.publish", title=_("Publish and withdraw notices in one's area")),)
    roles = (Role(name="notices.publisher", title=_("Notice publisher"), permissions=("notices.publish",)),)
    emits = ("NoticePublished", "NoticeSpreadOn", "NoticeWithdrawn")
    handles: ClassVar[dict[str, tuple[str, ...]]] = {
        "notices.NoticePublished": ("spread",),
        "notices.NoticeSpreadOn": ("spread_on",),
    }
    founds_after = ("population",)
