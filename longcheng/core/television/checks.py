"""System checks: a doubled digit, a page that leads nowhere or a personal page without its door stops the start."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, resolve, reverse

from longcheng.core.declaration import TvPage, rooms
from longcheng.core.television.visiting import PERSONAL_MARK

DIGIT_MAX = 99


@register()
def check_tv_pages(**_: Any) -> list[CheckMessage]:
    pages = [page for room in rooms() for page in room.tv_pages]
    return [
        Error(defect, hint="Mend tv_pages in the room's apps.py.", id="television.E001")
        for page in pages
        for defect in defects(page, among=pages)
    ]


def defects(page: TvPage, *, among: list[TvPage]) -> Iterator[str]:
    """What is wrong with a declared page."""
    others = [other.url for other in among if other.digit == page.digit and other is not page]
    if others:
        yield f"The television page {page.url} has the digit {page.digit}, and so has {', '.join(others)}."
    if not 1 <= page.digit <= DIGIT_MAX:
        yield f"The television page {page.url} has the digit {page.digit}; it must be from 1 to {DIGIT_MAX}."
    try:
        view = resolve(reverse(page.url)).func
    except NoReverseMatch:
        yield f"The television page {page.url} leads nowhere."
        return
    marked = getattr(view, PERSONAL_MARK, None)
    if page.is_personal and marked != page.digit:
        yield f"The television page {page.url} is personal; its view must carry @personal_page({page.digit})."
    if not page.is_personal and marked is not None:
        yield f"The television page {page.url} is not declared as personal, but its view carries @personal_page."
