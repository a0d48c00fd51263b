"""What the inbox page and the live program read."""

from django.db.models import QuerySet

from longcheng.core.access.models import Account
from longcheng.core.messages.models import InboxItem


def inbox(account: Account) -> QuerySet[InboxItem]:
    """The account's messages, newest first."""
    return InboxItem.objects.filter(account=account).select_related("message").order_by("-id")


def unread_count(account: Account) -> int:
    return InboxItem.objects.filter(account=account, read_at=None).count()
