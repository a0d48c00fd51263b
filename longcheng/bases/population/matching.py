"""The counter's page that matches a newcomer's account with where they live."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.bases.population.actions.matching import MATCH, match_resident
from longcheng.bases.population.queries import communities_of, towns_of
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.sign_in.models import DocumentKind

TEXTS = ("username", "name", "document", "number", "division_code", "address")


@requires(MATCH)
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest) -> HttpResponse:
    """First the town where there are several, then who stands there, by which document, and where they live."""
    officer = signed_in_account(request)
    towns = towns_of(officer, MATCH)
    chosen = request.GET.get("town", "")
    town = next((one for one in towns if one.code == chosen), towns[0] if len(towns) == 1 else None)
    form = {name: request.POST.get(name, "")[:300] for name in TEXTS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            match_resident(officer, **form)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("The account is matched. Its owner has been told and can look at the record."))
            return redirect(request.get_full_path())
    context = {
        "towns": towns,
        "town": town,
        "communities": communities_of(town.code) if town else [],
        "documents": DocumentKind.choices,
        "form": form,
        "errors": errors,
    }
    return render(request, "population/match.html", context, status=422 if errors else 200)
