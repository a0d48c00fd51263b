"""The register for programs: one organisation, the search, the feed of all changes. Public, as the register is."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Status

from longcheng.bases.organisations.following import UNTOLD, page_as_json, records_followed
from longcheng.bases.organisations.limits import FEED_PAGES, SEARCHES, refuse_too_many
from longcheng.bases.organisations.models import Licence, OrganisationName
from longcheng.bases.organisations.queries import organisation_of
from longcheng.bases.organisations.registers import ORGANISATIONS
from longcheng.bases.organisations.schemas import DefectsOut, FeedOut, FollowedRecordOut, FoundOut, OrganisationOut
from longcheng.bases.organisations.searching import Filters, search
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.days import AsOf
from longcheng.core.registry.feed import PAGE_MOST
from longcheng.core.registry.reading import as_of

router = Router()
HITS_MOST = 100


def _defects(unfit: Unfit) -> Status[dict[str, Any]]:
    return Status(429 if "rate" in unfit.defects else 422, {"defects": unfit.defects})


@router.get("search", response={200: FoundOut, 422: DefectsOut, 429: DefectsOut}, auth=None)
def find(
    request: HttpRequest,
    q: str = Query("", max_length=200),
    kind: str = Query("", max_length=12),
    status: str = Query("", max_length=10),
    section: str = Query("", max_length=1),
    district: str = Query("", max_length=6),
    after: str = Query("", max_length=40),
    limit: int = Query(20, ge=1, le=HITS_MOST),
) -> Status[Any]:
    """By code, name, former name, a part of it, pinyin, initials. At least `q` or one narrowing."""
    try:
        refuse_too_many(request, "search", SEARCHES)
    except Unfit as unfit:
        return _defects(unfit)
    filters = Filters(kind=kind, status=status, section=section, district=district)
    if not q.strip() and not filters.marks:
        return Status(422, {"defects": {"q": "Say what to look for."}})
    found = search(q, filters=filters, after=after, limit=limit)
    return Status(
        200,
        {
            "hits": [
                {
                    "id": hit.organisation.pk,
                    **{
                        name: getattr(hit.organisation, name)
                        for name in ("code", "name", "kind", "status", "industry", "division_code", "is_synthetic")
                    },
                    "why": hit.why,
                    "former_name": hit.former.name if hit.former else "",
                    "former_until": hit.former.until if hit.former else None,
                }
                for hit in found.hits
            ],
            "after": found.after,
            "is_guess": found.is_guess,
        },
    )


@router.get("feed", response={200: FeedOut, 422: DefectsOut, 429: DefectsOut}, auth=None)
def read_feed(
    request: HttpRequest,
    of: str = Query("organisations.organisation", alias="register", max_length=60),
    after: str = Query("", max_length=60),
    limit: int = Query(PAGE_MOST, ge=1, le=PAGE_MOST),
) -> Any:
    """Every act of a register after a cursor, none left out and none twice; without a cursor from the beginning."""
    try:
        refuse_too_many(request, "feed", FEED_PAGES)
        # Past the schema on purpose: ten thousand acts are checked one by one for longer than they are read.
        return HttpResponse(page_as_json(register=of, after=after, limit=limit), content_type="application/json")
    except Unfit as unfit:
        return _defects(unfit)


@router.get("records", response={200: list[FollowedRecordOut], 422: DefectsOut, 429: DefectsOut}, auth=None)
def read_records(
    request: HttpRequest,
    of: str = Query("organisations.organisation", alias="register", max_length=60),
    subjects: str = Query("", max_length=2_000),
) -> Status[Any]:
    """Records as they stand, for a follower to compare with its own. `subjects` are at most 100 numbers and commas."""
    numbers = [text for text in subjects.split(",") if text]
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in numbers):
        return Status(422, {"defects": {"subjects": "Numbers and commas only."}})
    try:
        refuse_too_many(request, "records", FEED_PAGES)
        return Status(200, records_followed(register=of, subject_ids=[int(text) for text in numbers]))
    except Unfit as unfit:
        return _defects(unfit)


@router.get("{reference}", response={200: OrganisationOut}, auth=None)
def read_organisation(
    request: HttpRequest,
    reference: str,
    valid: str = Query("", max_length=10),
    known: str = Query("", max_length=10),
) -> dict[str, Any]:
    """One organisation by its code or number, now, or as it was on a day (`valid`) as we knew on another (`known`)."""
    found = organisation_of(reference)
    if found is None:
        raise Http404
    when = AsOf.parse(valid, known)
    moments = (when.valid_at, when.known_at)
    state = as_of(ORGANISATIONS, found.pk, valid=moments[0], known=moments[1])
    if state is None:
        raise Http404
    return {
        "id": found.pk,
        "valid": moments[0],
        "known": moments[1],
        "values": {name: value for name, value in state.values.items() if name not in UNTOLD},
        "sources": {name: origin.source for name, origin in state.origins.items() if name not in UNTOLD},
        "names": list(OrganisationName.objects.filter(organisation=found).order_by("since", "pk")),
        "licences": list(Licence.objects.filter(organisation_id=found.pk).order_by("pk")[:200]),
        "last_act_id": state.last_act_id,
    }
