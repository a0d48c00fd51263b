"""Sending to inboxes, signalling to open pages, and reading."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.messages.languages import Words, kept_words
from longcheng.core.messages.models import InboxItem, Message, Signal

CHANNEL = "longcheng_live"
INBOX = "inbox"
MOST_SIGNS = {"sender": 120, "title": 200}

_FILL = """
WITH filled AS (
    INSERT INTO messaging_inboxitem (message_id, account_id, arrived_at)
    SELECT %s, account_id, %s FROM unnest(%s::bigint[]) AS account_id
    ON CONFLICT (message_id, account_id) DO NOTHING RETURNING id
)
SELECT count(*), min(id), max(id) FROM filled
"""


def send(
    *,
    key: str,
    sender: str | Words,
    account_ids: Iterable[int],
    title: str | Words,
    body: str | Words = "",
    url: str = "",
    is_urgent: bool = False,
) -> int:
    """Put a message into inboxes, once in each however often this is called; returns how many were new.

    The same `key` is the same message: calling again with further accounts spreads it further. Words in each
    language (`in_each_language`) are all kept, and each reader sees their own, also after changing it.
    """
    first, words = kept_words(most=MOST_SIGNS, sender=sender, title=title, body=body)
    with transaction.atomic():
        message, _ = Message.objects.get_or_create(
            key=key, defaults={**first, "words": words, "url": url, "is_urgent": is_urgent}
        )
        with connection.cursor() as cursor:
            cursor.execute(_FILL, [message.pk, timezone.now(), list(account_ids)])
            count, first, last = cursor.fetchone()
        if count:
            signal(channel="", kind=INBOX, data={"message": message.pk, "first": first, "last": last})
    return int(count)


def signal(*, channel: str, kind: str, data: dict[str, Any], lasts: timedelta = timedelta(hours=1)) -> Signal:
    """Tell every open page on a channel now, and every page opened or reconnected before it expires."""
    with transaction.atomic(), connection.cursor() as cursor:
        made = Signal.objects.create(channel=channel, kind=kind, data=data, expires_at=timezone.now() + lasts)
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return made


def mark_read(account: Account, *, item_ids: list[int] | None = None) -> int:
    """Mark one's own messages as read (None: all of them); returns how many were unread."""
    items = InboxItem.objects.filter(account=account, read_at=None)
    if item_ids is not None:
        items = items.filter(id__in=item_ids)
    return items.update(read_at=timezone.now())


def forget_inbox(account: Account) -> int:
    """Empty the inbox of an account that is closed; returns how many items it held. Messages of others stay."""
    return InboxItem.objects.filter(account=account).delete()[0]
