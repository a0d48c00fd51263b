"""What people and programs may ask, checked in one place; each form carries its answer when it is valid."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.services.government.calendar.names import outside
from longcheng.services.government.calendar.rules import (
    MAX_DAYS,
    Count,
    HolidayTable,
    Kind,
    OutOfRange,
    Span,
    add_working_days,
    working_days_between,
)

# A date as people write it: 2026-02-14, 2026/2/14, 2026.2.14, 2026年2月14日, also in full-width signs.
WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class DayField(forms.Field):
    """A date in any of the usual spellings."""

    def to_python(self, value: Any) -> date | None:
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        if not text:
            return None
        match = WRITTEN.fullmatch(text)
        try:
            if match is None:
                raise ValueError(text)
            return date(*(int(part) for part in match.groups()))
        except ValueError as error:
            message = _("“%(text)s” is not a date. Write it as 2026-02-14.") % {"text": text[:20]}
            raise forms.ValidationError(message) from error


class CalendarForm(forms.Form):
    """A question to one table of holidays."""

    def __init__(self, data: Mapping[str, Any], *, table: HolidayTable) -> None:
        super().__init__(data)
        self.table = table

    def mistakes(self) -> dict[str, str]:
        """The first mistake of each field, in words."""
        return {name: str(found[0]) for name, found in self.errors.items()}

    def _in_range(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if not self.table.covers(day):
            raise forms.ValidationError(outside(day, table=self.table))
        return day


class DayForm(CalendarForm):
    """Is this a working day?"""

    day = DayField(error_messages={"required": gettext_lazy("A date is required.")})

    def clean_day(self) -> date:
        return self._in_range("day")


class CountForm(CalendarForm):
    """When does a term of so many working days end? `count` is the answer."""

    start = DayField(error_messages={"required": gettext_lazy("A start date is required.")})
    days = forms.IntegerField(
        min_value=-MAX_DAYS,
        max_value=MAX_DAYS,
        error_messages={
            "required": gettext_lazy("A number of working days is required."),
            "invalid": gettext_lazy("The number of working days must be a whole number, such as 20."),
            "min_value": gettext_lazy("At most %(limit_value)s working days can be counted back."),
            "max_value": gettext_lazy("At most %(limit_value)s working days can be counted."),
        },
    )
    count: Count | None = None

    def clean_start(self) -> date:
        return self._in_range("start")

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if {"start", "days"} <= values.keys():
            try:
                self.count = add_working_days(values["start"], days=values["days"], table=self.table)
            except OutOfRange as error:
                self.add_error("days", _leaves(self.table, day=error.day))
        return values


def _leaves(table: HolidayTable, *, day: date) -> str:
    """A count that runs off the calendar; the first day that could not be told shows which way."""
    if day.year > table.last_year:
        return _("The term would end after %(year)s, where the calendar ends. Ask for fewer days.") % {
            "year": table.last_year
        }
    return _("The term would begin before %(year)s, where the calendar begins. Ask for fewer days.") % {
        "year": table.first_year
    }


class SpanForm(CalendarForm):
    """How many working days lie between two days? `span` is the answer."""

    start = DayField(error_messages={"required": gettext_lazy("A start date is required.")})
    end = DayField(error_messages={"required": gettext_lazy("An end date is required.")})
    span: Span | None = None

    def clean_start(self) -> date:
        return self._in_range("start")

    def clean_end(self) -> date:
        return self._in_range("end")

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if {"start", "end"} <= values.keys():
            self.span = working_days_between(values["start"], values["end"], table=self.table)
        return values


class YearForm(CalendarForm):
    """Which year is to be shown?"""

    year = forms.IntegerField(
        error_messages={
            "required": gettext_lazy("A year is required."),
            "invalid": gettext_lazy("The year must be a number, such as 2026."),
        }
    )

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        first, last = self.table.first_year, self.table.last_year
        if not first <= year <= last:
            message = _("The year must lie between %(first)s and %(last)s.") % {"first": first, "last": last}
            raise forms.ValidationError(message)
        return year


class FeedForm(YearForm):
    """What a feed is to hold; everything may be left out."""

    year = forms.IntegerField(required=False, error_messages=YearForm.base_fields["year"].error_messages)
    kind = forms.ChoiceField(
        required=False,
        choices=[(kind.value, kind.value) for kind in Kind],
        error_messages={
            "invalid_choice": gettext_lazy("The kind must be holiday, in_lieu or workday_makeup; it is “%(value)s”.")
        },
    )
    lang = forms.CharField(required=False, max_length=20)

    def clean_year(self) -> int | None:  # type: ignore[override]  # a feed may hold all years
        return super().clean_year() if self.cleaned_data["year"] is not None else None

    def clean_lang(self) -> str:
        wanted: str = self.cleaned_data["lang"].lower()
        if wanted in {"", "en"}:
            return wanted
        if wanted == "zh" or wanted.startswith("zh-"):
            return "zh-hans"
        raise forms.ValidationError(_("The language must be zh or en."))
