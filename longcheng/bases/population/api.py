"""The register for programs: one record for one purpose, masked as the pages are, and the feed of all changes."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from longcheng.bases.population.following import Told, follow, records_followed, register_followed
from longcheng.bases.population.queries import read_record
from longcheng.bases.population.schemas import DefectsOut, FeedOut, RecordOut, RefusalOut, ResidentOut
from longcheng.core.access.purposes import Purpose
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.openid.bearer import scoped
from longcheng.core.registry.feed import PAGE_MOST
from longcheng.core.registry.reading import owners_of

router = Router()


@router.get("residents/{int:subject_id}", response={200: ResidentOut, 403: RefusalOut})
def read_resident(request: HttpRequest, subject_id: int, purpose: str = Query("", max_length=150)) -> ResidentOut:
    """One resident. `purpose` is `own`, `mandate:<number>` or `<kind>:<reference>` of something open."""
    claimed = Purpose.parse(purpose)
    seen = read_record(subject_id, by=request.user, purpose=claimed)
    if seen is None:
        raise Http404
    parts = [{"name": one.part.name, "value": str(one), "is_masked": one.is_masked} for one in seen]
    return ResidentOut.model_validate({"subject_id": subject_id, "purpose": str(claimed), "parts": parts})


@router.get("feed", response={200: FeedOut, 403: RefusalOut, 422: DefectsOut}, auth=scoped("population:feed"))
def read_feed(
    request: HttpRequest,
    of: str = Query("population.person", alias="register", max_length=60),
    after: str = Query("", max_length=60),
    limit: int = Query(PAGE_MOST, ge=1, le=PAGE_MOST),
) -> Status[dict[str, Any]]:
    """Every act of a register after a cursor, none left out and none twice; without a cursor from the beginning."""
    try:
        page = follow(request.user, register=of, after=after, limit=limit)
    except Unfit as unfit:
        return Status(422, {"defects": unfit.defects})
    return Status(
        200,
        {
            "acts": [_act(act, told) for act, told in page.acts],
            "cursor": page.cursor,
            "has_more": page.has_more,
            "owners": owners_of(register_followed(of)),
        },
    )


@router.get(
    "records", response={200: list[RecordOut], 403: RefusalOut, 422: DefectsOut}, auth=scoped("population:feed")
)
def read_records(
    request: HttpRequest,
    of: str = Query("population.person", alias="register", max_length=60),
    subjects: str = Query("", max_length=2_000),
) -> Status[Any]:
    """Records as they stand, for a follower to compare with its own. `subjects` are at most 100 numbers and commas."""
    numbers = [text for text in subjects.split(",") if text]
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in numbers):
        return Status(422, {"defects": {"subjects": "Numbers and commas only."}})
    try:
        found = records_followed(request.user, register=of, subject_ids=[int(text) for text in numbers])
    except Unfit as unfit:
        return Status(422, {"defects": unfit.defects})
    return Status(
        200,
        [
            {"subject_id": pk, "values": told.values, "withheld": told.withheld, "last_act_id": last}
            for pk, (told, last) in sorted(found.items())
        ],
    )


def _act(act: Any, told: Told) -> dict[str, Any]:
    return {
        "id": act.pk,
        "subject_id": act.subject_id,
        "kind": act.kind,
        "source": act.source,
        "values": told.values,
        "withheld": told.withheld,
        "valid_from": act.valid_from,
        "valid_to": act.valid_to,
        "recorded_at": act.recorded_at,
        "voids_id": act.voids_id,
    }
