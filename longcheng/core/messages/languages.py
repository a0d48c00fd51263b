"""What a message says, in every language of the city: an inbox does not know in which one it will be read."""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation


def in_each_language(words: Callable[[], str], *, between: str) -> str:
    """The same words in every language, Chinese first."""
    said = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.append(words())
    return between.join(said)
