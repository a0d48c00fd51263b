"""The help topics as they stand in `texts/`, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"
AUDIENCES = ("everybody", "staff", "operations")


@dataclass(frozen=True)
class Words:
    """One topic in one language: a sentence, steps in order, what else to know, and the word on the button."""

    title: str
    intro: str
    steps: tuple[str, ...]
    after: str
    button: str

    @property
    def plain(self) -> str:
        """All of it as one text, for the search."""
        return "\n".join(part for part in (self.intro, *self.steps, self.after) if part)


@dataclass(frozen=True)
class Topic:
    """One question. `see` names related topics, `url` is where it is done, empty if nowhere in particular."""

    slug: str
    order: int
    icon: str
    audience: str
    words: tuple[str, ...]
    see: tuple[str, ...]
    url: str
    zh: Words
    en: Words

    def said(self, language: str) -> Words:
        """The topic in the reader's language."""
        return self.zh if language.startswith("zh") else self.en


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic in order."""
    return tuple(sorted((_read(path) for path in TEXTS.glob("*.toml")), key=lambda topic: topic.order))


@cache
def topic_of(slug: str) -> Topic | None:
    """One topic; None if there is none of this name."""
    return next((topic for topic in topics() if topic.slug == slug), None)


def _read(path: Path) -> Topic:
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    zh, en = (_words(content.pop(language)) for language in ("zh", "en"))
    words, see = (tuple(content.pop(name)) for name in ("words", "see"))
    return Topic(slug=path.stem, zh=zh, en=en, words=words, see=see, **content)


def _words(row: dict[str, Any]) -> Words:
    return Words(**row | {"steps": tuple(row["steps"])})
