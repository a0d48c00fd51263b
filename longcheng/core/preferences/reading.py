"""What counts for one request: what was chosen in this browser, else what is kept with the account."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

from longcheng.core.preferences.look import COOKIE, COOKIE_AGE_S, LANGUAGES, Look, cookie_of, read_cookie
from longcheng.core.preferences.queries import kept_look

CACHED = "preferences"
TO_KEEP = "preferences_to_keep"


def _in_cookies(request: HttpRequest) -> tuple[Look | None, str]:
    """The look and the language that this browser's cookies hold, as far as they are ours."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return read_cookie(request.COOKIES.get(COOKIE, "")), language if language in LANGUAGES else ""


def chosen_here(request: HttpRequest, *, otherwise: Look) -> Look | None:
    """What was chosen in this browser, and `otherwise` where it says nothing; None if nothing at all was chosen."""
    look, language = _in_cookies(request)
    if look is None and not language:
        return None
    look = look or otherwise
    return Look(look.theme, look.size, look.contrast, language or otherwise.language)


def look_for(request: HttpRequest) -> Look:
    """The look of this request's page. Costs nothing for strangers, and for the signed-in one query in a session.

    A browser in which all was chosen asks nobody. The account's choice fills what was not.
    """
    look, language = _in_cookies(request)
    if look is None or not language:
        kept = _kept(request)
        look, language = look or kept, language or kept.language
    return Look(look.theme, look.size, look.contrast, language)


def _kept(request: HttpRequest) -> Look:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return Look()
    cached = request.session.get(CACHED)
    if not isinstance(cached, list) or len(cached) != 4:
        found = kept_look(int(request.session[SESSION_KEY])) or Look()
        cached = [found.theme, found.size, found.contrast, found.language]
        request.session[CACHED] = cached
    return Look(*cached)


def keep_in_browser(request: HttpRequest, look: Look) -> None:
    """Let the answer to this request write the choice into the browser's cookies."""
    setattr(request, TO_KEEP, look)
    if SESSION_KEY in request.session:
        request.session[CACHED] = [look.theme, look.size, look.contrast, look.language]


def write_cookies(request: HttpRequest, response: HttpResponseBase) -> None:
    """What `keep_in_browser` asked for."""
    look: Look | None = getattr(request, TO_KEEP, None)
    if look is None:
        return
    response.set_cookie(
        COOKIE,
        cookie_of(look),
        max_age=COOKIE_AGE_S,
        secure=bool(settings.LANGUAGE_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    if look.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            look.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=bool(settings.LANGUAGE_COOKIE_SECURE),
            samesite="Lax",
        )
