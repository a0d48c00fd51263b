"""Every write of notices."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division
from longcheng.bases.geography.queries import full_name
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor, holdings, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.messages.actions import send, signal
from longcheng.core.messages.topics import publish
from longcheng.core.search.actions import put, remove
from longcheng.core.search.entry import Kind
from longcheng.services.community.notices.events import NoticePublished, NoticeSpreadOn, NoticeWithdrawn
from longcheng.services.community.notices.models import Notice, Reading
from longcheng.services.community.notices.queries import count_recipients, recipients_of
from longcheng.services.community.notices.rules import defects
from longcheng.services.community.notices.search import ROOM, entry_of

PUBLISH = "notices.publish"
URGENT = "notices.urgent"
BATCH = 2_000
URGENT_TEXT_SHOWN = 300


def publish_notice(
    actor: Actor,
    *,
    title: str,
    body: str,
    area_code: str,
    is_urgent: bool = False,
    expires_at: datetime | None = None,
    request_key: str | None = None,
) -> Notice:
    """Publish a notice to everybody in a division and let it spread in the background.

    With a `request_key` a repeated call returns the notice of the first. Raises Denied outside the actor's
    area and Unfit with every defect at once.
    """
    found = defects(
        title=title, body=body, area_code=area_code, expires_at=expires_at, now=timezone.now(), request_key=request_key
    )
    if "area_code" not in found and not Division.objects.filter(code=area_code).exists():
        found["area_code"] = _("The area %(code)s does not exist. Choose one from the list.") % {"code": area_code}
    if found:
        raise Unfit(found)
    require(actor, PUBLISH, area_code=area_code)
    assert isinstance(actor, Account)  # noqa: S101  require lets no stranger pass
    with transaction.atomic():
        notice = Notice(
            title=title.strip(),
            body=body.strip(),
            area_code=area_code,
            area_name=full_name(area_code),
            organisation=_organisation(actor, area_code),
            author=actor,
            is_urgent=is_urgent,
            expires_at=expires_at,
            request_key=request_key,
            recipients=count_recipients(area_code),
        )
        earlier = _keep(notice)
        if earlier is not None:
            return earlier
        record(actor, "notices.publish", subject=f"notice:{notice.pk}", area=area_code)
        event = NoticePublished(
            notice_id=notice.pk,
            title=notice.title,
            area_code=area_code,
            organisation=notice.organisation,
            is_urgent=is_urgent,
        )
        emit(event, actor=actor)
        put(entry_of(notice), room=ROOM)
        signal(channel=f"area:{area_code}", kind="urgent" if is_urgent else "notice", data=_shown(notice))
        if is_urgent:
            publish(URGENT, area=area_code)
    return notice


def _keep(notice: Notice) -> Notice | None:
    """Write the notice, or return the one that its request key made before, also at the very same moment."""
    if notice.request_key is None:
        notice.save()
        return None
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError:
        return Notice.objects.get(author=notice.author, request_key=notice.request_key)
    return None


def _organisation(actor: Account, area_code: str) -> str:
    """On whose behalf the actor publishes here: the organisation of the narrowest role that reaches the area."""
    reaching = [role for role in holdings(actor, PUBLISH) if role.reaches(area_code)]
    return max(reaching, key=lambda role: len(role.area_code)).organisation


def _shown(notice: Notice) -> dict[str, str]:
    return {
        "title": notice.title,
        "body": notice.body[:URGENT_TEXT_SHOWN],
        "area": notice.area_name,
        "url": f"/notices/{notice.pk}/",
        "at": notice.published_at.isoformat(),
    }


def spread_notice(*, notice_id: int, after_account_id: int = 0) -> int:
    """Put the notice into the next batch of inboxes and ask for the batch after it; returns how many were new.

    Runs inside the delivery's transaction: inboxes, progress and the request for the next batch stand or
    fall together. A withdrawn notice spreads no further.
    """
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(pk=notice_id)
        if notice.withdrawn_at is not None:
            return 0
        accounts = recipients_of(notice.area_code, after_account_id=after_account_id, limit=BATCH)
        count = send(
            key=f"notice:{notice.pk}",
            sender=notice.organisation,
            account_ids=accounts,
            title=notice.title,
            body=notice.body[:URGENT_TEXT_SHOWN],
            url=f"/notices/{notice.pk}/",
            is_urgent=notice.is_urgent,
        )
        notice.delivered += count
        notice.is_spread = len(accounts) < BATCH
        notice.save(update_fields=["delivered", "is_spread"])
        if not notice.is_spread:
            emit(NoticeSpreadOn(notice_id=notice.pk, after_account_id=accounts[-1]))
    return count


def withdraw_notice(actor: Actor, notice: Notice, *, reason: str) -> None:
    """Take a notice back, with a reason that its readers see. A second call changes nothing."""
    require(actor, PUBLISH, area_code=notice.area_code)
    if not reason.strip():
        raise Unfit({"reason": _("A reason is required. Readers will see it.")})
    with transaction.atomic():
        kept = reason.strip()[:200]
        standing = Notice.objects.filter(pk=notice.pk, withdrawn_at=None)
        if not standing.update(withdrawn_at=timezone.now(), withdrawn_because=kept):
            return
        record(actor, "notices.withdraw", subject=f"notice:{notice.pk}", reason=kept)
        emit(NoticeWithdrawn(notice_id=notice.pk, area_code=notice.area_code, reason=kept), actor=actor)
        remove(room=ROOM, kind=Kind.NOTICE, key=str(notice.pk))
        signal(channel=f"area:{notice.area_code}", kind="notice", data=_shown(notice))
        if notice.is_urgent:
            publish(URGENT, area=notice.area_code)
    notice.refresh_from_db()


def note_reading(account: Account, notice: Notice) -> None:
    """Count that this account has opened the notice, once."""
    Reading.objects.bulk_create([Reading(notice=notice, account=account)], ignore_conflicts=True)
