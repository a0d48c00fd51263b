"""On the set: six digits to be connected, and the question to the phone before a personal page."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import open_to_all
from longcheng.core.access.whence import client_address, network_of
from longcheng.core.openid.lifetimes import DEVICE_CODE
from longcheng.core.sign_in.visits import visit_of
from longcheng.core.television.actions.asking import ask_phone
from longcheng.core.television.actions.pairing import TooMany, ask_to_pair, take_key
from longcheng.core.television.models import Shows, Waiting
from longcheng.core.television.queries import last_ask, page_of_digit, waiting_with
from longcheng.core.television.rules import spaced
from longcheng.core.television.screens import Screen, Thing, rows_of
from longcheng.core.television.visiting import SET_COOKIE, forget, keep, television

CODE_COOKIE, CODE_PATH = "tv_code", "/tv/pair/"
QR_INK, QR_PAPER = "#14212b", "#ffffff"
WAITING, ANSWERED = "waiting", "answered"


@open_to_all
@require_GET
def pair(request: HttpRequest) -> HttpResponse:
    """The six digits and the same as a picture for the camera; after the yes on the phone the set goes on by itself."""
    then = page_of_digit(request.GET.get("then"))
    onward = reverse(then.url) if then else reverse("tv:home")
    if television(request).tv_set is not None:
        return redirect(onward)
    code = request.COOKIES.get(CODE_COOKIE, "")
    secret = take_key(code) if code else None
    if secret is not None:
        paired = redirect(onward)
        keep(paired, SET_COOKIE, secret)
        forget(paired, CODE_COOKIE, path=CODE_PATH)
        return paired
    waiting = waiting_with(code)
    if waiting is not None and waiting.grant.status == waiting.grant.DENIED and request.GET.get("again") != "1":
        return _show(request, None, said=_("The phone said no. This television was not connected."))
    fresh = ""
    if waiting is None or not waiting.grant.is_open:
        visit = visit_of(request)
        device = " · ".join(part for part in (visit.browser, visit.system) if part)
        try:
            waiting, fresh = ask_to_pair(device=device, network=network_of(client_address(request)))
        except TooMany:
            return _show(request, None, said=_("Too many televisions ask at this moment. Try again in ten minutes."))
    answer = _show(request, waiting)
    if fresh:
        keep(answer, CODE_COOKIE, fresh, for_s=int(DEVICE_CODE.total_seconds()), path=CODE_PATH)
    return answer


def _show(request: HttpRequest, waiting: Waiting | None, *, said: str = "") -> HttpResponse:
    code = spaced(waiting.grant.user_code) if waiting else ""
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('television:pair')}"
    things = [
        Thing(
            key="home",
            title=_("Not now"),
            note=_("back to the first page"),
            href=reverse("tv:home"),
            icon="home",
            turns=True,
        )
    ]
    if waiting is None:
        again = f"{reverse('tv:pair')}?again=1"
        things.insert(0, Thing(key="again", title=_("Show a new code"), href=again, icon="refresh", turns=True))
    lines = [
        _("Take your phone and scan the picture, or open “My televisions” there."),
        _("Type these six digits. They count for ten minutes."),
        _("The television goes on by itself. It shows nothing of yours before you say yes."),
    ]
    screen = Screen(
        title=_("Connect your phone"),
        rows=rows_of([[thing] for thing in things]),
        back=reverse("tv:home" if "then" in request.GET else "tv:settings"),
        lines=[said] if said else lines,
        say=said or "\n".join([*lines, " ".join(code)]),
    )
    context = {"screen": screen, "code": code, "address": address}
    if waiting is not None:
        picture = segno.make(f"{address}?code={waiting.grant.user_code}", error="m")
        context["picture"] = picture.svg_data_uri(scale=8, border=3, dark=QR_INK, light=QR_PAPER)
    return render(request, "tv/pair.html", context)


@open_to_all
@require_GET
def pair_state(request: HttpRequest) -> HttpResponse:
    """Whether the phone has answered, for the page that waits."""
    waiting = waiting_with(request.COOKIES.get(CODE_COOKIE, ""))
    is_waiting = waiting is not None and waiting.grant.is_open
    return JsonResponse({"state": WAITING if is_waiting else ANSWERED}, headers={"Cache-Control": "no-store"})


@open_to_all
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """A personal page was called for: the phone is asked, and the set goes on by itself after the yes."""
    seen, then = television(request), page_of_digit(request.GET.get("then"))
    if then is None or not then.is_personal:
        return redirect("tv:home")
    if seen.tv_set is None:
        return redirect("tv:pair")
    if seen.is_open:
        return redirect(then.url)
    asked = last_ask(seen.tv_set)
    is_refused = asked is not None and asked.is_allowed is False and request.GET.get("again") != "1"
    said = ""
    if seen.tv_set.shows == Shows.NEVER:
        said = _("You said that this television never shows personal pages. Change that on your phone, if you like.")
    elif is_refused:
        said = _("The phone said no.")
    elif ask_phone(seen.tv_set, then) is None:
        said = _("This television has asked often enough. Wait an hour, or allow it on your phone.")
    things = [
        Thing(
            key="home",
            title=_("Not now"),
            note=_("back to the first page"),
            href=reverse("tv:home"),
            icon="home",
            turns=True,
        )
    ]
    if is_refused and seen.tv_set.shows != Shows.NEVER:
        address = f"{reverse('tv:ask')}?then={then.digit}&again=1"
        things.insert(0, Thing(key="again", title=_("Ask again"), href=address, icon="refresh", turns=True))
    lines = [
        _("“%(page)s” is personal. We have asked %(name)s on the phone.")
        % {"page": then.label, "name": seen.tv_set.account},
        _("Open the message there and press yes. The television goes on by itself."),
    ]
    screen = Screen(
        title=_("Please say yes on your phone"),
        rows=rows_of([things]),
        back=reverse("tv:home"),
        lines=[said] if said else lines,
    )
    return render(request, "tv/ask.html", {"screen": screen, "waits": not said})


@open_to_all
@require_GET
def ask_state(request: HttpRequest) -> HttpResponse:
    """Whether the phone has answered, for the page that waits."""
    seen = television(request)
    asked = last_ask(seen.tv_set) if seen.tv_set and not seen.is_open else None
    is_waiting = asked is not None and asked.answered_at is None
    return JsonResponse({"state": WAITING if is_waiting else ANSWERED}, headers={"Cache-Control": "no-store"})
