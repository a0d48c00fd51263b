"""How pages look to one person, and its form in a cookie: every word of it is one of ours, or it is not believed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

COOKIE = "longcheng_look"
COOKIE_AGE_S = 365 * 24 * 3600
LANGUAGES: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)


class Theme(models.TextChoices):
    """Light or dark; `auto` does as the device does."""

    AUTO = "auto", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Size(models.TextChoices):
    """How large the text is; large is 1.3 times."""

    NORMAL = "normal", _("Normal")
    LARGE = "large", _("Large")


class Contrast(models.TextChoices):
    """How strongly text stands out."""

    NORMAL = "normal", _("Normal")
    MORE = "more", _("Stronger")


@dataclass(frozen=True)
class Look:
    """What the reader has chosen; an empty language is the one that the browser or the city would take."""

    theme: str = Theme.AUTO.value
    size: str = Size.NORMAL.value
    contrast: str = Contrast.NORMAL.value
    language: str = ""


CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": tuple(Theme.values),
    "size": tuple(Size.values),
    "contrast": tuple(Contrast.values),
    "language": LANGUAGES,
}


def read_cookie(text: str) -> Look | None:
    """The look that a cookie holds, such as `dark.large.normal`; None for any other text."""
    words = text.split(".") if len(text) <= 40 else []
    if len(words) != 3:
        return None
    theme, size, contrast = words
    found = Look(theme, size, contrast)
    return found if is_known(found) else None


def cookie_of(look: Look) -> str:
    """What the cookie holds; the language has one of its own, which Django reads."""
    return f"{look.theme}.{look.size}.{look.contrast}"


def is_known(look: Look) -> bool:
    """Whether each word is one of ours."""
    return all(
        _value(look, name) in choices for name, choices in CHOICES.items() if _value(look, name) or name != "language"
    )


def _value(look: Look, name: str) -> str:
    return str(getattr(look, name))


def changed(look: Look, wanted: Mapping[str, str]) -> Look:
    """The look with those of the wanted words that are ours; others change nothing."""
    fit = {name: value for name, value in wanted.items() if value in CHOICES.get(name, ())}
    return replace(look, **fit)
