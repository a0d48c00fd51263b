"""Opening and closing what is a purpose; a room calls these inside the transaction of its own action."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.purposes import purpose_kinds


def open_matter(
    kind: str,
    *,
    reference: str,
    subject: Account | int,
    holder: Account | None = None,
    closes_at: datetime | None = None,
    url: str = "",
) -> OpenMatter:
    """Make a case, an incident, an appointment or a care order the purpose that it is, until it is closed.

    Raises LookupError for a kind that no room declares. A matter that was closed opens again (reopening is
    a right of the case); one that is open stays as it is. `subject` is an account, or the number of a
    person who has none.
    """
    if kind not in purpose_kinds():
        raise LookupError(f"The purpose {kind!r} does not exist. Declare it in the room's apps.py.")
    subject_id = subject if isinstance(subject, int) else subject.pk
    terms = {"holder": holder, "closes_at": closes_at, "closed_at": None, "url": url}
    with transaction.atomic():
        matter, is_new = OpenMatter.objects.select_for_update().get_or_create(
            kind=kind, reference=reference, subject_id=subject_id, defaults=terms
        )
        is_over = matter.closes_at is not None and matter.closes_at <= timezone.now()
        if not is_new and (matter.closed_at is not None or is_over):
            for name, value in terms.items():
                setattr(matter, name, value)
            matter.save(update_fields=list(terms))
    return matter


def open_new_matters(kind: str, *, cases: Iterable[tuple[str, int, str]]) -> None:
    """Open many matters that were never open before: of each its reference, whom it is about, and its address.

    One query for all. Raises LookupError for a kind that no room declares, IntegrityError for one that exists.
    """
    if kind not in purpose_kinds():
        raise LookupError(f"The purpose {kind!r} does not exist. Declare it in the room's apps.py.")
    OpenMatter.objects.bulk_create(
        OpenMatter(kind=kind, reference=reference, subject_id=subject_id, url=url)
        for reference, subject_id, url in cases
    )


def assign_matter(kind: str, *, reference: str, holder: Account | None) -> None:
    """Give an open matter to one account alone, or to everybody with the role again."""
    OpenMatter.objects.filter(kind=kind, reference=reference, closed_at=None).update(holder=holder)


def close_matter(kind: str, *, reference: str) -> None:
    """End it for everybody; the right to read is gone with the commit."""
    OpenMatter.objects.filter(kind=kind, reference=reference, closed_at=None).update(closed_at=timezone.now())


def move_matters(from_id: int, to_id: int, *, only: Collection[int] | None = None) -> list[int]:
    """What is open about one number is open about the other from now on; returns the moved matters' own numbers.

    For a person whose account is matched or whose records are merged; `only`, what an earlier call returned, moves
    just those back. A case that is open about both numbers stays open about the second alone.
    """
    with transaction.atomic():
        moving = OpenMatter.objects.select_for_update().filter(subject_id=from_id, closed_at=None)
        if only is not None:
            moving = moving.filter(pk__in=only)
        there = set(OpenMatter.objects.filter(subject_id=to_id).values_list("kind", "reference", "closed_at"))
        moved = []
        for matter in moving.order_by("pk"):
            case = (matter.kind, matter.reference)
            if (*case, None) in there:
                matter.closed_at = timezone.now()
            else:
                # One that is closed there makes room for the open one: there is one matter per case and person.
                OpenMatter.objects.filter(kind=matter.kind, reference=matter.reference, subject_id=to_id).delete()
                matter.subject_id = to_id
                moved.append(matter.pk)
            matter.save(update_fields=["closed_at", "subject_id"])
    return moved
