"""Texts are sent to the city as UTF-8; whoever names another encoding is told so before anything is read."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

UTF8 = {"utf-8", "utf8", "us-ascii"}  # the last is a part of the first
REFUSAL = "415 Unsupported Media Type"
TOLD = "The Content-Type cannot be used: texts must be sent as charset=utf-8. Send it again so.\n"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def utf8_only(application: Application) -> Application:
    """The WSGI application behind a look at the Content-Type.

    Django decodes an address and a form as this header says, outside of everything that answers for errors:
    "hex" is an encoding to Python and no text, and "utf-7" brings signs that no database keeps.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        plain = without_charset(environ.get("CONTENT_TYPE", ""))
        if plain is None:
            start_response(REFUSAL, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
            return [TOLD.encode()]
        return application(environ | {"CONTENT_TYPE": plain}, start_response)

    return answer


def without_charset(content_type: str) -> str | None:
    """The header without its charset; None if that is another than UTF-8, or if the header cannot be read."""
    try:
        kind, parameters = parse_header_parameters(content_type)
    except (ValueError, LookupError):
        return None
    charset = parameters.pop("charset", None)
    if charset is None:
        return content_type
    if charset.lower() not in UTF8:
        return None
    return kind + "".join(f'; {name}="{value}"' for name, value in parameters.items())
