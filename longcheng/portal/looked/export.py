"""Taking the lines along: what a file holds, the files, and the view for paper."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.disclosure.export import COLUMNS, LINES_MOST, as_csv, as_json, told_lines
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.rules import RIGHTS

PRINTED_MOST = 500
Maker = Callable[..., Iterator[str]]


@requires_sign_in
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What the files hold and mean, and where to get them."""
    wanted = LineFilter.read(request.GET)
    context = {"wanted": wanted, "errors": wanted.errors, "columns": COLUMNS, "most": LINES_MOST, "rights": RIGHTS}
    return render(request, "portal/looked/export.html", context, status=422 if wanted.errors else 200)


@requires_sign_in
@require_GET
def csv_file(request: HttpRequest) -> HttpResponseBase:
    """The chosen lines for Excel and its like."""
    return _file(request, as_csv, ending="csv", content_type="text/csv; charset=utf-8")


@requires_sign_in
@require_GET
def json_file(request: HttpRequest) -> HttpResponseBase:
    """The chosen lines for programs."""
    return _file(request, as_json, ending="json", content_type="application/json")


def _file(request: HttpRequest, maker: Maker, *, ending: str, content_type: str) -> HttpResponseBase:
    wanted = LineFilter.read(request.GET)
    if wanted.errors:  # a file of other lines than were chosen would mislead
        return export(request)
    language = get_language() or settings.LANGUAGE_CODE
    pieces = maker(signed_in_account(request), wanted, language=language)
    name = f"who-looked-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


@requires_sign_in
@require_GET
def print_view(request: HttpRequest) -> HttpResponse:
    """The newest of the chosen lines as a plain table for paper."""
    wanted = LineFilter.read(request.GET)
    lines = list(told_lines(signed_in_account(request), wanted, most=PRINTED_MOST + 1))
    context = {
        "wanted": wanted,
        "errors": wanted.errors,
        "lines": lines[:PRINTED_MOST],
        "is_cut": len(lines) > PRINTED_MOST,
        "most": PRINTED_MOST,
        "now": timezone.now(),
    }
    return render(request, "portal/looked/print.html", context, status=422 if wanted.errors else 200)
