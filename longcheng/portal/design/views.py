"""The living page: colours, type, icons and every component in every state."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import open_to_all
from longcheng.portal.design import colours, specimens
from longcheng.portal.design.drawings import drawings
from longcheng.portal.design.icons import icons


@open_to_all
@require_GET
def foundations(request: HttpRequest) -> HttpResponse:
    """Colours with their contrast in every theme, type, spaces."""
    modes = [(name, title, colours.tokens(name)) for name, title in mode_titles().items()]
    swatches = [
        (token, [(title, known[token]) for _name, title, known in modes])
        for token in modes[0][2]
    ]  # fmt: skip
    by_pair: dict[tuple[str, str], dict[str, colours.Pair]] = {}
    for pair in colours.pairs():
        by_pair.setdefault((pair.colour, pair.ground), {})[pair.mode] = pair
    rows = [
        (colour, ground, [(title, found[mode]) for mode, title in mode_titles().items()])
        for (colour, ground), found in by_pair.items()
    ]
    context = {"tabs": tabs(), "modes": modes, "swatches": swatches, "pairs": rows, "sizes": SIZES}
    return render(request, "portal/design/foundations.html", context)


@open_to_all
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component alive, with its attributes and its snippet."""
    samples = sample_context()
    shown = [(one, specimens.render(one, samples, request)) for one in specimens.SPECIMENS]
    return render(request, "portal/design/components.html", {"tabs": tabs(), "shown": shown})


@open_to_all
@require_GET
def pictures(request: HttpRequest) -> HttpResponse:
    """Icons and drawings by name."""
    context = {"tabs": tabs(), "icons": list(icons()), "drawings": list(drawings())}
    return render(request, "portal/design/pictures.html", context)


SIZES = (("1", "16 px"), ("2", "18 px"), ("3", "22 px"), ("4", "28 px"), ("5", "36 px"))


def tabs() -> list[tuple[str, str]]:
    return [
        (_("Colour and type"), "/design/"),
        (_("Components"), "/design/components/"),
        (_("Icons and drawings"), "/design/pictures/"),
    ]


def mode_titles() -> dict[str, str]:
    return {
        "light": _("Light"),
        "dark": _("Dark"),
        "light-more": _("Light, more contrast"),
        "dark-more": _("Dark, more contrast"),
    }


def sample_context() -> dict[str, Any]:
    """What the examples stand on: invented, and the same on every visit but for the clock."""
    now = timezone.now()
    week = [str(WEEKDAYS_ABBR[day]) for day in range(5)]
    return {
        "now": now,
        "minutes_ago": now - timedelta(minutes=3),
        "hours_ago": now - timedelta(hours=5),
        "days_ago": now - timedelta(days=12),
        "steps": [
            (_("Fill in"), _("today")),
            (_("Being checked"), _("within 5 working days")),
            (_("Decision"), ""),
            (_("Collect"), ""),
        ],
        "tabs": [(_("Open"), "#open"), (_("Closed"), "#closed"), (_("All"), "#all")],
        "purposes": [("case-17", _("Case 17: heating subsidy")), ("visit", _("Home visit on Thursday"))],
        "errors": {
            "sample-name": _("A name is required."),
            "sample-day": _("The day must be today or later."),
        },
        "refusal": {
            "rule": _("Only the account's own holder may open this."),
            "missing": _("You are signed in as somebody else."),
            "how": _("Sign in as the holder, or ask them for a mandate."),
        },
        "page": Paginator(range(60), 20).get_page(2),
        "days": [
            (_("Seen by a doctor"), [*zip(week, (42, 38, 45, 51, 47), strict=True)]),
            (_("In the queue"), [*zip(week, (12, 15, 9, None, 14), strict=True)]),
        ],
        "hours": [
            (day, [(f"{hour}:00", (hour * 7 + place * 5) % 23 + 2) for hour in range(8, 20, 2)])
            for place, day in enumerate(week)
        ],
        "shares": [("", [(_("Bus"), 48), (_("Metro"), 27), (_("Bicycle"), 16), (_("Car"), 9)])],
    }
