"""How much one network may ask of what costs the city much, so that everybody else is served too."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from longcheng.core.access.whence import client_address
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.openid.actions.allowances import spend
from longcheng.core.sign_in.visits import network_of

# A follower that looks every second asks 3,600 times an hour, and a whole replay of a million acts is 100 pages.
FEED_PAGES = (4_000, timedelta(hours=1))
# A whole file is some 20 s of work; who needs it oftener than that follows the feed.
DOWNLOADS = (12, timedelta(hours=1))
SEARCHES = (600, timedelta(minutes=10))


def refuse_too_many(request: HttpRequest, what: str, allowed: tuple[int, timedelta]) -> None:
    """Count one more of the caller's network. Raises Unfit where there were too many."""
    limit, per = allowed
    if not spend(f"organisations {what}", network_of(client_address(request)), limit=limit, per=per):
        minutes = int(per.total_seconds() // 60)
        raise Unfit(
            {"rate": _("That is too often: %(n)s in %(m)s minutes from one network.") % {"n": limit, "m": minutes}}
        )
