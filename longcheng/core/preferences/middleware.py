"""Gives every request its look and its language before a page is written."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from longcheng.core.preferences.reading import look_for, write_cookies


class PreferencesMiddleware:
    """Stands behind Django's own language and authentication; `request.preferences` is a `Look`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        look = look_for(request)
        request.preferences = look  # type: ignore[attr-defined]
        if look.language and look.language != translation.get_language():
            translation.activate(look.language)
            request.LANGUAGE_CODE = look.language
        response = self.get_response(request)
        write_cookies(request, response)
        return response
