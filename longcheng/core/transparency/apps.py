"""The declaration of the access ledger."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room, WallTile


class Transparency(Room):
    name = "longcheng.core.transparency"
    title = _("Access ledger")
    summary = _("Who read whose data and why, in a log whose tampering is evident.")
    plan_ids = ("P4",)
    standards = ("RFC 9162", "C2SP tlog-checkpoint", "C2SP signed-note")
    wall_tiles = (
        WallTile(
            name="ledger", title=_("Access ledger"), owner=_("Operations"), shows="ledger", group="parts", order=30
        ),
        WallTile(
            name="reads",
            title=_("Looks at personal data"),
            owner=_("Officer for personal data"),
            shows="reads",
            group="parts",
            order=12,
            rows=4,
        ),
    )
