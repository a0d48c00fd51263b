"""Who looked at my data, for programs that act with the person's own session."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from longcheng.core.access.models import Account
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.queries import Cursor, lines_about, page_of
from longcheng.core.disclosure.schemas import Defects, LinesOut
from longcheng.core.disclosure.words import ToldLine, tell

router = Router()
LIMIT_MOST = 100


@router.get("lines", response={200: LinesOut, 422: Defects})
def list_lines(
    request: HttpRequest,
    before: str = Query("", max_length=40),
    limit: int = Query(20, ge=1, le=LIMIT_MOST),
    who: str = Query("", max_length=140),
    purpose: str = Query("", max_length=80),
    since: str = Query("", max_length=10),
    until: str = Query("", max_length=10),
    own: bool = False,
) -> Status[dict[str, Any]]:
    """Each reading of one's own data, newest first. `before` is the cursor `older` of the answer before."""
    assert isinstance(request.user, Account)  # noqa: S101  the door lets nobody else in
    chosen = {"who": who, "purpose": purpose, "since": since, "until": until, "own": "1" if own else ""}
    wanted = LineFilter.read(chosen)
    errors = dict(wanted.errors)
    place = Cursor.parse(before) if before else None
    if before and place is None:
        errors["before"] = _("The cursor must be one that an earlier answer gave.")
    if errors:
        return Status(422, {"defects": errors})
    page = page_of(lines_about(request.user, wanted), before=place, limit=limit)
    lines = [_shown(told) for told in tell(page.lines, to=request.user)]
    return Status(200, {"lines": lines, "older": str(page.older) if page.older else None})


def _shown(told: ToldLine) -> dict[str, Any]:
    line = told.line
    return {
        "number": line.pk,
        "at": line.at,
        "sentence": str(told),
        "who": told.who,
        "organisation": line.organisation,
        "role": line.role,
        "purpose_kind": line.purpose,
        "reference": line.reference,
        "record": line.what,
        "fields": list(line.field_names),
        "others": told.others,
        "delay": told.delay,
    }
