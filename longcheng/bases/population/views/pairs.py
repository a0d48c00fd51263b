"""Doubtful pairs: their list, one pair with both records side by side, and the runs that find them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.population.actions.linking import start_linkage
from longcheng.bases.population.actions.pairs import (
    decide_pair,
    give_back_pair,
    purpose_of,
    standing_record,
    take_pair,
    undo_pair,
)
from longcheng.bases.population.linkage.beside import Beside, beside
from longcheng.bases.population.linkage.explaining import explained
from longcheng.bases.population.linkage.pair_queries import LINK, holder_id_of, open_pairs_for, pairs_for
from longcheng.bases.population.linkage_models import LinkagePair, LinkageRun, RunState, RunStep
from longcheng.bases.population.models import Person, PersonAct
from longcheng.bases.population.pairs.list import PAIRS
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.registers import SOURCES
from longcheng.bases.population.rules import normal_address, normal_number
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.reading import read_one
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.page import open_list

LEFT_OUT = {"family"}  # not needed to tell two people apart, so not shown
RUNS_SHOWN = 10
# One flat written in two ways is one flat.
PLAIN = {"address": normal_address, "registered": normal_address, "number": normal_number}


@requires(LINK)
@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    """What waits and what was decided."""
    context = {"list": open_list(request, PAIRS), "run": LinkageRun.objects.order_by("-pk").first()}
    return render(request, "population/linkage/pairs.html", context)


@requires(LINK)
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """The weights, and while the pair is in this officer's hands both records side by side, and the decision."""
    officer = signed_in_account(request)
    found = get_object_or_404(pairs_for(officer), pk=pair_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _act(request, officer, found)
        except Unfit as unfit:
            errors = unfit.defects
    context = {
        "pair": found,
        "why": explained(found.details),
        "errors": errors,
        "reason": request.POST.get("reason", "")[:600],
        **_held(officer, found),
    }
    return render(request, "population/linkage/pair.html", context, status=422 if errors else 200)


def _act(request: HttpRequest, officer: Account, pair: LinkagePair) -> HttpResponse:
    """Do what a button says; what comes next is the pair itself or, once it is out of hand, the next one."""
    done, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    if done in {"same", "different"}:
        decide_pair(officer, pair_id=pair.pk, same=done == "same", reason=reason)
        said = (
            _("Merged. Both histories stay, and it can be split again.") if done == "same" else _("Two people, then.")
        )
        messages.success(request, said)
        return _next(officer, pair)
    if done == "give_back":
        give_back_pair(officer, pair_id=pair.pk)
        messages.success(request, _("The pair waits for somebody else. You can no longer look at the two records."))
        return _next(officer, pair)
    if done == "undo":
        undo_pair(officer, pair_id=pair.pk, reason=reason)
        messages.success(request, _("Split. Both records stand as they did before, and both people have been told."))
    elif done == "take":
        take_pair(officer, pair_id=pair.pk)
    return redirect("population:pair", pair_id=pair.pk)


def _next(officer: Account, pair: LinkagePair) -> HttpResponse:
    for one in open_pairs_for(officer).exclude(pk=pair.pk)[:20]:
        if holder_id_of(one.pk) is None:
            return redirect("population:pair", pair_id=one.pk)
    return redirect("population:pairs")


def _held(officer: Account, pair: LinkagePair) -> dict[str, Any]:
    """Who has it; and if it is this officer, both records, read for this pair."""
    holder_id = holder_id_of(pair.pk) if pair.is_open else None
    if holder_id != officer.pk:
        return {"holder": Account.objects.filter(pk=holder_id).first() if holder_id else None}
    people = standing_record(pair.left_id), standing_record(pair.right_id)
    left, right = (read_one(one, RESIDENT, by=officer, purpose=purpose_of(pair)) for one in people)
    lines = [
        beside(
            str(here.part.title),
            str(here),
            str(there),
            is_masked=here.is_masked or there.is_masked,
            plain=PLAIN.get(here.part.name, str.strip),
        )
        for here, there in zip(left, right, strict=True)
        if here.part.name not in LEFT_OUT
    ]
    return {"is_mine": True, "people": people, "lines": [*lines, _sources(people)], "purpose": str(purpose_of(pair))}


def _sources(people: tuple[Person, Person]) -> Beside:
    """Who has stated anything of each."""
    titles = {one.name: str(one.title) for one in SOURCES}
    told = []
    for person in people:
        names = PersonAct.objects.filter(subject_id=person.pk).values_list("source", flat=True).distinct()
        told.append(_(", ").join(sorted(titles.get(name, name) for name in set(names))))
    return beside(_("Stated by"), told[0], told[1], is_masked=True)


@requires(LINK)
@require_http_methods(["GET", "POST"])
def linkage(request: HttpRequest) -> HttpResponse:
    """The runs: begin one, watch how far it is, read what came of it."""
    officer = signed_in_account(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            start_linkage(officer)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("The comparison begins within seconds. You can leave this page."))
            return redirect("population:linkage")
    runs = list(LinkageRun.objects.select_related("queued_by").order_by("-pk")[:RUNS_SHOWN])
    current = next((run for run in runs if not run.is_over), None)
    steps = [label for _value, label in RunStep.choices]
    context = {
        "runs": [run for run in runs if run.is_over],
        "current": current,
        "steps": steps,
        "at_step": RunStep.values.index(current.step) + 1 if current and current.step else 0,
        "is_queued": current is not None and current.state == RunState.QUEUED,
        "waiting": open_pairs_for(officer).count(),
        "errors": errors,
        "list_url": reverse("population:pairs"),
    }
    return render(request, "population/linkage/runs.html", context, status=422 if errors else 200)
