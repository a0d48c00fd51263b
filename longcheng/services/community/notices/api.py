"""Notices for programs: read by all, published by those who may."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status
from ninja.pagination import LimitOffsetPagination, paginate

from longcheng.core.declaration.unfit import Unfit
from longcheng.core.openid.bearer import scoped
from longcheng.services.community.notices.actions import publish_notice
from longcheng.services.community.notices.models import Notice
from longcheng.services.community.notices.queries import notices_for, standing_notices
from longcheng.services.community.notices.schemas import Defects, NoticeIn, NoticeOut, Published

router = Router()


@router.get("", response=list[NoticeOut], auth=None)
@paginate(LimitOffsetPagination)
def list_notices(
    request: HttpRequest, area: str = Query("", max_length=12), q: str = Query("", max_length=100)
) -> QuerySet[Notice]:
    """Standing notices, urgent ones first, then the newest; those of an area include what encloses it."""
    return notices_for(area, wanted=q) if area else standing_notices(wanted=q)


@router.get("{int:notice_id}", response=NoticeOut, auth=None)
def read_notice(request: HttpRequest, notice_id: int) -> Notice:
    """One notice."""
    return get_object_or_404(Notice, pk=notice_id)


@router.post("", response={201: Published, 422: Defects}, auth=scoped("notices:publish"))
def publish(request: HttpRequest, notice: NoticeIn) -> Status[dict[str, object]]:
    """Publish a notice in one's area. Send an `Idempotency-Key` header and repeat safely after a broken line."""
    key = request.headers.get("Idempotency-Key")
    try:
        made = publish_notice(request.user, **notice.dict(), request_key=key)
    except Unfit as unfit:
        return Status(422, {"defects": unfit.defects})
    return Status(201, {"id": made.pk, "recipients": made.recipients})
