"""The desk of the officer for personal data: what people ask about looks at their data."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.disclosure.actions import answer_question, require_reach
from longcheng.core.disclosure.models import LineQuestion
from longcheng.core.disclosure.queries import ID_MAX, answered_questions, open_questions
from longcheng.core.disclosure.questioned import questioned_line
from longcheng.core.disclosure.rules import ANSWER_LONGEST
from longcheng.core.disclosure.words import day_told

PER_PAGE = 20


def with_due_days(questions: "list[LineQuestion]") -> "list[tuple[LineQuestion, str]]":
    """Each question with the last day for its answer: the clock stops at the midnight after it."""
    return [(question, day_told(question.due_at - timedelta(seconds=1))) for question in questions]


@requires("disclosure.answer")
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first, or what was answered."""
    officer = signed_in_account(request)
    is_answered = request.GET.get("answered") == "1"
    found = answered_questions(officer) if is_answered else open_questions(officer)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": with_due_days(list(page)), "is_answered": is_answered}
    return render(request, "portal/looked/questions.html", context)


@requires("disclosure.answer")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question beside its line, without the person's name; and the answer."""
    if question_id > ID_MAX:
        raise Http404
    officer = signed_in_account(request)
    found = get_object_or_404(LineQuestion.objects.select_related("answered_by"), pk=question_id)
    require_reach(officer, found)
    errors: dict[str, str] = {}
    text = request.POST.get("answer", "")
    if request.method == "POST":
        try:
            answer_question(officer, found, text=text)
        except Unfit as unfit:
            errors = unfit.defects
            found.refresh_from_db()
        else:
            messages.success(
                request, _("The answer is kept. The person gets a message as soon as they may see the line.")
            )
            return redirect("portal:looked-questions")
    context = {
        "question": found,
        "line": questioned_line(found),
        "asked": day_told(found.asked_at),
        "due": day_told(found.due_at - timedelta(seconds=1)),
        "may_answer": officer.pk not in {found.reader_id, found.asker_id},
        "errors": errors,
        "text": text,
        "longest": ANSWER_LONGEST,
    }
    return render(request, "portal/looked/question.html", context, status=422 if errors else 200)
