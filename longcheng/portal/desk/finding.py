"""Finding a person: the purpose first, then the words; without a purpose nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.bases.population.finding import WANTED_MAX, Found, find_people
from longcheng.core.access.doors import requires_sign_in
from longcheng.core.access.permissions import Denied
from longcheng.core.access.purposes import NO_PURPOSE, Purpose, named
from longcheng.portal.desk.purposes import RADIOS_MOST, offered_purposes
from longcheng.portal.desk.reach import clerk


@requires_sign_in
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Choose what it is for, then look among those whom that purpose reaches in one's own area.

    The words are posted: a name stays out of the history of the browser, and no preview of a link looks anybody up.
    """
    account = clerk(request)
    purposes = offered_purposes(account)
    claimed = request.POST.get("purpose", "") or request.GET.get("purpose", "")
    wanted = request.POST.get("q", "").replace("\0", "").strip()[:WANTED_MAX]
    purpose = Purpose.parse(claimed)
    found: Found | None = None
    refusal: Denied | None = None
    errors: dict[str, str] = {}
    if request.method == "POST":
        if purpose == NO_PURPOSE:
            errors["purpose"] = _("Choose what you need the data for.")
        if not wanted:
            errors["q"] = _("Type a name, a number or a part of the address.")
        if not errors:
            try:
                found = find_people(account, purpose=purpose, wanted=wanted)
            except Denied as denied:
                refusal = denied
    context = {
        "purposes": purposes,
        "are_many": len(purposes) > RADIOS_MOST,
        "claimed": claimed,
        "told": named(purpose) if purpose != NO_PURPOSE else "",
        "wanted": wanted,
        "found": found,
        "refusal": refusal,
        "errors": errors,
    }
    status = 403 if refusal else 422 if errors else 200
    return render(request, "portal/desk/find.html", context, status=status)
