"""What makes a notice fit to be published: pure functions."""

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

TITLE_MAX, BODY_MAX = 120, 5_000
LONGEST_STANDING = timedelta(days=366)
REQUEST_KEY = re.compile(r"[\x21-\x7e]{1,80}")


def defects(
    *, title: str, body: str, area_code: str, expires_at: datetime | None, now: datetime, request_key: str | None = None
) -> dict[str, str]:
    """What is wrong with a notice, by field; empty when nothing is."""
    found = {}
    if not title.strip():
        found["title"] = _("A title is required. Say in one line what it is about.")
    elif len(title) > TITLE_MAX:
        found["title"] = _("The title must have at most %(n)s signs; it has %(has)s.") % {
            "n": TITLE_MAX,
            "has": len(title),
        }
    if not body.strip():
        found["body"] = _("The text is required. Say what happens, where, when, and what people should do.")
    elif len(body) > BODY_MAX:
        found["body"] = _("The text must have at most %(n)s signs; it has %(has)s.") % {"n": BODY_MAX, "has": len(body)}
    if not area_code:
        found["area_code"] = _("An area is required. Choose whom it concerns.")
    if expires_at is not None and not now < expires_at <= now + LONGEST_STANDING:
        found["expires_at"] = _("The end must lie in the future, at most a year away.")
    if request_key is not None and not REQUEST_KEY.fullmatch(request_key):
        found["request_key"] = _("The Idempotency-Key must have 1 to 80 visible ASCII signs.")
    return found
