"""A text in large, cut into screens that are turned by keys: nothing scrolls."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from longcheng.core.television.rules import screens_of, width_of
from longcheng.core.television.screens import Screen, Thing, address_of, number_in, rows_of

# In halves of a Chinese sign, at 46 px: room for 72, but Latin letters of some sets are wider than half a sign.
WIDTH, LINES = 60, 5
TITLE_WIDTH = 34  # what surely fits beside the clock


def text_screen(
    request: HttpRequest,
    *,
    title: str,
    text: str,
    address: str,
    back: str,
    note: str = "",
    is_personal: bool = False,
) -> HttpResponse:
    """The page of one text: `part` in the address says which screen of it, `page` where the list stood."""
    came, part = number_in(request.GET.get("page")), number_in(request.GET.get("part"))
    # A title that the head cuts stands whole at the beginning of the text.
    whole = f"{title}\n{text}" if width_of(title) > TITLE_WIDTH else text
    parts = screens_of(whole, width=WIDTH, lines=LINES)
    part = min(part, len(parts))
    parent = address_of(back, page=came)

    def turned(key: str, label: str, number: int, icon: str) -> Thing:
        said = _("part %(number)s of %(many)s") % {"number": number, "many": len(parts)}
        href = address_of(address, came=came, part=number)
        return Thing(key=key, title=label, href=href, note=said, turns=True, icon=icon)

    things = []
    if part < len(parts):
        things.append(turned("after", _("Read on"), part + 1, "arrow-right"))
    if part > 1:
        things.append(turned("before", _("The part before"), part - 1, "arrow-left"))
    things.append(Thing(key="back", title=_("Back to the list"), href=parent, icon="list", turns=True))
    screen = Screen(
        title=title,
        rows=rows_of([things]),
        columns=len(things),
        back=parent,
        lines=parts[part - 1],
        say=f"{title}\n{note}\n{text}",
        is_personal=is_personal,
    )
    return render(request, "tv/text.html", {"screen": screen, "note": note})
