"""The declaration of television."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Room


class Television(Room):
    name = "longcheng.core.television"
    title = _("Television")
    summary = _("The city on the television: pairing by phone, pages for arrow keys, urgent notices over the film.")
    plan_ids = ("C7",)
    standards = ("RFC 8628",)
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("My televisions"),
            url="television:sets",
            hint=_("Connect a television, say what it may show, stop it"),
            needs_account=True,
        ),
    )
