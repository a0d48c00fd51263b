"""Headers that keep every page to this origin."""

from collections.abc import Callable

from django.db import DatabaseError
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
        if _may_be_somebodys(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        else:
            # A form carries a token, a page its reader's language: a cache in between must ask again.
            response.headers.setdefault("Cache-Control", "no-cache")
        return response


def _may_be_somebodys(request: HttpRequest) -> bool:
    """Whether somebody is signed in; also where the database is away, so that nobody can say."""
    user = getattr(request, "user", None)
    try:
        return user is not None and user.is_authenticated
    except DatabaseError:
        return True
