"""The declaration of the clock."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room


class Clock(Room):
    name = "longcheng.core.clock"
    title = _("Clock")
    summary = _("What runs at set times, and which parts of the city are alive.")
