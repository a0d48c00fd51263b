"""The first screen, the page of help, and the film."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import open_to_all
from longcheng.core.declaration import TvPage
from longcheng.core.television.queries import tv_pages
from longcheng.core.television.screens import (
    HOME_COLUMNS,
    THINGS_MAX,
    Screen,
    Thing,
    grid,
    number_in,
    rows_of,
    turning,
)
from longcheng.core.television.visiting import Television, television
from longcheng.portal.frame import city_name

# The public numbers of the whole country 全国统一: police, fire, ambulance, the government's line.
NUMBERS = (
    ("119", "firetruck", "urgent"),
    ("120", "ambulance", "urgent"),
    ("110", "shield", "urgent"),
    ("12345", "phone-call", "plain"),
)


@open_to_all
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Every declared page as a tile, eight at most; more of them by turning the page."""
    seen = television(request)
    tiles = [tile_of(page, seen) for page in tv_pages()]
    rows = grid(tiles, columns=HOME_COLUMNS)
    if len(tiles) > THINGS_MAX:
        shown = Paginator(tiles, THINGS_MAX - 2).get_page(number_in(request.GET.get("page")))
        rows = grid([*shown, *turning(shown, address=reverse("tv:home"))], columns=HOME_COLUMNS)
    screen = Screen(
        title=_("%(city)s at home") % {"city": city_name()},
        rows=rows,
        columns=HOME_COLUMNS,
        say=_("Choose with the arrows and press OK, or press the number of a page."),
    )
    return render(request, "tv/home.html", {"screen": screen})


def tile_of(page: TvPage, seen: Television) -> Thing:
    """The tile of a declared page; a personal one says whose it is, or what it still needs."""
    note = str(page.hint)
    if page.is_personal:
        note = str(seen.tv_set.account) if seen.tv_set else _("connect your phone first")
    address = reverse(page.url)
    if page.needs_area and not seen.area_code:
        address = f"{reverse('tv:area')}?then={page.digit}"
    return Thing(
        key=f"p{page.digit}",
        title=page.label,
        href=address,
        note=note,
        icon=page.icon,
        digit=page.digit,
        tone="own" if page.is_personal else "plain",
    )


@open_to_all
@require_GET
def call_for_help(request: HttpRequest) -> HttpResponse:
    """Whom to call, with the number in large, and honestly that this page calls nobody yet."""
    words = {
        "119": (_("Fire"), _("Leave the house first, then call.")),
        "120": (_("Ambulance"), _("Say where you are, stay on the line.")),
        "110": (_("Police"), _("Also if somebody threatens you.")),
        "12345": (_("City hall"), _("Questions and complaints, day and night.")),
    }
    chosen = request.GET.get("number", "")
    address = reverse("tv:help")
    if chosen in words:
        return _one_number(request, chosen, *words[chosen])
    things = [
        Thing(key=number, title=number, note=words[number][0], href=f"{address}?number={number}", icon=icon, tone=tone)
        for number, icon, tone in NUMBERS
    ]
    lines = [_("Dial on your telephone. The television cannot call for you yet.")]
    say = "\n".join([*lines, *(f"{number} {words[number][0]}" for number, _icon, _tone in NUMBERS)])
    screen = Screen(
        title=_("Call for help"),
        rows=grid(things, columns=2),
        columns=2,
        back=reverse("tv:home"),
        lines=lines,
        say=say,
    )
    return render(request, "tv/help.html", {"screen": screen})


def _one_number(request: HttpRequest, number: str, whom: str, advice: str) -> HttpResponse:
    back = reverse("tv:help")
    screen = Screen(
        title=whom,
        rows=rows_of([[Thing(key="back", title=_("Other numbers"), href=back, icon="arrow-left", turns=True)]]),
        back=back,
        lines=[advice, _("Dial it on your telephone. The television cannot call for you yet.")],
        say=f"{whom} {number}. {advice}",
    )
    return render(request, "tv/number.html", {"screen": screen, "number": number})


@open_to_all
@require_GET
def film(request: HttpRequest) -> HttpResponse:
    """The city's own film of the canal. It plays when one presses, and steps back for an urgent notice."""
    things = [
        Thing(
            key="play",
            title=_("Play or pause"),
            note=_("half a minute on the canal"),
            icon="player-play",
            plays="toggle",
        ),
        Thing(key="again", title=_("From the beginning"), icon="refresh", plays="again"),
    ]
    screen = Screen(
        title=_("On the canal"),
        rows=rows_of([[thing] for thing in things]),
        back=reverse("tv:home"),
        say=_("A drawn film without words: morning on the canal, a barge, a bridge, the pagoda, the moon."),
    )
    return render(request, "tv/film.html", {"screen": screen})
