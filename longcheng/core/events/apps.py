"""The declaration of events."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import LiveTopic, Room, WallTile


class Events(Room):
    name = "longcheng.core.events"
    title = _("Events")
    summary = _("What one room tells the others, delivered once to each.")
    plan_ids = ("P3",)
    standards = ("CloudEvents 1.0", "Standard Webhooks 1.0", "Prometheus text format")
    emits = ("CloudEventReceived",)
    live_topics = (
        LiveTopic(
            name="events.deliveries",
            title=_("Dead letters that came or went"),
            permission="wall.watch",
            carries=("dead",),
        ),
    )
    wall_tiles = (
        WallTile(
            name="dead",
            title=_("Dead letters"),
            owner=_("Operations"),
            shows="dead_letters",
            group="parts",
            order=10,
            topics=("events.deliveries",),
        ),
        WallTile(
            name="waiting",
            title=_("Deliveries waiting"),
            owner=_("Operations"),
            shows="waiting",
            group="parts",
            order=13,
            topics=("events.deliveries",),
        ),
        WallTile(name="counters", title=_("Events"), owner=_("Operations"), shows="counters", group="parts", order=20),
        WallTile(name="delay", title=_("Delay"), owner=_("Operations"), shows="delay", group="parts", order=21),
    )
