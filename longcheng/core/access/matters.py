"""Opening and closing what is a purpose; a room calls these inside the transaction of its own action."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.purposes import purpose_kinds


def open_matter(
    kind: str,
    *,
    reference: str,
    subject: Account,
    holder: Account | None = None,
    closes_at: datetime | None = None,
    url: str = "",
) -> OpenMatter:
    """Make a case, an incident, an appointment or a care order the purpose that it is, until it is closed.

    Raises LookupError for a kind that no room declares. A matter that was closed opens again (reopening is
    a right of the case); one that is open stays as it is.
    """
    if kind not in purpose_kinds():
        raise LookupError(f"The purpose {kind!r} does not exist. Declare it in the room's apps.py.")
    terms = {"holder": holder, "closes_at": closes_at, "closed_at": None, "url": url}
    with transaction.atomic():
        matter, is_new = OpenMatter.objects.select_for_update().get_or_create(
            kind=kind, reference=reference, subject=subject, defaults=terms
        )
        is_over = matter.closes_at is not None and matter.closes_at <= timezone.now()
        if not is_new and (matter.closed_at is not None or is_over):
            for name, value in terms.items():
                setattr(matter, name, value)
            matter.save(update_fields=list(terms))
    return matter


def assign_matter(kind: str, *, reference: str, holder: Account | None) -> None:
    """Give an open matter to one account alone, or to everybody with the role again."""
    OpenMatter.objects.filter(kind=kind, reference=reference, closed_at=None).update(holder=holder)


def close_matter(kind: str, *, reference: str) -> None:
    """End it for everybody; the right to read is gone with the commit."""
    OpenMatter.objects.filter(kind=kind, reference=reference, closed_at=None).update(closed_at=timezone.now())
