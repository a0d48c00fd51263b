"""The portal's own tiles: are the city's parts well, and how many pages are open."""

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from longcheng.core.declaration.wall import Measured, TileRow, Tone
from longcheng.portal.health import ASK_WITHIN_S, check_all

HEALTH = "/desk/health/"
PAGES_GOAL = 5_000


def parts() -> Measured:
    """Every part of the city, asked itself."""
    found = check_all()
    well = sum(part.is_ready for part in found)
    return Measured(
        value=f"{well}/{len(found)}",
        unit=_("parts are well"),
        goal=_("goal: all of them"),
        tone=Tone.WELL if well == len(found) else Tone.URGENT,
        rule=_("Red as soon as one part does not answer."),
        rows=tuple(
            TileRow(
                title=part.title,
                note=_("well") if part.is_ready else part.problem,
                tone=Tone.WELL if part.is_ready else Tone.URGENT,
            )
            for part in sorted(found, key=lambda part: part.is_ready)
        ),
        url=HEALTH,
        url_permission="access.operate",
        url_label=_("See the parts"),
    )


def live_pages() -> Measured:
    """How many pages hold a live line now, as the live program says."""
    if not (settings.CITY_HOME.run / "ports.json").exists():
        return Measured(value="–", unit=_("not known here"), rule=_("No rule colours this."))
    address = f"http://127.0.0.1:{settings.CITY_HOME.ports().live}/live/healthz"
    pages = int(httpx.get(address, timeout=ASK_WITHIN_S).json()["pages"])
    return Measured(
        value=f"{pages:,}",
        unit=_("pages hear live news"),
        goal=_("measured up to %(n)s") % {"n": f"{PAGES_GOAL:,}"},
        tone=Tone.WAITING if pages > PAGES_GOAL else Tone.WELL,
        rule=_("Yellow above %(n)s, where we have not measured.") % {"n": f"{PAGES_GOAL:,}"},
        url=HEALTH,
        url_permission="access.operate",
        url_label=_("See the parts"),
    )
