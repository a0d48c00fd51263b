"""A fresh proof: who changes the ways in has shown within the last minutes that it is really them."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.core.sign_in.limits import FRESH_FOR

PROVED = "proved"
View = Callable[..., HttpResponse]


def note_proof(request: HttpRequest, *, by: str) -> None:
    """From now on, for some minutes, this session counts as freshly proved by this way."""
    request.session[PROVED] = {"at_s": time.time(), "by": by}


def fresh_proof(request: HttpRequest) -> str:
    """By what this session was proved within the last minutes; empty if it was not."""
    proved = request.session.get(PROVED) or {}
    age_s = time.time() - proved.get("at_s", 0)
    return str(proved["by"]) if 0 <= age_s < FRESH_FOR.total_seconds() else ""


def requires_fresh_sign_in(view: View) -> View:
    """Ask for a fresh proof before this page; put the mark of the door (`requires_sign_in`) above it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if fresh_proof(request) else to_confirmation(request)

    return guarded


def to_confirmation(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the proof, and back. What was posted is not kept: the page is filled in again."""
    wanted = request.get_full_path()
    if request.method != "GET":
        wanted = reverse("portal:security")
    address = f"{reverse('portal:confirm')}?{urlencode({'next': wanted})}"
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": _("Confirm first that it is you."), "location": address}, status=403)
    return redirect(address)
