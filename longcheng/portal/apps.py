"""The declaration of the portal."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Room


class Portal(Room):
    name = "longcheng.portal"
    title = _("Portal")
    summary = _("Phone and desktop, counter and open APIs.")
    plan_ids = ("G2",)
    menu = (
        MenuItem(
            audience=Audience.OPERATOR,
            label=_("The city's parts"),
            url="portal:operations",
            hint=_("Health, deliveries and dead letters"),
            permission="access.operate",
        ),
    )
