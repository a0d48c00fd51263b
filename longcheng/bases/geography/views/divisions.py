"""The divisions: the tree of codes as on a day, one division with its history, and the list as a file."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from longcheng.bases.geography.divisions.history import (
    DivisionThen,
    change_days,
    division_at,
    divisions_on,
    found_among,
    versions_of,
)
from longcheng.bases.geography.feature_telling import is_english
from longcheng.bases.geography.models import DivisionLevel
from longcheng.bases.geography.search import english_name
from longcheng.core.access.doors import open_to_all

FOUND_MOST = 300
EARLIEST = date(1949, 10, 1)


class _Echo:
    """What csv writes to: each line goes on as it is."""

    def write(self, line: str) -> str:
        return line


@open_to_all
@require_safe
def divisions(request: HttpRequest) -> HttpResponse:
    """Districts with their towns; or what a name or a code finds. Communities stand on the page of their town."""
    day = _day_of(request)
    every = divisions_on(day or timezone.localdate())
    text = request.GET.get("q", "").replace("\0", "").strip()[:40]
    found = found_among(every, text=text) if text else []
    context = {
        "tree": [] if text else _tree(every),
        "text": text,
        "found": [_told(one) for one in found[:FOUND_MOST]],
        "found_count": len(found),
        "day": day,
        "today": timezone.localdate(),
        "days": change_days(),
        "counts": [(level.label, sum(one.level == level for one in every)) for level in DivisionLevel],
    }
    return render(request, "geography/divisions/divisions.html", context)


def _day_of(request: HttpRequest) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if EARLIEST <= day < timezone.localdate() else None


def _told(one: DivisionThen) -> dict[str, Any]:
    return {"code": one.code, "name": english_name(one.name) if is_english() else one.name, "level": one.level.label}


def _tree(every: list[DivisionThen]) -> list[dict[str, Any]]:
    by_parent: dict[str, list[DivisionThen]] = {}
    for one in every:
        by_parent.setdefault(one.parent_code, []).append(one)
    return [
        _told(district) | {"towns": [_told(town) for town in by_parent.get(district.code, ())]}
        for district in every
        if district.level == DivisionLevel.DISTRICT
    ]


@open_to_all
@require_safe
def division(request: HttpRequest, code: str) -> HttpResponse:
    """One division: what it is or was, what lies in it, and how it came to be."""
    day = _day_of(request)
    versions = versions_of(code)
    on = day or timezone.localdate()
    shown = division_at(code, on)
    if shown is None and not versions:
        raise Http404
    every = {one.code: one for one in divisions_on(on)}
    enclosing = [every[code[:length]] for length in (4, 6, 9) if length < len(code) and code[:length] in every]
    name = shown.name if shown else next((one.name for one in reversed(versions) if one.code == code), code)
    context = {
        "code": code,
        "name": english_name(name) if is_english() else name,
        "other_name": name if is_english() else english_name(name),
        "shown": shown,
        "level": DivisionLevel(len(code)).label if len(code) in DivisionLevel.values else "",
        "enclosing": [_told(one) for one in enclosing],
        "inside": [_told(one) for one in every.values() if one.parent_code == code],
        "versions": versions,
        "day": day,
        "today": timezone.localdate(),
        "has_place": len(code) in {DivisionLevel.DISTRICT, DivisionLevel.TOWN, DivisionLevel.COMMUNITY},
    }
    return render(request, "geography/divisions/division.html", context)


@open_to_all
@require_safe
def divisions_csv(request: HttpRequest) -> HttpResponseBase:
    """All divisions as on a day: code, name, level, the enclosing one, and the days of those whose history is known."""
    day = _day_of(request) or timezone.localdate()
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(("code", "name", "level", "parent_code", "valid_from", "valid_to", "on"))
        for one in divisions_on(day):
            row = (one.code, one.name, int(one.level), one.parent_code, one.valid_from or "", one.valid_to or "", day)
            yield writer.writerow(row)

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="divisions-{day}.csv"'
    return answer
