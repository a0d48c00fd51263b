"""What the television's frame needs beside its screen: clock, digits, live line, whose pages it may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import pgettext

from longcheng.bases.geography.queries import enclosing_codes
from longcheng.core.datapack.pack import read_pack
from longcheng.core.television.queries import tv_pages, urgent_now
from longcheng.core.television.visiting import UNDER, Television

PACK = read_pack(settings.CITY_PACK)


def tv_frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every page under /tv/; nothing elsewhere."""
    seen = getattr(request, "television", None)
    if seen is None or not request.path.startswith(UNDER):
        return {}
    now = timezone.localtime()
    offset = now.utcoffset()
    return {
        "tv": seen,
        "tv_now": now,
        "tv_now_ms": int(now.timestamp() * 1000),
        "tv_offset_s": int(offset.total_seconds()) if offset else 0,
        "tv_today": date_format(now, pgettext("date with weekday and year", "l j F Y")),
        "tv_digits": {str(page.digit): reverse(page.url) for page in tv_pages()},
        "tv_line": ",".join([*areas_of(seen), *([seen.tv_set.line_number] if seen.tv_set else [])]),
        "tv_urgent": SimpleLazyObject(lambda: urgent_now(areas_of(seen)) or {}),
        "tv_aloud": request.GET.get("aloud") == "1",
    }


def areas_of(seen: Television) -> tuple[str, ...]:
    """The divisions whose notices concern the set: where it stands, else the whole city."""
    return enclosing_codes(seen.area_code or PACK.code)
