"""The declaration of events."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room


class Events(Room):
    name = "longcheng.core.events"
    title = _("Events")
    summary = _("What one room tells the others, delivered once to each.")
    plan_ids = ("P3",)
    standards = ("CloudEvents 1.0", "Standard Webhooks 1.0", "Prometheus text format")
    emits = ("CloudEventReceived",)
