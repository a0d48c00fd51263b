"""The form of the publishing desk."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _


@dataclass
class NoticeForm:
    """What was typed, kept as it was, and what of it cannot be read."""

    title: str = ""
    body: str = ""
    area_code: str = ""
    is_urgent: bool = False
    expires_text: str = ""
    request_key: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: QueryDict) -> "NoticeForm":
        return cls(
            title=data.get("title", ""),
            body=data.get("body", ""),
            area_code=data.get("area_code", ""),
            is_urgent=data.get("is_urgent") == "1",
            expires_text=data.get("expires_at", ""),
            request_key=data.get("request_key", ""),
        )

    def values(self) -> dict[str, Any]:
        """The arguments of `publish_notice`; a moment that cannot be read is noted in `errors`."""
        return {
            "title": self.title,
            "body": self.body,
            "area_code": self.area_code,
            "is_urgent": self.is_urgent,
            "expires_at": self._expires_at(),
            "request_key": self.request_key or None,
        }

    def _expires_at(self) -> datetime | None:
        if not self.expires_text:
            return None
        try:
            moment = parse_datetime(self.expires_text)
        except ValueError:
            moment = None
        if moment is None:
            self.errors["expires_at"] = _("The end must be a day and time such as 2026-12-31 18:00.")
            return timezone.now() + timedelta(days=1)  # so that the other fields are still checked
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
