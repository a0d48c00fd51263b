"""What a message says in every language of the city: which of them is shown is decided when it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, override

LANGUAGES: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)
FIRST = LANGUAGES[0]


@dataclass(frozen=True)
class Words:
    """The same words by language; there are none in a language that is missing."""

    by_language: Mapping[str, str]

    def __str__(self) -> str:
        return self.by_language[FIRST]


def in_each_language(words: Callable[[], str]) -> Words:
    """The same words in every language: an inbox does not know in which one it will be read, today or next year."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = words()
    return Words(said)


def kept_words(*, most: Mapping[str, int], **said: str | Words) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What a message's columns hold (the first language), and by further language what differs from it.

    A plain text is what somebody wrote: it is the same in every language. `most` bounds the signs of each.
    """
    first = {name: str(words)[: most.get(name)] for name, words in said.items()}
    further = {
        language: {
            name: words.by_language[language][: most.get(name)]
            for name, words in said.items()
            if isinstance(words, Words) and language in words.by_language
        }
        for language in LANGUAGES[1:]
    }
    return first, {language: words for language, words in further.items() if words}


def reading_language() -> str:
    """The language in which the page is being written; the city's first where nobody reads."""
    active = get_language() or FIRST
    return active if active in LANGUAGES else FIRST
