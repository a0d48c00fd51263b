"""Counting what strangers may do only so often."""

import hashlib
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils import timezone

from longcheng.core.openid.models import Allowance

_COUNT = """
INSERT INTO openid_allowance (key, used, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN openid_allowance.ends_at <= %(now)s THEN 1 ELSE openid_allowance.used + 1 END,
    ends_at = CASE WHEN openid_allowance.ends_at <= %(now)s THEN %(ends_at)s ELSE openid_allowance.ends_at END
RETURNING used
"""


def spend(what: str, whom: str, *, limit: int, per: timedelta) -> bool:
    """Count one more; False once there were more than the limit within the window. One statement, so it never races."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": _key(what, whom), "now": now, "ends_at": now + per})
        return int(cursor.fetchone()[0]) <= limit


def give_back(what: str, whom: str) -> None:
    """What was counted before it was examined turned out to be right."""
    Allowance.objects.filter(key=_key(what, whom), used__gt=0).update(used=F("used") - 1)


def forget_old_allowances() -> None:
    """Remove the windows that are over."""
    Allowance.objects.filter(ends_at__lt=timezone.now()).delete()


def _key(what: str, whom: str) -> str:
    return hashlib.sha256(f"{what}|{whom}".encode()).hexdigest()
