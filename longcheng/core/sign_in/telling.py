"""Telling a person, by message in both languages, what has happened to the ways into their account."""

import secrets
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from longcheng.core.messages.actions import send

SENDER = gettext_noop("Sign-in and security")
NOT_YOU = gettext_noop("If this was not you, open “Sign-in and security” now and sign out everywhere.")
LANGUAGES = [code for code, _ in settings.LANGUAGES]


def in_both(text: str, values: Mapping[str, object] | None = None, *, joint: str) -> str:
    """A text of the catalogue in every language of the city, Chinese first, as a message carries it for good."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(gettext(text) % (values or {}))
    return joint.join(said)


def _body(texts: Iterable[str], values: Mapping[str, object] | None) -> str:
    """The sentences one after the other, once in each language."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(" ".join(gettext(text) % (values or {}) for text in texts if text))
    return "\n\n".join(said)


def tell(
    account_ids: Iterable[int],
    *,
    title: str,
    body: str,
    values: Mapping[str, object] | None = None,
    last: str = NOT_YOU,
    page: str = "portal:security",
    is_urgent: bool = False,
) -> None:
    """Send one message. `title` and `body` are texts of the catalogue, marked by `gettext_noop` where they stand.

    `last` is the sentence that closes the text: what to do if it was not the person themselves.
    """
    send(
        key=f"sign_in:{secrets.token_hex(16)}",
        sender=in_both(SENDER, joint=" · "),
        account_ids=account_ids,
        title=in_both(title, values, joint=" · ")[:200],
        body=_body((body, last), values),
        url=reverse(page),
        is_urgent=is_urgent,
    )
