"""Sending a file: for which register, from which source, with or without a mapping."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.protection.uploads import UploadRefused, accept
from longcheng.core.registry.declaring import sources
from longcheng.core.registry.import_models import ImportRun
from longcheng.core.registry.importing.actions import receive
from longcheng.core.registry.importing.mapping import TEXT_MOST
from longcheng.core.registry.importing.queries import registers_for, runs_for
from longcheng.core.registry.importing.readers import KINDS
from longcheng.portal.imports.list import IMPORT

EARLIER_MOST = 30
SAMPLES = Path("samples")


@requires(IMPORT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; what it sends is kept sealed and looked at, nothing is loaded."""
    account = signed_in_account(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("imports:one", _receive(request, account).pk)
        except Unfit as unfit:
            errors = {
                name if name in {"register", "source", "file"} else "mapping": words
                for name, words in unfit.defects.items()
            }
            if "mapping" in errors:
                errors["mapping"] = _told(unfit.defects)
    context: dict[str, Any] = {
        "errors": errors,
        "registers": [(one.name, one.title) for one in registers_for(account)],
        "sources": _sources(account),
        "earlier": _earlier(account),
        "values": {name: request.POST.get(name, "") for name in ("register", "source", "earlier")},
        "upload_mb": settings.IMPORT_UPLOAD_MB,
        "file_days": settings.IMPORT_FILE_DAYS,
        "samples": sample_names(),
    }
    return render(request, "portal/imports/new.html", context, status=422 if errors else 200)


def _sources(account: Account) -> list[tuple[str, Any, Any]]:
    """The sources from which files come into one of the account's registers."""
    into = registers_for(account)
    named = {name for one in into for name in one.file_sources or sources()}
    return [(one.name, one.title, one.organisation) for one in sources().values() if one.name in named]


def sample_names() -> list[str]:
    """The city's sample files, for whoever tries a demo city."""
    if not settings.IS_DEMO:
        return []
    found = (settings.CITY_PACK / SAMPLES).glob("*.*")
    return sorted(path.name for path in found if path.suffix not in {".md", ".toml"})


def _receive(request: HttpRequest, account: Account) -> ImportRun:
    sent, register = request.FILES.get("file"), request.POST.get("register", "")
    defects: dict[str, str] = {}
    if register not in {one.name for one in registers_for(account)}:
        defects["register"] = _("Choose the register that the file is for.")
    source = request.POST.get("source", "")
    if source not in sources():
        defects["source"] = _("Choose which source the file is from.")
    if sent is None:
        defects["file"] = _("Choose the file.")
    mapping = _mapping(request, account, register, defects)
    if defects or sent is None:
        raise Unfit(defects)
    try:
        accepted = accept(sent, kinds=KINDS, most_bytes=settings.IMPORT_UPLOAD_MB * 1_000_000)
    except UploadRefused as refused:
        raise Unfit({"file": " ".join(defect.text for defect in refused.defects)}) from refused
    with accepted.file as file:
        return receive(
            account,
            file=file,
            name=accepted.name,
            kind=accepted.kind,
            register=register,
            source=source,
            mapping=mapping,
        )


def _mapping(request: HttpRequest, account: Account, register: str, defects: dict[str, str]) -> str:
    """The mapping that came with the file, or that of an earlier one."""
    if (sent := request.FILES.get("mapping")) is not None:
        content = sent.read(TEXT_MOST * 4 + 1)
        try:
            return str(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            defects["mapping"] = _("The mapping is not text in UTF-8. Save it so and send that.")
            return ""
    earlier = request.POST.get("earlier", "")
    if not (earlier.isascii() and earlier.isdigit() and len(earlier) < 19):
        return ""
    run = runs_for(account).filter(pk=int(earlier), register=register).first()
    return run.mapping if run else ""


def _earlier(account: Account) -> list[ImportRun]:
    """Runs whose mapping somebody may want again: the newest of each."""
    found: dict[str, Any] = {}
    for run in runs_for(account).exclude(checked_at=None)[: EARLIER_MOST * 5]:
        found.setdefault(run.mapping, run)
    return list(found.values())[:EARLIER_MOST]


def _told(defects: dict[str, str]) -> str:
    return " ".join(f"{place}: {words}" if place != "mapping" else words for place, words in defects.items())
