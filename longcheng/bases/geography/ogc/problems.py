"""What is told when a request cannot be answered: RFC 9457 problem details, all defects at once."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import orjson
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.openid.bearer import BearerRefused
from longcheng.core.protection.browser_policy import DATA_POLICY

PROBLEM = "application/problem+json"


class Problem(Exception):
    """A request that cannot be answered; `defects` are (what, what is wrong with it)."""

    def __init__(
        self, status: int, title: str, detail: str = "", *, defects: Iterable[tuple[str, str]] = (), **headers: str
    ) -> None:
        super().__init__(detail or title)
        self.status, self.title, self.detail = status, title, detail
        self.defects = list(defects)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def bad_request(name: str, told: str) -> Problem:
    """400 for one parameter."""
    return Problem(400, _("The request cannot be read."), defects=[(name, told)])


def not_found(told: str) -> Problem:
    """404 in words."""
    return Problem(404, _("This does not exist."), told)


def as_problem(exception: Exception) -> Problem | None:
    """What our own refusals and the database's are to a client; None for what is no refusal."""
    if isinstance(exception, Problem):
        return exception
    if isinstance(exception, BearerRefused):
        return Problem(exception.status_code, _("The token does not open this."), str(exception),
                       WWW_Authenticate=exception.challenge)  # fmt: skip
    if isinstance(exception, Denied):
        return Problem(403, _("You may not do this."), str(exception))
    if isinstance(exception, Unfit):
        return Problem(422, _("This cannot be kept as it stands."), defects=exception.defects.items())
    if isinstance(exception, OperationalError) and "statement timeout" in str(exception):
        told = _("Finding this takes too long. Ask for a smaller box or a narrower filter.")
        return Problem(503, _("This is too much at once."), told)
    if isinstance(exception, DataError | UnicodeEncodeError):
        return Problem(400, _("The request cannot be read."), _("A value in it is too large or holds a sign that "
                                                                "cannot be kept."))  # fmt: skip
    return None


def told(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as a page for people, as RFC 9457 for programs."""
    if request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("Accept", ""):
        answer = render(request, "geography/ogc/problem.html", {"problem": problem}, status=problem.status)
    else:
        answer = HttpResponse(orjson.dumps(_members(problem)), content_type=PROBLEM, status=problem.status)
        answer.headers["Content-Security-Policy"] = DATA_POLICY
    for name, value in problem.headers.items():
        answer.headers[name] = value
    return answer


def _members(problem: Problem) -> dict[str, Any]:
    members: dict[str, Any] = {"type": "about:blank", "title": problem.title, "status": problem.status}
    detail = problem.detail or " ".join(f"{name}: {wrong}" for name, wrong in problem.defects)
    members |= {"detail": detail} if detail else {}
    if problem.defects:
        members["errors"] = [{"parameter": name, "detail": wrong} for name, wrong in problem.defects]
    return members


def tells_problems(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers a refusal as a problem; whatever else is raised goes on."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Exception as exception:
            if (problem := as_problem(exception)) is None:
                raise
            return told(request, problem)

    return wrapped
