"""What notices do with their own news: spread it. Each bears being called twice."""

from longcheng.services.community.notices.actions import spread_notice
from longcheng.services.community.notices.events import NoticePublished, NoticeSpreadOn


def spread(event: NoticePublished) -> None:
    """Begin to fill the inboxes of the area."""
    spread_notice(notice_id=event.notice_id)


def spread_on(event: NoticeSpreadOn) -> None:
    """Go on with the next batch of inboxes."""
    spread_notice(notice_id=event.notice_id, after_account_id=event.after_account_id)
