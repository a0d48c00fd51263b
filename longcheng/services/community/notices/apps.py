"""The declaration of notices."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Permission, Role, Room


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
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Publish notices"),
            url="notices:desk",
            hint=_("To a district, a town or a community"),
            permission="notices.publish",
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
