"""Doors: every page says who may open it; a page that says nothing opens to nobody.

Three marks: `open_to_all`, `requires_sign_in`, `requires("notices.publish")`. The middleware reads the
mark before the view runs, so that a forgotten mark is a closed door and not a hole.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, require
from longcheng.core.access.whence import client_address, coming_from, network_of

View = TypeVar("View", bound=Callable[..., Any])
MARK = "longcheng_door"
OPEN, SIGNED_IN, OWN_CHECK = "open", "signed in", "checks for itself"


def _mark(view: View, door: str) -> View:
    setattr(view, MARK, door)
    return view


def open_to_all(view: View) -> View:
    """Anyone may open this page, signed in or not."""
    return _mark(view, OPEN)


def requires_sign_in(view: View) -> View:
    """Only a signed-in account may open this page."""
    return _mark(view, SIGNED_IN)


def checks_for_itself(view: View) -> View:
    """The view authenticates by its own means (a signature, an API's auth); say which in its docstring."""
    return _mark(view, OWN_CHECK)


def requires(permission: str) -> Callable[[View], View]:
    """Only an account that holds this permission somewhere may open this page."""
    if permission in {OPEN, SIGNED_IN, OWN_CHECK}:
        raise ImproperlyConfigured(f"{permission!r} is not a permission.")
    return lambda view: _mark(view, permission)


def signed_in_account(request: HttpRequest) -> Account:
    """The account behind a page that asks for sign-in; the door has let nobody else in."""
    assert isinstance(request.user, Account)  # noqa: S101
    return request.user


def door_of(view: Callable[..., Any]) -> str | None:
    """The mark of a view, also when other decorators wrap it; None if it has none."""
    seen: Any = view
    while seen is not None:
        if hasattr(seen, MARK):
            return str(getattr(seen, MARK))
        seen = getattr(seen, "__wrapped__", None)
    return None


class DoorMiddleware:
    """Turns strangers away before the view runs and explains every denial."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = "api" if request.path.startswith("/api/") else "page"
        with coming_from(f"{door} {network_of(client_address(request))}".strip()):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        door = door_of(view)
        if door in {OPEN, OWN_CHECK}:
            return None
        if door is None:
            return denied(
                request,
                Denied(_("Nobody has said who may open this page, so it stays closed. Tell the staff its address.")),
            )
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if door != SIGNED_IN:
            try:
                require(request.user, door)
            except Denied as refusal:
                return denied(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return denied(request, exception) if isinstance(exception, Denied) else None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a program gets 401 instead of a page."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": _("Sign in first.")}, status=401)
    wanted = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{reverse('portal:sign-in')}?{urlencode({'next': wanted})}")


def denied(request: HttpRequest, refusal: Denied) -> HttpResponse:
    """The page that says which rule stood in the way and how to get it right."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(refusal.as_data(), status=403)
    return render(request, "denied.html", {"refusal": refusal}, status=403)
