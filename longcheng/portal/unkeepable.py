"""What the database could not do for a request, told in words: a value it refuses, a ledger that cannot be written."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from longcheng.core.transparency.writing import LedgerUnavailable

# The last is half a sign (a lone surrogate), which UTF-8 and so the database does not have.
TOLD = (DataError, LedgerUnavailable, UnicodeEncodeError)


def status_of(exception: Exception) -> int:
    """400 where the sender's value was at fault (SQLSTATE class 22, half a sign), 503 where the ledger was."""
    return 503 if isinstance(exception, LedgerUnavailable) else 400


def explanation(exception: Exception) -> str:
    """What was wrong and what to do."""
    if isinstance(exception, LedgerUnavailable):
        return _(
            "Whoever reads personal data is written down first, and that is not possible right now. So nothing is "
            "shown. Try again in a minute; if it goes on, tell the operators of the city."
        )
    return _(
        "Something in what was sent cannot be kept: an invisible sign (NUL), or a number far too large. "
        "Nothing was changed. Remove it and send again."
    )


class UnkeepableMiddleware:
    """Answers in the database's stead, at whatever page it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TOLD):
            return None
        told, status = explanation(exception), status_of(exception)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": told}, status=status)
        return render(request, "unkeepable.html", {"explanation": told, "is_ours": status == 503}, status=status)
