"""Days of the city, as moments."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date | None = None) -> datetime:
    """The moment at which a day of the city begins; today's if none is given."""
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), time.min))
