"""The declaration of lists."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Permission, Role, Room


class Lists(Room):
    name = "longcheng.core.lists"
    title = _("Lists")
    summary = _(
        "One machine for every list of the staff: filters, saved views, files, acts on many rows with a preview."
    )
    plan_ids = ("G2",)
    standards = ("RFC 4180", "ISO/IEC 29500 (XLSX)")
    permissions = (Permission(name="lists.share_view", title=_("Share saved views with one's organisation")),)
    roles = (Role(name="lists.view_keeper", title=_("Keeper of shared views"), permissions=("lists.share_view",)),)
    emits = ("BulkRunGoesOn",)
    handles: ClassVar[dict[str, tuple[str, ...]]] = {"lists.BulkRunGoesOn": ("go_on",)}
