"""A household: who belongs to it and where it lives, now or as of a day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from longcheng.bases.population.facts import Reach, household_facts, members_of
from longcheng.bases.population.models import Person
from longcheng.bases.population.queries import person_by_subject
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.bases.population.views.record import about, opened
from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import Purpose, find_for_many
from longcheng.core.registry.days import AsOf
from longcheng.core.registry.folding import State
from longcheng.core.registry.reading import fold_acts, history, told_history


@requires_sign_in
@require_GET
def household(request: HttpRequest, household_id: int) -> HttpResponse:
    """Opened by a purpose about one who belonged to it on the day that is shown; the others stay masked."""
    account = signed_in_account(request)
    when = AsOf.parse(request.GET.get("valid", ""), request.GET.get("known", ""))
    member = _member(household_id, Purpose.parse(request.GET.get("purpose", "")), account, when=when)
    found = opened(request, member.subject_id if member else 0)
    if isinstance(found, HttpResponse):
        return found
    person, seen, purpose = found
    acts = history(HOUSEHOLDS, household_id)
    today = timezone.localdate()
    days = sorted({*(timezone.localdate(one.valid_from) for one in acts), today})
    is_family_shown = not seen["family"].is_masked
    reach = Reach(account, purpose, person)
    context = about(person, seen, purpose, by=account) | {
        "household_id": household_id,
        "is_now_theirs": person.household_id == household_id,
        "facts": household_facts(household_id, acts, person, seen, when=when, purpose=purpose),
        "members": members_of(household_id, when=when, reach=reach) if is_family_shown else [],
        "is_family_shown": is_family_shown,
        "when": when,
        "today": today,
        "days": " ".join(f"{day:%Y-%m-%d}" for day in days if day <= today),
    }
    return render(request, "population/household.html", context)


def _member(household_id: int, purpose: Purpose, account: Account, *, when: AsOf) -> Person | None:
    """Whom the purpose is about, if they belonged to the household then; who has left sees no more of it."""
    for subject_id in find_for_many(purpose, actor=account):
        person = person_by_subject(subject_id) if subject_id else None
        state = _state_of(person, when) if person else None
        if person and state and state.get("household_id") == household_id:
            return person
    return None


def _state_of(person: Person, when: AsOf) -> State | None:
    """The record then, without anybody who was merged with it by mistake."""
    acts = told_history(PERSONS, person.pk)
    return fold_acts(PERSONS, acts, subject_id=person.pk, valid=when.valid_at, known=when.known_at)
