"""Taking the whole register along: what the files hold, and the files."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from longcheng.bases.organisations.downloading import FILES, LICENCE, LICENCE_URL, TABLES, about, squeezed
from longcheng.bases.organisations.limits import DOWNLOADS, refuse_too_many
from longcheng.core.access.doors import open_to_all
from longcheng.core.declaration.unfit import Unfit


@open_to_all
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """What the files hold, under which licence, and where to get them."""
    return render(request, "organisations/download.html", _context())


def _context() -> dict[str, object]:
    tables = [{"of": table, "files": [file for file in FILES.values() if file.table is table]} for table in TABLES]
    return {"tables": tables, "licence": LICENCE, "licence_url": LICENCE_URL, "today": timezone.localdate()}


@open_to_all
@require_GET
def package(request: HttpRequest) -> HttpResponse:
    """The files for programs: names, fields, licence, day."""
    return JsonResponse({"files": [about(file.table) | {"path": file.name} for file in FILES.values()]})


@open_to_all
@require_GET
def file(request: HttpRequest, file_name: str) -> HttpResponseBase:
    """One whole file, written while it is sent."""
    found = FILES.get(file_name)
    if found is None:
        raise Http404
    try:
        refuse_too_many(request, "download", DOWNLOADS)
    except Unfit as unfit:
        context = _context() | {"errors": unfit.defects}
        return render(request, "organisations/download.html", context, status=429)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.dated_name(timezone.localdate())}"',
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
        "Link": f'<{LICENCE_URL}>; rel="license"',
    }
    return StreamingHttpResponse(squeezed(found.write(found.table)), content_type="application/gzip", headers=headers)
