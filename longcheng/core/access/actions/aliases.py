"""Joining another number to an account's person, and taking it away; the room that matches or merges calls these."""

from django.db import transaction

from longcheng.core.access.models import Account, SubjectAlias
from longcheng.core.access.permissions import record


def add_alias(account_id: int, subject_id: int, *, reason: str, by: Account | None) -> SubjectAlias:
    """What was written about this number was written about the account's person; they see it from now on.

    Called inside the transaction of the room's own action, which asks for the right. Raises ValueError for a
    number that is another account's already: it must be taken from that one first. Again changes nothing.
    """
    if subject_id == account_id:
        raise ValueError(f"{subject_id} is the account's own number already.")
    with transaction.atomic():
        alias, is_new = SubjectAlias.objects.select_for_update().get_or_create(
            subject_id=subject_id, defaults={"account_id": account_id, "reason": reason}
        )
        if alias.account_id != account_id:
            raise ValueError(f"The number {subject_id} belongs to another account. Remove it there first.")
        if is_new:
            record(by, "access.add_alias", subject=f"account:{account_id}", number=subject_id, reason=reason)
    return alias


def remove_alias(account_id: int, subject_id: int, *, by: Account | None) -> bool:
    """The number is not this account's person's any more; False if it was not theirs."""
    with transaction.atomic():
        removed, _models = SubjectAlias.objects.filter(account_id=account_id, subject_id=subject_id).delete()
        if removed:
            record(by, "access.remove_alias", subject=f"account:{account_id}", number=subject_id)
    return bool(removed)
