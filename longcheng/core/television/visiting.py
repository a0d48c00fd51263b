"""The set behind a request: its language, its place, its owner; and the door of its personal pages.

A set is known by a cookie that a browser sends to /tv/ alone, and that is looked at under /tv/ alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from longcheng.core.access.doors import checks_for_itself
from longcheng.core.access.models import Account
from longcheng.core.access.whence import client_address, coming_from, network_of
from longcheng.core.television.actions.sets import note_seen
from longcheng.core.television.models import TvSet
from longcheng.core.television.queries import set_with
from longcheng.core.television.rules import AREA

UNDER = "/tv/"
SET_COOKIE, LANGUAGE_COOKIE, AREA_COOKIE = "tv_set", "tv_language", "tv_area"
KEPT_S = 365 * 24 * 3600
PERSONAL_MARK = "longcheng_tv_personal"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Television:
    """What asks for a page: a paired set, or a browser that nobody has paired."""

    tv_set: TvSet | None
    area_code: str

    @property
    def is_open(self) -> bool:
        """Whether personal pages may be shown here now."""
        return self.tv_set is not None and self.tv_set.is_open

    @property
    def owner(self) -> Account:
        """Whose personal pages these are; only behind the door `personal_page`."""
        assert self.tv_set is not None  # noqa: S101  the door lets no other in
        return self.tv_set.account


def television(request: HttpRequest) -> Television:
    """The set behind a request under /tv/."""
    found: Television = getattr(request, "television")  # noqa: B009  not an attribute that Django declares
    return found


class TelevisionMiddleware:
    """Under /tv/, and only there: finds the set, speaks its language, and says where reads come from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(UNDER):
            return self.get_response(request)
        tv_set = set_with(request.COOKIES.get(SET_COOKIE, ""))
        told_area = request.COOKIES.get(AREA_COOKIE, "")
        area_code = tv_set.area_code if tv_set else told_area if AREA.fullmatch(told_area) else ""
        request.television = Television(tv_set, area_code)  # type: ignore[attr-defined]
        if tv_set is not None:
            note_seen(tv_set)
        language = request.COOKIES.get(LANGUAGE_COOKIE, "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        with coming_from(f"television {network_of(client_address(request))}".strip()):
            response = self.get_response(request)
        if tv_set is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def keep(response: HttpResponse, name: str, value: str, *, for_s: int = KEPT_S, path: str = UNDER) -> None:
    """A cookie that only /tv/ is sent and no script reads."""
    response.set_cookie(
        name, value, max_age=for_s, path=path, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def forget(response: HttpResponse, name: str, *, path: str = UNDER) -> None:
    """Take such a cookie back."""
    response.delete_cookie(name, path=path, samesite="Lax")


def personal_page(digit: int) -> Callable[[View], View]:
    """The door of a personal page of the television, under the digit it is declared with.

    Opens on a set that its owner has paired and lets show personal pages now; any other set is sent to ask for it.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def at_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            seen = television(request)
            if not seen.is_open:
                way = "tv:pair" if seen.tv_set is None else "tv:ask"
                return redirect(f"{reverse(way)}?{urlencode({'then': digit})}")
            response: HttpResponse = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = "private, no-store"
            return response

        setattr(at_the_door, PERSONAL_MARK, digit)
        return checks_for_itself(at_the_door)  # type: ignore[return-value]

    return mark
