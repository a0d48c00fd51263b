"""The open API of the working-day calendar, under `/api/calendar/`. Texts follow Accept-Language."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status
from pydantic import WithJsonSchema

from longcheng.services.government.calendar.forms import CalendarForm, CountForm, DayForm, SpanForm, YearForm
from longcheng.services.government.calendar.queries import holiday_table
from longcheng.services.government.calendar.rules import MAX_DAYS, why
from longcheng.services.government.calendar.schemas import CountOut, DayOut, ErrorOut, SpanOut, YearOut

router = Router()

# The parameters are texts here and are read by the forms, so that all mistakes are told at once, in the
# reader's language; OpenAPI is told what the texts must be.
DateText = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
DaysText = Annotated[str, WithJsonSchema({"type": "integer", "minimum": -MAX_DAYS, "maximum": MAX_DAYS})]
YearText = Annotated[str, WithJsonSchema({"type": "integer"})]

DAY = Path(..., description="A date such as 2026-02-14.")
START = Query("", description="The day that is not counted, such as 2026-02-10.")
END = Query("", description="The day that is counted, such as 2026-03-02.")
DAYS = Query("", description="How many working days; a negative number counts back.")
YEAR = Query("", description="A year such as 2026.")

Answer = Status[ErrorOut] | DayOut | CountOut | SpanOut | YearOut
NOT_LOADED, MISTAKEN = 503, 422
ERRORS: dict[int, Any] = {MISTAKEN: ErrorOut, NOT_LOADED: ErrorOut}


def _mistaken(form: CalendarForm) -> Status[ErrorOut]:
    errors = form.mistakes()
    return Status(MISTAKEN, ErrorOut(error=" ".join(errors.values()), errors=errors))


def _not_loaded() -> Status[ErrorOut]:
    error = _("No public holidays are loaded yet. Come back later.")
    return Status(NOT_LOADED, ErrorOut(error=error, errors={}))


@router.get("days/{day}", auth=None, response={200: DayOut, **ERRORS}, summary="Is this a working day, and why")
def get_day(request: HttpRequest, day: DateText = DAY) -> Answer:
    """One day with its explanation. `is_known` is false while the year's notice is not published."""
    if (table := holiday_table()).is_empty:
        return _not_loaded()
    form = DayForm({"day": day}, table=table)
    return DayOut.of(why(form.cleaned_data["day"], table=table)) if form.is_valid() else _mistaken(form)


@router.get("add", auth=None, response={200: CountOut, **ERRORS}, summary="When a term in working days ends")
def add(request: HttpRequest, start: DateText = START, days: DaysText = DAYS) -> Answer:
    """Counting begins on the day after the start: Civil Code (民法典), article 201, in force since 2021-01-01."""
    if (table := holiday_table()).is_empty:
        return _not_loaded()
    form = CountForm({"start": start, "days": days}, table=table)
    return CountOut.of(form.count) if form.is_valid() and form.count else _mistaken(form)


@router.get("between", auth=None, response={200: SpanOut, **ERRORS}, summary="How many working days a term has")
def between(request: HttpRequest, start: DateText = START, end: DateText = END) -> Answer:
    """The start is not counted, the end is, so that this undoes `add`; an end before the start is negative."""
    if (table := holiday_table()).is_empty:
        return _not_loaded()
    form = SpanForm({"start": start, "end": end}, table=table)
    return SpanOut.of(form.span) if form.is_valid() and form.span else _mistaken(form)


@router.get("holidays", auth=None, response={200: YearOut, **ERRORS}, summary="A year's days off and makeup workdays")
def holidays(request: HttpRequest, year: YearText = YEAR) -> Answer:
    """The breaks of a year, and each day that is not as the week has it."""
    if (table := holiday_table()).is_empty:
        return _not_loaded()
    form = YearForm({"year": year}, table=table)
    return YearOut.of(form.cleaned_data["year"], table=table) if form.is_valid() else _mistaken(form)
