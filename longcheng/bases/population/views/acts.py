"""Filing an act: the form, the check with every defect, the page that says what will be stated, and what came of it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.bases.population.act_answers import Answers, begun, places_named, read
from longcheng.bases.population.act_forms import ActForm, FormField, form_named
from longcheng.bases.population.actions.births import Duplicates
from longcheng.bases.population.actions.counter_cases import WHY_ANOTHER, count_as_search
from longcheng.bases.population.actions.filing import area_of
from longcheng.bases.population.cautions import cautions_for
from longcheng.bases.population.facts import household_told
from longcheng.bases.population.models import HouseholdAct, Person, PersonAct
from longcheng.bases.population.queries import person_by_subject
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS, SEXES
from longcheng.bases.population.searching import Hit, masked, masked_of
from longcheng.bases.population.timeline import Moment, moments_of
from longcheng.bases.population.views.counter import record_href
from longcheng.bases.population.views.record import FILE, about, opened
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, holdings, require
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import Purpose
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.reading import told_history

DONE, FOR = "population.filed", "for"
PLACES_LISTED = 400
FILED_AT_EITHER_PLACE = frozenset({"move", "undo"})


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """A person or household about whom something is stated, with the acts."""

    hit: Hit | None
    told: str
    is_subject: bool
    moments: list[Moment]


@requires(FILE)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, subject_id: int, kind: str) -> HttpResponse:
    """One form for each kind of act. Nothing is stated before the officer has read in words what it will be."""
    form = form_named(kind)
    if form is None:
        raise Http404
    officer = signed_in_account(request)
    is_sure = request.method == "POST" and request.POST.get("step") == "register"
    if is_sure and (registered := _registered(request, officer, subject_id, form)):
        return registered
    found = opened(request, subject_id)
    if isinstance(found, HttpResponse):
        return found
    person, seen, purpose = found
    # A move is filed at either place, and whoever filed an act may take it back: these actions ask by themselves.
    require(officer, FILE, area_code=None if form.kind in FILED_AT_EITHER_PLACE else area_of(person))
    context = about(person, seen, purpose, by=officer) | {"form": form}
    if request.method == "GET" and "done" in request.GET:
        return _done(request, officer, context)
    if request.method == "GET":
        return _asked(request, officer, person, form, begun(form, person, officer, request.GET), context)
    answers = read(form, person, officer, request.POST)
    if request.POST.get("step") == "change":
        answers.defects = {}
        return _asked(request, officer, person, form, answers, context)
    if answers.defects:
        _find_further_defects(officer, person, form, answers, purpose)
        return _asked(request, officer, person, form, answers, context)
    return _tried(request, officer, person, form, answers, context, purpose)


def _registered(request: HttpRequest, officer: Account, subject_id: int, form: ActForm) -> HttpResponse | None:
    """State the act, which asks for right and purpose itself; None where it cannot stand, and the page says why.

    Nothing of the person is read here, so that a filing leaves no more lines in their log than the pages they were on.
    """
    person = person_by_subject(subject_id)
    purpose = Purpose.parse(request.GET.get("purpose", ""))
    if person is None:
        return None
    answers = read(form, person, officer, request.POST)
    if answers.defects:
        return None
    answers.values["despite"] = _why_another(request)
    try:
        with transaction.atomic():
            before = _newest()
            form.do(officer, person, answers.values, purpose)
            request.session[DONE] = _stated_since(before, officer) | {FOR: [person.pk]}
    except (Unfit, Duplicates, Denied):
        return None
    return redirect(record_href(person.subject_id, purpose, name="population:act", kind=form.kind) + "&done=1")


def _find_further_defects(officer: Account, person: Person, form: ActForm, answers: Answers, purpose: Purpose) -> None:
    """Where only texts are missing or wrong, the act is asked for the rest, so that everything is said at once."""
    if any(one.kind not in {"text", "long", "address"} for one in form.fields if one.name in answers.defects):
        return
    try:
        with transaction.atomic():
            form.do(officer, person, dict.fromkeys(answers.defects, "") | answers.values, purpose)
            transaction.set_rollback(True)
    except Unfit as unfit:
        answers.defects = unfit.defects | answers.defects
    except (Duplicates, Denied):
        return  # said when the texts are there


def _tried(
    request: HttpRequest, officer: Account, person: Person, form: ActForm, answers: Answers, context: dict[str, Any],
    purpose: Purpose,
) -> HttpResponse:  # fmt: skip
    """Stated and taken back in one transaction: so the page says exactly what would be, and what the act refuses."""
    answers.values["despite"] = _why_another(request)
    try:
        with transaction.atomic():
            before = _newest()
            form.do(officer, person, answers.values, purpose)
            concerned = concerned_by(_stated_since(before, officer), person, context["seen"])
            transaction.set_rollback(True)
    except Unfit as unfit:
        answers.defects |= unfit.defects
        return _asked(request, officer, person, form, answers, context)
    except Duplicates as duplicates:
        # A birth that is only tried is a way to look people up, so it counts as one.
        count_as_search(officer, way="duplicates", found=len(duplicates.candidates))
        context |= {
            "duplicates": _side_by_side(duplicates),
            "whys": WHY_ANOTHER.items(),
            "errors": {"despite": _("Say why it is another person.")} if "asked_why" in request.POST else {},
            "hidden": _hidden(answers),
            "typed_facts": [(one.title, _told(one, answers)) for one in form.fields if answers.typed.get(one.name)],
        }
        return render(request, "population/act_duplicates.html", context, status=409)
    context |= {
        "answers": answers,
        "concerned": concerned,
        "hidden": _hidden(answers),
        "cautions": cautions_for(form.kind.replace("-", "_"), person, answers.values),
    }
    return render(request, "population/act_confirm.html", context)


def _why_another(request: HttpRequest) -> str:
    """Why it is another person than those whom the register holds; empty where nobody has said."""
    why = request.POST.get("despite", "")
    return why if why in WHY_ANOTHER else ""


def _newest() -> dict[str, int]:
    return {
        "person": PersonAct.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "household": HouseholdAct.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }


def _stated_since(before: dict[str, int], officer: Account) -> dict[str, list[int]]:
    """The acts that this officer has stated since; those of others may have come between."""
    models = {"person": PersonAct, "household": HouseholdAct}
    return {
        side: list(
            model._default_manager.filter(pk__gt=before[side], recorded_by_id=officer.pk)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        for side, model in models.items()
    }


def concerned_by(stated: dict[str, list[int]], person: Person, seen: Seen) -> list[Concerned]:
    """Whom these acts concern, the person in hand first, with what each states.

    What stood before is shown of the person in hand and of their household alone.
    """
    found = []
    acts = PersonAct.objects.filter(pk__in=stated.get("person", []))
    subjects = list(dict.fromkeys([person.pk, *acts.order_by("pk").values_list("subject_id", flat=True)]))
    people = Person.objects.in_bulk(subjects)
    for subject_id in subjects:
        known = seen if subject_id == person.pk else None
        moments = _moments(PERSONS, subject_id, known, set(stated.get("person", [])))
        if moments and subject_id in people:
            hit = masked_of(people[subject_id])
            found.append(Concerned(hit=hit, told="", is_subject=subject_id == person.pk, moments=moments))
    homes = HouseholdAct.objects.filter(pk__in=stated.get("household", []))
    for household_id in dict.fromkeys(homes.order_by("pk").values_list("subject_id", flat=True)):
        known = seen if household_id == person.household_id else None
        moments = _moments(HOUSEHOLDS, household_id, known, set(stated["household"]))
        found.append(Concerned(hit=None, told=household_told(household_id), is_subject=False, moments=moments))
    return found


def _moments(register: Register, subject_id: int, seen: Seen | None, wanted: set[int]) -> list[Moment]:
    """These acts, and those that they take back."""
    every = moments_of(register, subject_id, told_history(register, subject_id), seen, own=wanted)
    taken_back = {one.takes_back for one in every if one.act_id in wanted}
    return [one for one in every if one.act_id in wanted | taken_back]


def _hidden(answers: Answers) -> list[tuple[str, str]]:
    return [(name, text) for name, text in answers.typed.items() if text]


def _told(one: FormField, answers: Answers) -> str:
    """An answer as it was typed, a choice in its words."""
    text = answers.typed[one.name]
    choices = dict(SEXES) if one.name == "sex" else {}
    return str(choices.get(text, text))


def _side_by_side(duplicates: Duplicates) -> list[dict[str, Any]]:
    hits = masked(one.person for one in duplicates.candidates)
    return [{"hit": hit, "duplicate": one} for hit, one in zip(hits, duplicates.candidates, strict=True)]


def _asked(
    request: HttpRequest, officer: Account, person: Person, form: ActForm, answers: Answers, context: dict[str, Any]
) -> HttpResponse:
    fields = [
        {
            "field": one,
            "value": answers.typed.get(one.name, ""),
            "error": answers.defects.get(one.name, ""),
            "choices": one.choices(person) if one.choices else [],
            "people": answers.people.get(one.name, []),
            "chosen": answers.typed.get(f"{one.name}_chosen", ""),
        }
        for one in form.fields
    ]
    has_place = any(one.kind == "place" for one in form.fields)
    context |= {
        "fields": fields,
        "errors": answers.defects,
        "places": _places(officer) if has_place else [],
        "today": timezone.localdate(),
        "undone": _undone(person, context["seen"], answers) if form.kind == "undo" else None,
    }
    return render(request, "population/act_form.html", context, status=422 if answers.defects else 200)


def _places(officer: Account) -> list[tuple[str, str]]:
    areas = sorted({held.area_code for held in holdings(officer, FILE)})
    return [place for area in areas for place in places_named("", within=area)][:PLACES_LISTED]


def _undone(person: Person, seen: Any, answers: Answers) -> Moment | None:
    """The act that is to be taken back, if it is one of this person's."""
    wanted = answers.typed.get("act", "")
    every = moments_of(PERSONS, person.pk, told_history(PERSONS, person.pk), seen)
    return next((one for one in every if str(one.act_id) == wanted), None)


def _done(request: HttpRequest, officer: Account, context: dict[str, Any]) -> HttpResponse:
    """What was stated a moment ago by this officer, read anew from the register."""
    stated = request.session.get(DONE) or {}
    # What was stated of somebody else is not told here: their record may be closed to the officer by now.
    if stated.get(FOR) != [context["person"].pk]:
        return redirect(context["record_href"])
    context["is_done"] = True
    context["concerned"] = concerned_by(stated, context["person"], context["seen"])
    return render(request, "population/act_done.html", context)
