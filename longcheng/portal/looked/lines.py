"""Who looked at my data: the list, one line, asking about it, its proof."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import DUTY, duties
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.disclosure.actions import NoSuchLine, ask_about_line
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.models import LineQuestion
from longcheng.core.disclosure.queries import (
    OVERVIEW_LINES,
    Cursor,
    line_about,
    lines_about,
    overview,
    page_of,
    questions_of,
)
from longcheng.core.disclosure.rules import (
    QUESTION_LONGEST,
    REMEDIES,
    RIGHTS,
    answer_term,
    last_day_to_answer,
)
from longcheng.core.disclosure.words import (
    ToldLine,
    day_heading,
    day_told,
    moment_told,
    place_told,
    purpose_kind_title,
    record_title,
    tell,
)
from longcheng.core.transparency.models import Line
from longcheng.core.transparency.queries import NotSealedYet, proof_of
from longcheng.portal.looked.choices import choices
from longcheng.portal.looked.months import picture


@requires_sign_in
@require_GET
def looked(request: HttpRequest) -> HttpResponse:
    """Every look at the reader's data, newest first, by day; with a filter and the picture of twelve months."""
    person = signed_in_account(request)
    wanted = LineFilter.read(request.GET)
    before, after = (Cursor.parse(request.GET.get(name, "")) for name in ("before", "after"))
    page = page_of(lines_about(person, wanted), before=before, after=after)
    seen = overview(person, own=wanted.own)
    context = {
        "wanted": wanted,
        "typed": {name: request.GET.get(name, "")[:40] for name in ("since", "until")},
        "errors": wanted.errors,
        "choices": choices(person, seen, wanted),
        "days": by_day(tell(page.lines, to=person), questions_of(person, page.lines)),
        "page": page,
        "picture": picture(glance.at for glance in seen.glances) if seen.glances else None,
        "is_cut": seen.is_cut,
        "most": OVERVIEW_LINES,
    }
    return render(request, "portal/looked/list.html", context, status=422 if wanted.errors else 200)


def by_day(lines: Sequence[ToldLine], questions: Any) -> list[tuple[str, list[tuple[ToldLine, LineQuestion | None]]]]:
    """The lines under the heading of their day, each with what was asked about it."""
    grouped = groupby(lines, key=lambda told: timezone.localtime(told.line.at).date())
    days = [list(group) for _day, group in grouped]
    return [(day_heading(day[0].line.at), [(told, questions.get(told.line.pk)) for told in day]) for day in days]


@requires_sign_in
@require_GET
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line with everything that stands in it, in words."""
    person = signed_in_account(request)
    return render(request, "portal/looked/line.html", about(person, own_line(person, line_id)))


def own_line(person: Account, line_id: int) -> Line:
    """The reader's own line. Raises Http404 for one that is hidden, somebody else's or not there, all alike."""
    found = line_about(person, line_id)
    if found is None:
        raise Http404
    return found


def about(person: Account, found: Line) -> dict[str, Any]:
    """What the page of one line shows."""
    told = tell([found], to=person)[0]
    question = questions_of(person, [found]).get(found.pk)
    return {
        "told": told,
        "line": found,
        "when": moment_told(found.at),
        "record": record_title(found),
        "kind": purpose_kind_title(found.purpose),
        "duty": duties().get(found.reference) if found.purpose == DUTY else None,
        "place": place_told(found.came_from),
        "question": question,
        "due": day_told(question.due_at - timedelta(seconds=1)) if question else "",
        "answered": day_told(question.answered_at) if question and question.answered_at else "",
        "rights": RIGHTS,
        "remedies": REMEDIES,
    }


@requires_sign_in
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, line_id: int) -> HttpResponse:
    """Ask the reader's organisation about one line; it has until a day to answer."""
    person = signed_in_account(request)
    found = own_line(person, line_id)
    if request.method == "GET" and (found.reader_id == person.pk or questions_of(person, [found])):
        return redirect("portal:looked-line", line_id)
    errors: dict[str, str] = {}
    text = request.POST.get("text", "")
    if request.method == "POST":
        try:
            question = ask_about_line(person, line_id=found.pk, text=text)
        except NoSuchLine as error:
            raise Http404 from error
        except Unfit as unfit:
            errors = unfit.defects
        else:
            due = day_told(question.due_at - timedelta(seconds=1))
            messages.success(request, _("Your question is on its way. It must be answered by %(day)s.") % {"day": due})
            return redirect("portal:looked-line", line_id)
    today = timezone.localdate()
    context = about(person, found) | {
        "errors": errors,
        "text": text,
        "longest": QUESTION_LONGEST,
        "term": answer_term(on=today),
        "due": day_told(midnight(last_day_to_answer(asked_on=today))),
    }
    return render(request, "portal/looked/ask.html", context, status=422 if errors else 200)


@requires_sign_in
@require_GET
def proof(request: HttpRequest, line_id: int) -> HttpResponse:
    """The proof that the line stands unchanged in the ledger, as a file that can be checked without the city."""
    person = signed_in_account(request)
    found = own_line(person, line_id)
    try:
        text = proof_of(found.pk).to_json()
    except NotSealedYet:
        messages.warning(request, _("The line is not sealed yet. That takes a few seconds; try again then."))
        return redirect("portal:looked-line", line_id)
    name = f"line-{found.pk}-proof.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)
