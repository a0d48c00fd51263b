"""What the portal itself lets people find: help topics, events of life, and what people type that is no page's name."""

from collections.abc import Iterator

from django.urls import reverse

from longcheng.core.declaration import LIFE_EVENTS
from longcheng.core.search.entry import Entry, Kind
from longcheng.portal.help.topics import topics
from longcheng.portal.search.shortcuts import shortcuts

LIFE_WEIGHT, HELP_WEIGHT, SHORTCUT_WEIGHT = 80, 60, 85


def entries() -> Iterator[Entry]:
    """Shortcuts, events of life and help topics, in both languages."""
    for shortcut in shortcuts():
        yield Entry(
            kind=Kind.SERVICE,
            key=shortcut.key,
            url=shortcut.url,
            title_zh=shortcut.title_zh,
            title_en=shortcut.title_en,
            text_zh=shortcut.text_zh,
            text_en=shortcut.text_en,
            words=shortcut.words,
            weight=SHORTCUT_WEIGHT,
        )
    for event in LIFE_EVENTS.values():
        yield Entry(
            kind=Kind.SERVICE,
            key=f"life {event.name}",
            url=reverse("portal:life:event", args=[event.name]),
            title_zh=event.title_zh,
            title_en=event.title_en,
            text_zh=event.hint_zh,
            text_en=event.hint_en,
            words=event.words,
            weight=LIFE_WEIGHT,
        )
    for topic in topics():
        yield Entry(
            kind=Kind.HELP,
            key=topic.slug,
            url=reverse("portal:help:topic", args=[topic.slug]),
            title_zh=topic.zh.title,
            title_en=topic.en.title,
            text_zh=topic.zh.plain,
            text_en=topic.en.plain,
            words=topic.words,
            weight=HELP_WEIGHT,
        )
