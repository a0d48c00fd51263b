"""How a doubt ends: the row, the purpose that closes with it, the message to who filed it, and the event."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.matters import close_matter, open_matter
from longcheng.core.access.models import Account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language
from longcheng.core.registry.declaring import register_named
from longcheng.core.registry.doubts.desks import own_page, public_page
from longcheng.core.registry.doubts.queries import matter_of
from longcheng.core.registry.doubts.words import field_of
from longcheng.core.registry.events import DoubtDecided, DoubtOpened
from longcheng.core.registry.models import Doubt, DoubtState


def end_doubt(doubt: Doubt, *, state: DoubtState, by: Account | None, reason: str = "") -> None:
    """End an open doubt, in the caller's transaction; by nobody where a later statement has settled it."""
    doubt.state, doubt.decided_at, doubt.decided_by, doubt.reason = state, timezone.now(), by, reason.strip()
    doubt.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    matter = matter_of(doubt)
    if matter is not None:
        close_matter(matter.kind, reference=matter.reference)
    if state in {DoubtState.ACCEPTED, DoubtState.REFUSED}:
        _tell(doubt, about=matter.subject_id if matter else None)
    emit(
        DoubtDecided(
            doubt_id=doubt.pk,
            register=doubt.register,
            subject_id=doubt.subject_id,
            field=doubt.field,
            outcome=str(state),
        ),
        actor=by,
    )


def reopen_doubt(doubt: Doubt, *, by: Account) -> None:
    """It is being checked again, for the rest of its time, in the caller's transaction.

    Raises Unfit where the same source or reader doubts the field anew already.
    """
    doubt.state, doubt.decided_at, doubt.decided_by, doubt.reason = DoubtState.OPEN, None, None, ""
    try:
        with transaction.atomic():
            doubt.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    except IntegrityError as error:
        raise Unfit({"state": _("The same is being checked anew already.")}) from error
    matter = matter_of(doubt)
    if matter is not None:
        open_matter(matter.kind, reference=matter.reference, subject=matter.subject_id, url=matter.url)
        _tell_of_reopening(doubt, account_ids={matter.subject_id, doubt.filed_by_id} - {None})
    emit(
        DoubtOpened(doubt_id=doubt.pk, register=doubt.register, subject_id=doubt.subject_id, field=doubt.field),
        actor=by,
    )


def _tell_of_reopening(doubt: Doubt, *, account_ids: Iterable[int | None]) -> None:
    """Who was told that it is corrected hears that it is not."""
    send(
        key=f"doubt {doubt.pk} reopened at {timezone.now().isoformat()}",
        sender=in_each_language(lambda: str(register_named(doubt.register).title)),
        account_ids=Account.objects.filter(pk__in=list(account_ids)).values_list("pk", flat=True),
        title=in_each_language(
            lambda: (
                _("A correction was taken back; the value is being checked again (No. %(n)s, %(field)s).")
                % {"n": doubt.pk, "field": field_of(doubt).title}
            )
        ),
        url=own_page(doubt),
    )


def _tell(doubt: Doubt, *, about: int | None) -> None:
    """Who filed it reads what came of it; whose record was changed reads that it was."""
    accepted = doubt.state == DoubtState.ACCEPTED
    if doubt.filed_by is not None:
        is_own = doubt.filed_by.pk == about
        _send(doubt, doubt.filed_by, accepted=accepted, is_own=is_own)
    if accepted and about is not None and (doubt.filed_by is None or doubt.filed_by.pk != about):
        concerned = Account.objects.filter(pk=about).first()
        if concerned is not None:
            _send(doubt, concerned, accepted=True, is_own=True)


def _send(doubt: Doubt, account: Account, *, accepted: bool, is_own: bool) -> None:
    sender = register_named(doubt.register).title
    send(
        key=f"doubt {doubt.pk} decided for {account.pk} at {doubt.decided_at}",
        sender=in_each_language(lambda: _("My record") if is_own else str(sender)),
        account_ids=[account.pk],
        title=in_each_language(lambda: _said(doubt, accepted=accepted, is_own=is_own)),
        body=doubt.reason,
        url=own_page(doubt) if is_own else public_page(doubt),
    )


def _said(doubt: Doubt, *, accepted: bool, is_own: bool) -> str:
    if is_own:
        return _("Your record has been corrected.") if accepted else _("Your record has not been changed.")
    what = {"n": doubt.pk, "field": field_of(doubt).title}
    if accepted:
        return _("What you called wrong has been corrected (No. %(n)s, %(field)s).") % what
    return _("What you called wrong was checked and stays as it is (No. %(n)s, %(field)s).") % what
