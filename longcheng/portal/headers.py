"""Headers that keep every page to this origin."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from longcheng.core.protection.browser_policy import EVERYWHERE, PAGE_POLICY

POLICY = PAGE_POLICY


class HeadersMiddleware:
    """Nothing is loaded from elsewhere, nothing inline runs, nobody frames a page; personal pages are not kept.

    A view that needs another policy sets it itself (`browser_policy.content_policy`); Strict-Transport-Security comes
    from Django's SecurityMiddleware where people reach the city by https.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        else:
            # A form carries a token, a page its reader's language: a cache in between must ask again.
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
