"""Sentences of signing in that more than one page says."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def try_again_in(wait_s: int) -> str:
    """How long to wait, as one would say it."""
    if wait_s < 120:
        return ngettext("Try again in %(n)s second.", "Try again in %(n)s seconds.", wait_s) % {"n": wait_s}
    minutes = -(-wait_s // 60)
    return ngettext("Try again in %(n)s minute.", "Try again in %(n)s minutes.", minutes) % {"n": minutes}


def too_many(wait_s: int) -> str:
    return _("This went wrong too often, so we slow down. %(when)s") % {"when": try_again_in(wait_s)}


def passkey_refused() -> str:
    return _("The passkey could not be checked. Try again, or sign in another way.")


def passkeys_need_the_name() -> str:
    return _("Passkeys work only under the city's own name.")
