"""The groups that tiles stand in: the pages of the wall in their order; one without tiles is left out."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

GROUPS: dict[str, "_StrOrPromise"] = {
    "city": _("The city now"),
    "parts": _("How it runs"),
    "safety": _("Safety"),
    "health": _("Care"),
    "traffic": _("Traffic"),
    "environment": _("Environment"),
}
