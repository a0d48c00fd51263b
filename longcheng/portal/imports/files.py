"""What can be taken along of an import: its defects whole, its mapping, and the samples of a demo city."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.permissions import record
from longcheng.core.lists.cells import safe, without_controls
from longcheng.core.lists.files import BOM, csv_line
from longcheng.core.registry.import_models import ImportRun
from longcheng.portal.desk.files import XLSX_TYPE
from longcheng.portal.imports.list import IMPORT
from longcheng.portal.imports.sending import SAMPLES, sample_names
from longcheng.portal.imports.views import reach

CHUNK = 2_000
IN_MEMORY = 2_000_000


@requires(IMPORT)
@require_GET
def defects_csv(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Every defect with row, column and what to do, to be sent back to the department."""
    run = _taken(request, import_id, "csv")
    heads, language = _heads(), translation.get_language()

    def pieces() -> Iterator[str]:
        yield BOM + csv_line(heads)
        for row in _rows(run):
            yield csv_line([str(row[0]), *(safe(str(cell)) for cell in row[1:])])
        with translation.override(language):
            about = [csv_line([safe(name), safe(str(words))]) for name, words in _about(run)]
        yield csv_line([]) + "".join(about)

    headers = {"Content-Disposition": f'attachment; filename="import-{run.pk}-defects.csv"'}
    return StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8", headers=headers)


@requires(IMPORT)
@require_GET
def defects_xlsx(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The same as a workbook."""
    run = _taken(request, import_id, "xlsx")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Defects"))
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCD", (10, 24, 90, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, head, is_bold=True) for head in _heads()])
    for row in _rows(run):
        sheet.append([row[0], *(_cell(sheet, str(cell)) for cell in row[1:])])
    about = book.create_sheet(_("About this file"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 16, 80
    for name, words in _about(run):
        about.append([_cell(about, name, is_bold=True), _cell(about, str(words))])
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"import-{run.pk}-defects.xlsx", content_type=XLSX_TYPE)


@requires(IMPORT)
@require_GET
def mapping(request: HttpRequest, import_id: int) -> HttpResponse:
    """The mapping, to be used again, also by the command."""
    run = reach(request, import_id)
    headers = {"Content-Disposition": f'attachment; filename="mapping-{run.pk}.toml"'}
    return HttpResponse(run.mapping, content_type="application/toml; charset=utf-8", headers=headers)


@requires(IMPORT)
@require_GET
def sample(request: HttpRequest, sample: str) -> HttpResponseBase:
    """One of the city's made-up files, for trying."""
    if sample not in sample_names():
        raise Http404
    path = settings.CITY_PACK / SAMPLES / sample
    return FileResponse(path.open("rb"), as_attachment=True, filename=sample, content_type="application/octet-stream")


def _taken(request: HttpRequest, import_id: int, kind: str) -> ImportRun:
    run = reach(request, import_id)
    record(signed_in_account(request), "registry.take_defects_along", subject=f"import:{run.pk}", kind=kind)
    return run


def _heads() -> list[str]:
    return [_("Row number"), _("Column"), _("What is wrong, and what to do"), _("What stands there")]


def _rows(run: ImportRun) -> Iterator[tuple[int, str, str, str]]:
    found = run.defects.order_by("row_number", "id").values_list("row_number", "column", "text", "shown")
    yield from found.iterator(chunk_size=CHUNK)


def _about(run: ImportRun) -> list[tuple[str, Any]]:
    return [
        (_("File"), run.file_name),
        ("SHA-256", run.sha256),
        (_("Sent at"), f"{run.made_at:%Y-%m-%d %H:%M:%S %z}"),
        (_("Rows"), run.expected.get("rows", 0)),
        (_("Rows not taken"), run.expected.get("refused", 0)),
        (_("Defects"), run.expected.get("defects", 0)),
    ]


def _cell(sheet: Any, text: str, *, is_bold: bool = False) -> Any:
    made = WriteOnlyCell(sheet, value=without_controls(text))
    made.data_type = "s"
    if is_bold:
        made.font = Font(bold=True)
    return made
