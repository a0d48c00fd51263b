"""The declaration of messages."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Room, TvPage, WallTile


class Messaging(Room):
    name = "longcheng.core.messages"
    label = "messaging"
    title = _("Messages")
    summary = _("What the city tells a person, in one inbox.")
    plan_ids = ("C1", "C7")
    wall_tiles = (
        WallTile(name="messages", title=_("Messages delivered"), owner=_("Operations"), shows="today", order=30),
    )
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("My messages"),
            url="portal:inbox",
            hint=_("Everything the city has sent you"),
        ),
    )
    tv_pages = (TvPage(label=_("My messages"), url="tv:messages", digit=4, icon="mail", is_personal=True),)
