"""Text that the database cannot keep is the sender's mistake, not the city's: 400 with the reason, nothing written."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def explanation() -> str:
    """What was wrong and what to do."""
    return _(
        "Something in what was sent cannot be kept: an invisible sign (NUL), or a number far too large. "
        "Nothing was changed. Remove it and send again."
    )


class UnkeepableMiddleware:
    """Answers when the database refuses a value as such (SQLSTATE class 22), at whatever page that was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DataError):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": explanation()}, status=400)
        return render(request, "unkeepable.html", {"explanation": explanation()}, status=400)
