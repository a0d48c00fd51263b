"""Under which numbers things are written about a person: their account's, and those they had before it."""

from collections.abc import Iterable

from longcheng.core.access.models import SubjectAlias


def subjects_of(account_id: int) -> tuple[int, ...]:
    """The account's own number first, then every other under which things about its person were written. One query."""
    aliases = SubjectAlias.objects.filter(account_id=account_id).order_by("pk")
    return account_id, *aliases.values_list("subject_id", flat=True)


def accounts_behind(subject_ids: Iterable[int]) -> dict[int, int]:
    """By number, the account that it has become an alias of; numbers that are nobody's alias are left out."""
    found = SubjectAlias.objects.filter(subject_id__in=list(subject_ids))
    return dict(found.values_list("subject_id", "account_id"))
