"""Special days: the dates that the State Council's yearly notices take out of the ordinary week."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from longcheng.services.government.calendar.names import HOLIDAY_NAMES, KIND_NAMES
from longcheng.services.government.calendar.rules import Holiday, Kind


class SpecialDay(models.Model):
    """One thing that a notice says about one date; a holiday may also be a day off in lieu.

    Rows are only ever replaced all together (loaders.py), so the highest id names the edition.
    """

    date = models.DateField()
    kind = models.CharField(max_length=20, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    holiday = models.CharField(max_length=40, choices=[(day.value, name) for day, name in HOLIDAY_NAMES.items()])
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["date", "kind"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["date", "kind"], name="calendar_one_row_per_date_and_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]), name="calendar_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(holiday__in=[holiday.value for holiday in Holiday]), name="calendar_holiday_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind} {self.holiday}"
