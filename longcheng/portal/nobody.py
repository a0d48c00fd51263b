"""The addresses that machines ask: whoever asks there is nobody, so no session is looked up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

MACHINES = frozenset({"/healthz", "/metrics"})


class NobodyMiddleware:
    """Drops the cookies of a browser at these addresses: health must be told while the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in MACHINES:
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"  # a kept answer would hide what has happened since
        return response
