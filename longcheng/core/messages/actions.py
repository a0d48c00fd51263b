"""Sending to inboxes, signalling to open pages, and reading."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.messages.models import InboxItem, Message, Signal

CHANNEL = "longcheng_live"


def send(
    *,
    key: str,
    sender: str,
    account_ids: Iterable[int],
    title: str,
    body: str = "",
    url: str = "",
    is_urgent: bool = False,
) -> int:
    """Put a message into inboxes, once in each however often this is called; returns how many were new.

    The same `key` is the same message: calling again with further accounts spreads it further.
    """
    with transaction.atomic():
        message, _ = Message.objects.get_or_create(
            key=key, defaults={"sender": sender, "title": title, "body": body, "url": url, "is_urgent": is_urgent}
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO messaging_inboxitem (message_id, account_id, arrived_at) "
                "SELECT %s, unnest(%s::bigint[]), %s ON CONFLICT (message_id, account_id) DO NOTHING",
                [message.pk, list(account_ids), timezone.now()],
            )
            count: int = cursor.rowcount
            if count:
                _notify(cursor, {"inbox": message.pk})
    return count


def signal(*, channel: str, kind: str, data: dict[str, Any], lasts: timedelta = timedelta(hours=1)) -> Signal:
    """Tell every open page on a channel now, and every page opened or reconnected before it expires."""
    with transaction.atomic(), connection.cursor() as cursor:
        made = Signal.objects.create(channel=channel, kind=kind, data=data, expires_at=timezone.now() + lasts)
        _notify(cursor, {"signal": made.pk})
    return made


def mark_read(account: Account, *, item_ids: list[int] | None = None) -> int:
    """Mark one's own messages as read (None: all of them); returns how many were unread."""
    items = InboxItem.objects.filter(account=account, read_at=None)
    if item_ids is not None:
        items = items.filter(id__in=item_ids)
    return items.update(read_at=timezone.now())


def _notify(cursor: Any, what: dict[str, int]) -> None:
    cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, orjson.dumps(what).decode()])
