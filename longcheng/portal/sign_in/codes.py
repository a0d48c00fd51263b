"""The code app with its QR code, and the sheet of printed codes."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from longcheng.core.access.doors import requires_sign_in
from longcheng.core.sign_in.actions.codes import make_sheet, set_up_code_app, turn_off_code_app
from longcheng.core.sign_in.codes import address_for_app, new_secret
from longcheng.core.sign_in.fresh import requires_fresh_sign_in
from longcheng.core.sign_in.limits import SHEET_CODES
from longcheng.core.sign_in.queries import ways_in
from longcheng.portal.frame import city_name
from longcheng.portal.sign_in.reading import reader

SECRET = "code_app_secret"  # noqa: S105  the name of its place in the session, until a code has confirmed it


@requires_sign_in
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def code_app(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and as text until a code proves that the app has it."""
    account = reader(request)
    ways = ways_in(account)
    if ways.has_code_app:
        return render(request, "portal/sign_in/code_app_on.html", {"ways": ways})
    errors: dict[str, str] = {}
    secret = request.session.get(SECRET) or new_secret()
    request.session[SECRET] = secret
    if request.method == "POST":
        if set_up_code_app(account, secret=secret, code=request.POST.get("code", "")):
            del request.session[SECRET]
            if not ways.sheet_codes_left:
                return _new_sheet(request, is_first=True)
            messages.success(request, _("Codes are on. From now on your password asks for one."))
            return redirect("portal:security")
        errors["code"] = _("This code does not fit. Check that your phone's clock is right, and type the newest code.")
    address = address_for_app(secret, username=account.username, issuer=city_name())
    context = {
        "errors": errors,
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#14212b", light="#ffffff"),
        "typed": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "ways": ways,
    }
    return render(request, "portal/sign_in/code_app.html", context, status=422 if errors else 200)


@requires_sign_in
@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def turn_off(request: HttpRequest) -> HttpResponse:
    """Ask once, then let the password alone be enough."""
    if request.method == "POST":
        turn_off_code_app(reader(request))
        messages.success(request, _("Codes are off. Your password alone is enough to sign in."))
        return redirect("portal:security")
    return render(request, "portal/sign_in/code_app_off.html")


@requires_sign_in
@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def sheet(request: HttpRequest) -> HttpResponse:
    """How many printed codes are left; a press makes ten new ones, shown this once."""
    if request.method == "POST":
        return _new_sheet(request, is_first=False)
    return render(request, "portal/sign_in/sheet.html", {"ways": ways_in(reader(request)), "of": SHEET_CODES})


def _new_sheet(request: HttpRequest, *, is_first: bool) -> HttpResponse:
    made = make_sheet(reader(request))
    context = {"codes": made, "is_first": is_first, "username": reader(request).username}
    return render(request, "portal/sign_in/new_sheet.html", context)
