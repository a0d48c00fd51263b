"""Taking a list along as a file; people's data only for a purpose."""

from collections.abc import Iterable, Iterator

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import requires_sign_in
from longcheng.core.access.permissions import record
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.lists.cells import safe
from longcheng.core.lists.files import BOM, CSV_MOST, XLSX_MOST, Wanted, as_csv, as_xlsx, csv_line
from longcheng.core.lists.models import BulkRow, BulkRun
from longcheng.core.lists.query import ListQuery
from longcheng.portal.desk.purposes import offered_purposes
from longcheng.portal.desk.reach import chosen_list, clerk

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires_sign_in
@require_GET
def file(request: HttpRequest) -> HttpResponseBase:
    """The rows of a list and its filter as CSV or XLSX; a list of people asks for the purpose first."""
    account = clerk(request)
    of = chosen_list(request, request.GET.get("list", ""))
    wish = ListQuery.read(of, account=account, data=request.GET)
    purpose = Purpose.parse(request.GET.get("purpose", ""))
    kind = request.GET.get("as", "")
    if kind not in {"csv", "xlsx"} or wish.defects or (of.personal is not None and purpose == NO_PURPOSE):
        return _choose(request, wish)
    wanted = Wanted(wish, account, get_language() or "zh-hans", purpose)
    record(account, "lists.take_along", list=of.name, kind=kind, filter=wish.query()[:500], purpose=str(purpose))
    name = f"{of.name.replace('.', '-')}-{timezone.localdate().isoformat()}.{kind}"
    if kind == "xlsx":
        return FileResponse(as_xlsx(wanted), as_attachment=True, filename=name, content_type=XLSX_TYPE)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(as_csv(wanted), content_type="text/csv; charset=utf-8", headers=headers)


def _choose(request: HttpRequest, wish: ListQuery) -> HttpResponse:
    """What a file holds, in which form, and for which purpose where it holds people's data."""
    context = {
        "of": wish.of,
        "wish": wish,
        "narrowed": [(title, words) for _name, title, words in wish.told()],
        "query_pairs": _pairs(wish),
        "errors": wish.defects,
        "purposes": offered_purposes(wish.account) if wish.of.personal is not None else [],
        "back": f"{reverse(wish.of.url)}?{wish.query()}",
        "csv_most": CSV_MOST,
        "xlsx_most": XLSX_MOST,
    }
    return render(request, "portal/desk/file.html", context, status=422 if wish.defects else 200)


def _pairs(wish: ListQuery) -> list[tuple[str, str]]:
    pairs = [(name, value) for name, value in wish.values.items()]
    pairs += [("sort", wish.sort)] if wish.sort else []
    return pairs + ([("c", column.key) for column in wish.columns] if wish.has_own_columns else [])


def results_file(run: BulkRun, rows: Iterable[BulkRow], *, title: str, heads: tuple[str, ...]) -> StreamingHttpResponse:
    """What became of each row of an act on many; bounded as the act itself is."""
    lines = [csv_line([safe(row.name), str(row.get_state_display()), safe(row.why)]) for row in rows]

    def pieces() -> Iterator[str]:
        yield BOM + csv_line(list(heads))
        yield from lines
        yield csv_line([]) + csv_line(
            [safe(title), timezone.localtime(run.begun_at or run.made_at).isoformat(" ", "seconds")]
        )

    headers = {"Content-Disposition": f'attachment; filename="run-{run.pk}.csv"'}
    return StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8", headers=headers)
