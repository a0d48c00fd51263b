"""What can be taken along of an import: every defect with its place, as CSV."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.bases.geography.importing.running import PERMISSION
from longcheng.bases.geography.importing.views import reach
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.permissions import record
from longcheng.core.lists.cells import safe
from longcheng.core.lists.files import BOM, csv_line

CHUNK = 2_000


@requires(PERMISSION)
@require_GET
def defects_csv(request: HttpRequest, map_import_id: int) -> HttpResponseBase:
    """Every defect with feature, key, column and what to do, to be sent back to the owner of the file."""
    run = reach(request, map_import_id)
    record(signed_in_account(request), "geography.take_defects_along", subject=f"map-import:{run.pk}")
    heads = [_("Feature"), _("Key"), _("Column"), _("What is wrong, and what to do"), _("What stands there")]
    heads.append(_("Taken"))
    words = {True: _("no"), False: _("yes")}

    def pieces() -> Iterator[str]:
        yield BOM + csv_line(heads)
        for defect in run.defects.order_by("row_number", "id").iterator(chunk_size=CHUNK):
            cells = (defect.key, defect.column, defect.text, defect.shown, words[defect.is_refusal])
            yield csv_line([str(defect.row_number), *(safe(str(cell)) for cell in cells)])

    headers = {"Content-Disposition": f'attachment; filename="map-import-{run.pk}-defects.csv"'}
    return StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8", headers=headers)
