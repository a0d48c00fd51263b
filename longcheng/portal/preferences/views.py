"""Settings: language, size of text, light or dark, contrast, and for the signed-in what the city sends them."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from longcheng.bases.geography.queries import full_name
from longcheng.bases.population.queries import home_division
from longcheng.core.access.doors import open_to_all
from longcheng.core.access.models import Account
from longcheng.core.preferences.actions import choose_area, keep_look
from longcheng.core.preferences.look import CHOICES, Contrast, Look, Size, Theme, changed
from longcheng.core.preferences.queries import chosen_area
from longcheng.core.preferences.reading import keep_in_browser
from longcheng.portal.preferences.places import place_choice, read_place
from longcheng.portal.sign_in.reading import wanted_page

ICONS = {Theme.AUTO: "sun-moon", Theme.LIGHT: "sun", Theme.DARK: "moon"}


@open_to_all
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Everything at once; one press saves it in this browser and, for the signed-in, with their account."""
    account = request.user if isinstance(request.user, Account) else None
    errors: dict[str, str] = {}
    area_code = chosen_area(account) if account else ""
    if request.method == "POST":
        if account is not None and "town" in request.POST:
            area_code, errors = read_place(request.POST.get("town", ""), request.POST.get("community", ""))
        if not errors:
            return _saved(request, account, area_code)
    look: Look = request.preferences  # type: ignore[attr-defined]
    home = home_division(account) if account else ""
    context = {
        "errors": errors,
        "look": look,
        "language": look.language or translation.get_language(),
        "languages": settings.LANGUAGES,
        "themes": [(value, label, ICONS[Theme(value)]) for value, label in Theme.choices],
        "sizes": Size.choices,
        "contrasts": Contrast.choices,
        "place": place_choice(area_code) if account else None,
        "home": full_name(home) if home else "",
    }
    return render(request, "portal/preferences/settings.html", context, status=422 if errors else 200)


def _saved(request: HttpRequest, account: Account | None, area_code: str) -> HttpResponse:
    choose_look(request, {name: request.POST.get(name, "") for name in CHOICES})
    if account is not None and "town" in request.POST:
        choose_area(account, area_code=area_code)
    messages.success(request, _("Your settings are saved."))
    return redirect("portal:preferences:settings")


def choose_look(request: HttpRequest, wanted: dict[str, str]) -> None:
    """From now on pages look like that here, and after a sign-in elsewhere; words that are not ours change nothing."""
    before: Look = request.preferences  # type: ignore[attr-defined]
    look = changed(before, wanted)
    keep_in_browser(request, look)
    if isinstance(request.user, Account):
        keep_look(request.user, look)
    if look.language:
        translation.activate(look.language)


@open_to_all
@require_POST
def quick(request: HttpRequest) -> HttpResponse:
    """One switch in the frame of a page: `theme`, `size`, `contrast` or `language`; then back to that page."""
    choose_look(request, {name: request.POST.get(name, "") for name in CHOICES})
    return redirect(wanted_page(request))


def language(request: HttpRequest) -> HttpResponseBase:
    """Django's own switch of the language, which the account remembers as well."""
    response = set_language(request)
    if request.method == "POST" and isinstance(request.user, Account):
        wanted = request.POST.get("language", "")
        if wanted in CHOICES["language"]:
            before: Look = request.preferences  # type: ignore[attr-defined]
            keep_look(request.user, changed(before, {"language": wanted}))
    return response
