"""The declaration of the access ledger."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room


class Transparency(Room):
    name = "longcheng.core.transparency"
    title = _("Access ledger")
    summary = _("Who read whose data and why, in a log whose tampering is evident.")
    plan_ids = ("P4",)
    standards = ("RFC 9162", "C2SP tlog-checkpoint", "C2SP signed-note")
