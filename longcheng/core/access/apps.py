"""The declaration of access."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Permission, Role, Room


class Access(Room):
    name = "longcheng.core.access"
    title = _("Access")
    summary = _("Accounts, roles and the record of who did what.")
    plan_ids = ("P4",)
    permissions = (Permission(name="access.operate", title=_("Watch over the parts of the city and re-drive events")),)
    roles = (Role(name="access.operator", title=_("Operator"), permissions=("access.operate",)),)
