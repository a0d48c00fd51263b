"""Residents for programs: one record for one purpose, masked by the same policies as the pages."""

from django.http import Http404, HttpRequest
from ninja import Query, Router

from longcheng.bases.population.queries import read_record
from longcheng.bases.population.schemas import RefusalOut, ResidentOut
from longcheng.core.access.purposes import Purpose

router = Router()


@router.get("residents/{int:account_id}", response={200: ResidentOut, 403: RefusalOut})
def read_resident(request: HttpRequest, account_id: int, purpose: str = Query("", max_length=150)) -> ResidentOut:
    """One resident. `purpose` is `own`, `mandate:<number>` or `<kind>:<reference>` of something open."""
    claimed = Purpose.parse(purpose)
    seen = read_record(account_id, by=request.user, purpose=claimed)
    if seen is None:
        raise Http404
    parts = [{"name": one.part.name, "value": str(one), "is_masked": one.is_masked} for one in seen]
    return ResidentOut.model_validate({"account_id": account_id, "purpose": str(claimed), "parts": parts})
