"""The record of a person for the purpose that the address names: as it is, as it was, and its history."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from longcheng.bases.population.act_forms import forms_for
from longcheng.bases.population.actions.counter_cases import COUNTER
from longcheng.bases.population.actions.filing import area_of
from longcheng.bases.population.facts import whole_record
from longcheng.bases.population.linkage.pair_queries import merged_pairs
from longcheng.bases.population.models import CounterCase, Person
from longcheng.bases.population.queries import person_by_subject, read_record, ways_to_read
from longcheng.bases.population.timeline import fields_of, timeline_of
from longcheng.bases.population.views.counter import record_href
from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, may
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import Purpose, named
from longcheng.core.registry.days import AsOf

FILE = "population.file_act"


def opened(request: HttpRequest, subject_id: int) -> tuple[Person, Seen, Purpose] | HttpResponse:
    """The person and what may be seen, with its line in the ledger; else the page that says why not.

    Raises Http404 where there is no such record, which only those are told whom the purpose would let in.
    """
    account = signed_in_account(request)
    purpose = Purpose.parse(request.GET.get("purpose", ""))
    try:
        seen = read_record(subject_id, by=account, purpose=purpose)
    except Denied as refusal:
        choices = [{"value": str(one), "told": named(one)} for one in ways_to_read(subject_id, by=account)]
        context = {"refusal": refusal, "offered": [one for one in choices if one["value"] != str(purpose)]}
        return render(request, "population/refused.html", context, status=403)
    person = person_by_subject(subject_id)
    if seen is None or person is None:
        raise Http404
    return person, seen, purpose


def about(person: Person, seen: Seen, purpose: Purpose, *, by: Account) -> dict[str, Any]:
    """What every page about one person shows: who it is, for what it is read, what may be done."""
    is_at_work = may(by, FILE, area_code=area_of(person)) and person.account_id != by.pk
    standing = Person.objects.filter(pk=person.merged_into_id).first() if person.merged_into_id else None
    return {
        "person": person,
        "subject_id": person.subject_id,
        "seen": seen,
        "purpose": named(purpose),
        "purpose_value": str(purpose),
        "case": _case(purpose, by),
        "may_act": is_at_work and not person.merged_into_id,
        "forms": forms_for(person) if is_at_work and not person.merged_into_id else [],
        "merged_into": standing,
        "record_href": record_href(person.subject_id, purpose),
        "history_href": record_href(person.subject_id, purpose, name="population:history"),
    }


def _case(purpose: Purpose, by: Account) -> dict[str, Any] | None:
    """The counter case by which the page reads, with the minutes that it has left."""
    if purpose.kind != COUNTER:
        return None
    case = CounterCase.objects.filter(pk=int(purpose.reference), officer=by).first()
    if case is None:
        return None
    return {"pk": case.pk, "minutes": max(1, round((case.closes_at - timezone.now()).total_seconds() / 60))}


@requires_sign_in
@require_GET
def resident(request: HttpRequest, subject_id: int) -> HttpResponse:
    """The record for one purpose, now or as of two days; without a purpose the page says what would do."""
    found = opened(request, subject_id)
    if isinstance(found, HttpResponse):
        return found
    person, seen, purpose = found
    account = signed_in_account(request)
    when = AsOf.parse(request.GET.get("valid", ""), request.GET.get("known", ""))
    shown = whole_record(person, seen, when=when, by=account, purpose=purpose)
    today = timezone.localdate()
    context = about(person, seen, purpose, by=account) | {
        "shown": shown,
        "when": when,
        "today": today,
        "days": " ".join(f"{day:%Y-%m-%d}" for day in sorted({*shown.days, today})),
    }
    return render(request, "population/resident.html", context)


@requires_sign_in
@require_GET
def history(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Every act about the person, the newest heard first, with what each changed."""
    found = opened(request, subject_id)
    if isinstance(found, HttpResponse):
        return found
    person, seen, purpose = found
    every = timeline_of(person, seen)
    fields = fields_of(every)
    field = request.GET.get("field", "")
    moments = [one for one in every if any(change.field == field for change in one.changes)] if field else every
    context = about(person, seen, purpose, by=signed_in_account(request)) | {
        "moments": moments,
        "merged_pairs": merged_pairs(signed_in_account(request), person.pk),
        "fields": fields,
        "field": field,
    }
    return render(request, "population/history.html", context)
