"""Telling a person, by message in their language, what has happened to the ways into their account."""

import secrets
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import Words, in_each_language

SENDER = gettext_noop("Sign-in and security")
NOT_YOU = gettext_noop("If this was not you, open “Sign-in and security” now and sign out everywhere.")


def _said(texts: Iterable[str], values: Mapping[str, object] | None) -> Words:
    """These texts of the catalogue one after the other, in each language."""
    wanted = [text for text in texts if text]
    return in_each_language(lambda: " ".join(gettext(text) % (values or {}) for text in wanted))


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
        sender=_said([SENDER], None),
        account_ids=account_ids,
        title=_said([title], values),
        body=_said([body, last], values),
        url=reverse(page),
        is_urgent=is_urgent,
    )
