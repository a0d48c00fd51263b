"""Giving out what somebody sent us: always to keep, never to run beside our own pages."""

from typing import IO

from django.http import FileResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from longcheng.core.protection.browser_policy import FILE_POLICY
from longcheng.core.protection.upload_kinds import KINDS


def serve(file: IO[bytes], *, name: str, kind: str) -> HttpResponseBase:
    """An accepted file as a download under its clean name, with headers that keep it from running."""
    response = FileResponse(file, content_type=KINDS[kind].media_types[0])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
