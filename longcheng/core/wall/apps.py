"""The declaration of the wall."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Permission, Role, Room


class Wall(Room):
    name = "longcheng.core.wall"
    title = _("Wall")
    summary = _("One dark screen for a watch room: few large numbers, each with its owner, its age and its rule.")
    plan_ids = ("G2",)
    menu = (
        MenuItem(
            audience=Audience.OPERATOR,
            label=_("Wall"),
            url="wall:wall",
            hint=_("The large screen of the watch room"),
            permission="wall.watch",
        ),
    )
    permissions = (Permission(name="wall.watch", title=_("Watch the wall: counts of the whole city, no person")),)
    roles = (Role(name="wall.viewer", title=_("Viewer of the wall"), permissions=("wall.watch",)),)
