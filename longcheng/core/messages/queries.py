"""What the inbox page and the live program read."""

from django.db.models import Q, QuerySet

from longcheng.core.access.models import Account
from longcheng.core.messages.languages import reading_language
from longcheng.core.messages.models import InboxItem


def inbox(account: Account) -> QuerySet[InboxItem]:
    """The account's messages, newest first."""
    return InboxItem.objects.filter(account=account).select_related("message").order_by("-id")


def with_words(items: QuerySet[InboxItem], wanted: str) -> QuerySet[InboxItem]:
    """Those that say this in their title or text, in the language of their sender or in the reader's."""
    further = f"message__words__{reading_language()}"
    return items.filter(
        Q(message__title__icontains=wanted)
        | Q(message__body__icontains=wanted)
        | Q(**{f"{further}__title__icontains": wanted})
        | Q(**{f"{further}__body__icontains": wanted})
    )


def unread_count(account: Account) -> int:
    return InboxItem.objects.filter(account=account, read_at=None).count()
