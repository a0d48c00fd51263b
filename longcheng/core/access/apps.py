"""The declaration of access."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Permission, Role, Room


class Access(Room):
    name = "longcheng.core.access"
    title = _("Access")
    summary = _("Accounts, roles and the record of who did what.")
    plan_ids = ("P4",)
    menu = (
        MenuItem(
            audience=Audience.STAFF,
            label=_("Roles"),
            url="portal:roles",
            hint=_("Who holds which role in which organisation, until when"),
            permission="access.give_roles",
        ),
    )
    permissions = (
        Permission(name="access.operate", title=_("Watch over the parts of the city and re-drive events")),
        Permission(name="access.give_roles", title=_("Give and end roles in one's area")),
    )
    roles = (
        Role(name="access.operator", title=_("Operator"), permissions=("access.operate", "wall.watch")),
        Role(name="access.role_keeper", title=_("Keeper of roles"), permissions=("access.give_roles",)),
    )
