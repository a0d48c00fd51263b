"""Giving, seeing, using and ending a mandate; and the counter where guardians and representatives are recorded."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.population.queries import resident_of
from longcheng.core.access.doors import requires, requires_sign_in, signed_in_account
from longcheng.core.access.masks import family_name
from longcheng.core.access.models import Account, Mandate, MandateBasis
from longcheng.core.access.permissions import may
from longcheng.core.access.purposes import for_mandate, mandate_scopes, personal_scopes, scopes_told
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.disclosure.queries import lines_of_mandate
from longcheng.core.disclosure.words import tell
from longcheng.core.mandates.actions import RECORD, end_mandate, give_mandate, record_mandate
from longcheng.core.mandates.queries import from_papers, given_by, held_by, of_either_side

PER_PAGE = 20
USES_SHOWN = 100
TEXTS = ("username", "display_name", "giver", "document", "basis", "until")


def typed(data: QueryDict) -> dict[str, object]:
    """What was typed, kept as it was."""
    return {name: data.get(name, "")[:300] for name in TEXTS} | {"scopes": data.getlist("scopes")[:20]}


def day(text: str) -> date | None:
    """A day such as 2026-12-31; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def as_rows(mandates: list[Mandate]) -> list[dict[str, object]]:
    return [{"mandate": one, "scopes": scopes_told(one.scopes), "is_live": one.is_live()} for one in mandates]


@requires_sign_in
@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """Who acts for me, for whom I act, and the form for letting somebody act."""
    account = signed_in_account(request)
    form = typed(request.POST)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = give_mandate(
                account,
                username=str(form["username"]),
                display_name=str(form["display_name"]),
                scopes=request.POST.getlist("scopes"),
                until=day(str(form["until"])),
            )
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("%(agent)s may act for you now.") % {"agent": made.agent.display_name})
            return redirect("portal:mandates")
    today = timezone.localdate()
    context = {
        "given": as_rows(list(given_by(account)[:50])),
        "held": as_rows(list(held_by(account)[:50])),
        "form": form,
        "errors": errors,
        "scopes": personal_scopes().values(),
        "today": today,
        "year_end": date(today.year, 12, 31) if today < date(today.year, 12, 31) else today + timedelta(days=365),
    }
    return render(request, "portal/mandates/list.html", context, status=422 if errors else 200)


@requires_sign_in
@require_GET
def mandate(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """One mandate with each use of it, for its two sides alone."""
    account = signed_in_account(request)
    found = side_of(account, mandate_id)
    context = {
        "mandate": found,
        "is_giver": account.pk == found.giver_id,
        "may_end": account.pk == found.agent_id or found.basis != MandateBasis.GUARDIANSHIP,
        "scopes": scopes_told(found.scopes),
        "is_live": found.is_live(),
        "purpose": str(for_mandate(found)),
        "uses": tell(lines_of_mandate(found)[:USES_SHOWN], to=account),
        "has_record": resident_of(found.giver_id) is not None,
    }
    return render(request, "portal/mandates/one.html", context)


def side_of(account: Account, mandate_id: int) -> Mandate:
    """The mandate of one of its sides. Raises Http404 for everybody else."""
    found = of_either_side(account, mandate_id)
    if found is None:
        raise Http404
    return found


@requires_sign_in
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """Ask once, then end it; it is over with the press."""
    account = signed_in_account(request)
    found = of_either_side(account, mandate_id) or paper_of(account, mandate_id)
    is_side = account.pk in {found.giver_id, found.agent_id}
    if request.method == "POST":
        end_mandate(account, mandate_id=found.pk)
        messages.success(request, _("The mandate has ended. Nobody can use it any more."))
        return redirect("portal:mandates" if is_side else "portal:mandates-counter")
    context = {"mandate": found, "scopes": scopes_told(found.scopes), "is_side": is_side, **names_for(found, is_side)}
    return render(request, "portal/mandates/end.html", context)


def paper_of(account: Account, mandate_id: int) -> Mandate:
    """A guardianship or representation for whoever records them. Raises Http404 for everybody else."""
    if not may(account, RECORD):
        raise Http404
    return get_object_or_404(from_papers(), pk=mandate_id)


def names_for(mandate: Mandate, is_side: bool) -> dict[str, str]:
    """The two of a mandate; who is neither has no purpose to read names, and gets enough to know the paper by."""
    giver, agent = mandate.giver.display_name, mandate.agent.display_name
    return {"giver": giver if is_side else family_name(giver), "agent": agent if is_side else family_name(agent)}


@requires(RECORD)
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Record who acts for a child or for an organisation, from the paper that was shown."""
    form = typed(request.POST)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            record_mandate(
                signed_in_account(request),
                giver_username=str(form["giver"]),
                agent_username=str(form["username"]),
                agent_name=str(form["display_name"]),
                basis=str(form["basis"]),
                document=str(form["document"]),
                scopes=request.POST.getlist("scopes"),
                until=day(str(form["until"])),
            )
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("Recorded. Both sides have been told."))
            return redirect("portal:mandates-counter")
    page = Paginator(from_papers(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row | names_for(one, is_side=False) for one, row in zip(page, as_rows(list(page)), strict=True)],
        "form": form,
        "errors": errors,
        "scopes": mandate_scopes().values(),
        "bases": [(MandateBasis.GUARDIANSHIP, MandateBasis.GUARDIANSHIP.label),
                  (MandateBasis.REPRESENTATIVE, MandateBasis.REPRESENTATIVE.label)],
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "portal/mandates/counter.html", context, status=422 if errors else 200)
