"""Signing up in three steps: who, a password, a place and the agreement; then what to do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.population.queries import home_division
from longcheng.core.access.doors import open_to_all, requires_sign_in, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.preferences.actions import choose_area
from longcheng.core.sign_in.actions.entering import begin_session
from longcheng.core.sign_in.actions.passwords import password_defects
from longcheng.core.sign_in.actions.signing_up import Newcomer, check_names, kept_password, sign_up
from longcheng.core.sign_in.models import Way
from longcheng.core.sign_in.queries import ways_in
from longcheng.core.sign_in.throttling import TooManyTries
from longcheng.core.sign_in.visits import visit_of
from longcheng.portal.preferences.places import place_choice, read_place
from longcheng.portal.sign_in.entrance import know_browser
from longcheng.portal.sign_in.reading import passkeys_work, slowed
from longcheng.portal.sign_in.wording import too_many

# What was said so far, in the stranger's session, which ends after an hour. Of the password only its hash.
SAID = "sign_up"


def steps() -> list[tuple[str, str]]:
    """The way through, as every page of it shows."""
    return [
        (_("Who you are"), _("What we call you, and your user name")),
        (_("A password"), _("A passkey comes afterwards, if you like")),
        (_("Where you live"), _("So that notices reach you; and what we keep of you")),
    ]


def said(request: HttpRequest) -> dict[str, str]:
    found = request.session.get(SAID)
    return found if isinstance(found, dict) else {}


@open_to_all
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """The shown name and the user name, looked up when they are sent."""
    if isinstance(request.user, Account):
        return redirect("portal:me:page")
    typed = request.POST if request.method == "POST" else said(request)
    form = {name: str(typed.get(name, "")) for name in ("name", "username")}
    if request.method == "GET":
        return _page(request, "who", form=form)
    try:
        newcomer = check_names(visit_of(request), **form)
    except Unfit as unfit:
        return _page(request, "who", form=form, errors=unfit.defects)
    except TooManyTries as slow:
        return _slow(request, "who", slow, field="username", form=form)
    request.session[SAID] = {**said(request), "name": newcomer.name, "username": newcomer.username}
    return redirect("portal:sign_up:password")


@open_to_all
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A password, typed twice; only its hash goes on to the next page."""
    so_far = said(request)
    if isinstance(request.user, Account) or "username" not in so_far:
        return redirect("portal:sign_up:who")
    if request.method == "GET":
        return _page(request, "password", is_set="password" in so_far)
    new, again = request.POST.get("new", ""), request.POST.get("again", "")
    errors = password_defects(Account(username=so_far["username"]), new=new, again=again)
    if not errors and new.lower() in {so_far["username"], so_far["name"].lower()}:
        errors = {"new": _("Your name is no password: everybody knows it.")}
    if errors:
        return _page(request, "password", errors=errors)
    try:
        kept = kept_password(visit_of(request), new)
    except TooManyTries as slow:
        return _slow(request, "password", slow, field="new")
    request.session[SAID] = {**so_far, "password": kept}
    return redirect("portal:sign_up:place")


@open_to_all
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """A place, if one likes, and the agreement; then the account is made and the session begins."""
    so_far = said(request)
    if isinstance(request.user, Account) or not {"username", "password"} <= so_far.keys():
        return redirect("portal:sign_up:who")
    if request.method == "GET":
        return _page(request, "place", place=place_choice(""))
    area_code, errors = read_place(request.POST.get("town", ""), "")
    if request.POST.get("agree") != "yes":
        errors["agree"] = _("Without your agreement we may keep nothing of you, so there is no account.")
    if request.POST.get("age") != "yes":
        errors["age"] = _("Under 14, a parent or guardian comes to a counter with you (个人信息保护法 Article 31).")
    form = {"agree": request.POST.get("agree"), "age": request.POST.get("age")}
    if errors:
        return _page(request, "place", place=place_choice(area_code), errors=errors, form=form)
    newcomer = Newcomer(so_far["name"], so_far["username"])
    try:
        account = sign_up(visit_of(request), newcomer, password_hash=so_far["password"])
    except Unfit as unfit:  # somebody else was faster
        return _page(request, "who", errors=unfit.defects, form=so_far)
    except TooManyTries as slow:
        return _slow(request, "place", slow, field="agree", place=place_choice(area_code), form=form)
    begin_session(request, account, way=Way.PASSWORD)
    if area_code:
        choose_area(account, area_code=area_code)
    return know_browser(redirect("portal:sign_up:welcome"), request, account)


@requires_sign_in
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """What to do next, and what the account can and cannot do."""
    account = signed_in_account(request)
    context = {
        "ways": ways_in(account),
        "is_matched": bool(home_division(account)),
        "passkeys_work": passkeys_work(request),
    }
    return render(request, "portal/sign_up/welcome.html", context)


def _page(request: HttpRequest, step: str, *, errors: dict[str, str] | None = None, **context: Any) -> HttpResponse:
    number = ("who", "password", "place").index(step) + 1
    filled = {"steps": steps(), "current": number, "errors": errors or {}, "said": said(request), **context}
    return render(request, f"portal/sign_up/{step}.html", filled, status=422 if errors else 200)


def _slow(request: HttpRequest, step: str, slow: TooManyTries, *, field: str, **context: Any) -> HttpResponse:
    return slowed(_page(request, step, errors={field: too_many(slow.wait_s)}, **context), slow.wait_s)
