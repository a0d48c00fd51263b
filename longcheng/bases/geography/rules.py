"""What the map decides without looking at the database: classes of air, which stations still live."""

from collections.abc import Sequence
from dataclasses import dataclass

# HJ 633-2012 环境空气质量指数（AQI）技术规定（试行）, table 2: the upper bound of each class. The last two of its six,
# 重度污染 (201-300) and 严重污染 (over 300), are one here: at most five classes on a map.
AIR_CLASSES = ((50, 1), (100, 2), (150, 3), (200, 4))
WORST = 5


def air_class(aqi: int) -> int:
    """The class of an air quality index, 1 (excellent) to 5 (heavily polluted and worse)."""
    return next((number for bound, number in AIR_CLASSES if aqi <= bound), WORST)


@dataclass(frozen=True)
class Reading:
    """One hour of one station; a value that was not measured is None."""

    date: str
    hour: int
    aqi: int | None
    values: tuple[tuple[str, float | None], ...] = ()


def last_real(readings: Sequence[Reading]) -> Reading | None:
    """The last hour with an index."""
    return max(
        (reading for reading in readings if reading.aqi is not None),
        key=lambda reading: (reading.date, reading.hour),
        default=None,
    )


# A live station never shows the same index and values for days; fewer hours are no proof.
FROZEN_AFTER_HOURS = 24


def is_frozen(readings: Sequence[Reading]) -> bool:
    """Whether a station repeats one old reading hour after hour, or gives nothing at all."""
    shown = {(reading.aqi, reading.values) for reading in readings}
    return len(readings) >= FROZEN_AFTER_HOURS and len(shown) <= 1
