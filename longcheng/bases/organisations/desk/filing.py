"""One way for all acts: the form, the check with every defect, the page that says what follows, and the act itself."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.desk.answers import PLACES_LISTED, Answers, begun, places_named, read
from longcheng.bases.organisations.desk.consequences import consequences, mark, people_told
from longcheng.bases.organisations.desk.fields import ActForm, Subject
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import holdings
from longcheng.core.declaration.unfit import Unfit


def filed(
    request: HttpRequest, officer: Account, subject: Subject, form: ActForm, *, context: dict[str, Any], then: Any
) -> HttpResponse:
    """The page of an act. Nothing is stated before the officer has read what will follow; `then` is where it leads."""
    context |= {"form": form}
    if request.method == "GET":
        return _asked(request, officer, subject, form, begun(form, subject, request.GET), context)
    answers = read(form, subject, officer, request.POST)
    step = request.POST.get("step")
    if step == "change":
        answers.defects = {}
        return _asked(request, officer, subject, form, answers, context)
    if answers.defects:
        _find_further_defects(officer, subject, form, answers)
        return _asked(request, officer, subject, form, answers, context)
    try:
        if step == "register":
            made = form.do(officer, subject, answers.values)
            messages.success(request, _("It is entered. Whoever it concerns is told."))
            return redirect(then(made))
        return _tried(request, officer, subject, form, answers, context)
    except Unfit as unfit:
        answers.defects = dict(unfit.defects)
        return _asked(request, officer, subject, form, answers, context)


def _tried(
    request: HttpRequest, officer: Account, subject: Subject, form: ActForm, answers: Answers, context: dict[str, Any]
) -> HttpResponse:
    """Stated and rolled back in one transaction: so the page says exactly what would be, and what the act refuses."""
    with transaction.atomic():
        before = mark()
        form.do(officer, subject, answers.values)
        context |= {
            "consequences": consequences(before, by=officer),
            "people_told": people_told(before),
            "hidden": answers.hidden(),
            "cautions": form.cautions(subject, answers.values),
        }
        transaction.set_rollback(True)
    return render(request, "organisations/desk/act_confirm.html", context)


def _find_further_defects(officer: Account, subject: Subject, form: ActForm, answers: Answers) -> None:
    """Where only texts are missing or wrong, the act is asked for the rest, so that everything is said at once."""
    empty = {"date": None, "number": None, "text": "", "long": ""}
    kinds = {one.name: one.kind for one in form.fields}
    if any(kinds[name] not in empty for name in answers.defects):
        return
    try:
        with transaction.atomic():
            form.do(officer, subject, {name: empty[kinds[name]] for name in answers.defects} | answers.values)
            transaction.set_rollback(True)
    except Unfit as unfit:
        answers.defects = unfit.defects | answers.defects


def _asked(
    request: HttpRequest, officer: Account, subject: Subject, form: ActForm, answers: Answers, context: dict[str, Any]
) -> HttpResponse:
    fields = [
        {
            "field": one,
            "value": answers.typed.get(one.name, ""),
            "chosen": answers.several.get(one.name, []),
            "error": answers.defects.get(one.name, ""),
            "choices": one.choices(subject, officer) if one.choices else [],
        }
        for one in form.fields
    ]
    if any(one.kind == "place" for one in form.fields):
        areas = sorted({held.area_code for held in holdings(officer, form.permission)})
        context["places"] = [place for area in areas for place in places_named("", within=area)][:PLACES_LISTED]
    context |= {"fields": fields, "errors": answers.defects, "today": timezone.localdate()}
    return render(request, "organisations/desk/act_form.html", context, status=422 if answers.defects else 200)
