"""What the API answers."""

from datetime import date

from ninja import Field, Schema

from longcheng.services.government.calendar.breaks import breaks_of
from longcheng.services.government.calendar.names import explain, holiday_name, warning
from longcheng.services.government.calendar.rules import (
    Count,
    DayStatus,
    Holiday,
    HolidayTable,
    Reason,
    Span,
    days_from,
    why,
)


class HolidayOut(Schema):
    """A public holiday: its code is the same in every language."""

    code: Holiday
    name: str

    @classmethod
    def of(cls, holiday: Holiday) -> "HolidayOut":
        return cls(code=holiday, name=holiday_name(holiday))


class DayOut(Schema):
    """One day, whether it is a working day, and why."""

    date: date
    is_working_day: bool
    reason: Reason
    holiday: HolidayOut | None
    explanation: str
    is_known: bool = Field(description="False while the notice for the year is not published: weekends were assumed.")
    warning: str

    @classmethod
    def of(cls, status: DayStatus) -> "DayOut":
        return cls(
            date=status.day,
            is_working_day=status.is_working,
            reason=status.reason,
            holiday=HolidayOut.of(status.holiday) if status.holiday else None,
            explanation=explain(status),
            is_known=status.is_known,
            warning=warning([status.awaited_year] if status.awaited_year else []),
        )


class CountOut(Schema):
    """The end of a term, and what was passed over on the way."""

    start: date
    days: int
    end: date
    passed_over: list[DayOut] = Field(description="Weekends and days off between the start and the end.")
    makeup_workdays: list[DayOut] = Field(description="Weekend days that were counted because they are worked.")
    is_known: bool
    warning: str

    @classmethod
    def of(cls, count: Count) -> "CountOut":
        return cls(
            start=count.start,
            days=count.days,
            end=count.end,
            passed_over=[DayOut.of(status) for status in count.passed],
            makeup_workdays=[DayOut.of(status) for status in count.makeup],
            is_known=count.is_known,
            warning=warning(count.awaited_years),
        )


class SpanOut(Schema):
    """How many working days a term has; the start is not counted, the end is."""

    start: date
    end: date
    working_days: int
    is_known: bool
    warning: str

    @classmethod
    def of(cls, span: Span) -> "SpanOut":
        return cls(
            start=span.start,
            end=span.end,
            working_days=span.days,
            is_known=span.is_known,
            warning=warning(span.awaited_years),
        )


class BreakOut(Schema):
    """Consecutive days off, also of two holidays that meet, with the weekend days worked for them."""

    holidays: list[HolidayOut]
    first: date
    last: date
    days: int
    makeup_workdays: list[date]


class YearOut(Schema):
    """A year's breaks and every day that is not as the week has it."""

    year: int
    is_known: bool
    warning: str
    breaks: list[BreakOut]
    special_days: list[DayOut]

    @classmethod
    def of(cls, year: int, *, table: HolidayTable) -> "YearOut":
        days = [why(day, table=table) for day in days_from(date(year, 1, 1), date(year, 12, 31))]
        awaited = sorted({status.awaited_year for status in days if status.awaited_year})
        found = breaks_of(year, table=table)
        return cls(
            year=year,
            is_known=year in table.known_years,
            warning=warning(awaited),
            breaks=[
                BreakOut(
                    holidays=[HolidayOut.of(holiday) for holiday in each.holidays],
                    first=each.first,
                    last=each.last,
                    days=len(each.days),
                    makeup_workdays=list(each.makeup),
                )
                for each in found
            ],
            special_days=[DayOut.of(status) for status in days if status.holiday],
        )


class ErrorOut(Schema):
    """What was wrong with the question, by the name of the parameter."""

    error: str
    errors: dict[str, str]
