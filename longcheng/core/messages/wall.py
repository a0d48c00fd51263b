"""What the wall shows of messages: how many reached an inbox today."""

from django.utils.translation import gettext as _

from longcheng.core.clock.days import midnight
from longcheng.core.declaration.wall import Measured, TileRow
from longcheng.core.messages.models import InboxItem

# Of a busy day the newest are counted, by their numbers, so that the wall never reads every inbox.
ITEMS_MAX = 500_000


def today() -> Measured:
    """Inbox items since midnight, and how many of them were opened."""
    newest = InboxItem.objects.order_by("-id").first()
    count = InboxItem.objects.filter(
        id__gt=(newest.pk if newest else 0) - ITEMS_MAX, arrived_at__gte=midnight()
    ).count()
    return Measured(
        value=f"{count:,}" if count < ITEMS_MAX else _("more than %(n)s") % {"n": f"{ITEMS_MAX:,}"},
        unit=_("since midnight"),
        rule=_("No rule colours this."),
        rows=(TileRow(title=_("The last one"), at=newest.arrived_at),) if newest else (),
        url="/notices/desk/",
        url_permission="notices.publish",
        url_label=_("Publish"),
    )
