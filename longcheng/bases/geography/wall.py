"""What the wall shows of the air: the last real value of each station that lives, however old it is."""

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import MapFeature
from longcheng.core.declaration.wall import Measured, TileRow, Tone

SHOWN = 2
AQI_YELLOW, AQI_RED = 100, 150


def air() -> Measured:
    """The worst AQI of the newest hour that a station measured, and the stations of that hour.

    Classes by HJ 633-2012, table 2: above 100 is polluted, above 150 moderately so.
    """
    live = MapFeature.objects.filter(layer="air", properties__state="live", properties__has_key="aqi")
    stations = sorted(live, key=lambda one: (one.properties["at"], one.properties["aqi"]), reverse=True)
    if not stations:
        return Measured(value="–", unit=_("no station is loaded"), rule=_("No rule colours this."))
    worst = stations[0]
    aqi, at = int(worst.properties["aqi"]), datetime.fromisoformat(worst.properties["at"])
    is_english = (get_language() or "").startswith("en")
    return Measured(
        value=aqi,
        unit="AQI",
        goal=_("goal: %(n)s or less") % {"n": AQI_YELLOW},
        tone=Tone.URGENT if aqi > AQI_RED else Tone.WAITING if aqi > AQI_YELLOW else Tone.WELL,
        rule=_("Yellow above %(yellow)s, red above %(red)s.") % {"yellow": AQI_YELLOW, "red": AQI_RED},
        at=at,
        rows=tuple(
            TileRow(title=one.name_en if is_english and one.name_en else one.name, note=f"AQI {one.properties['aqi']}")
            for one in stations[:SHOWN]
        ),
        url="/map/",
        url_label=_("Open the map"),
    )
