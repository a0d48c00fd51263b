"""The session engine: Django's own in the database, with the account beside it and the key as a digest."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from longcheng.core.access.models import AccountKind
from longcheng.core.sign_in.limits import (
    RESIDENT_ABSOLUTE,
    RESIDENT_IDLE,
    STAFF_ABSOLUTE,
    STAFF_IDLE,
    STRANGER_IDLE,
)
from longcheng.core.sign_in.models import Session

ABOUT = "about"


def kept_key(session_key: str) -> str:
    """What the database keeps of a session's key, so that a copy of the database opens no session."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


def lifetimes(kind: str) -> tuple[timedelta, timedelta]:
    """How long a session of this kind of account may lie idle, and how long it lasts at most."""
    return (RESIDENT_IDLE, RESIDENT_ABSOLUTE) if kind == AccountKind.RESIDENT else (STAFF_IDLE, STAFF_ABSOLUTE)


def expiry(kind: str, *, started_at: datetime, seen_at: datetime) -> datetime:
    """When a session ends if nobody comes again."""
    idle, absolute = lifetimes(kind)
    return min(seen_at + idle, started_at + absolute)


class SessionStore(DatabaseStore):
    """Loads, keeps and removes one session; `row` is what the database said of it at loading."""

    row: Session | None = None
    _columns: ClassVar[tuple[str, ...]] = ("way", "browser", "system", "address")

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = None
        if self.session_key:
            found = Session.objects.filter(pk=kept_key(self.session_key), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        self.row = found
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(pk=kept_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for these data. What an account's session is about stands in the data under `about`."""
        now = timezone.now()
        account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        about = data.get(ABOUT, {})
        earlier = self.row if self.row is not None and self.row.account_id == account_id else None
        started_at = earlier.started_at if earlier else now
        if about.get("started_s"):
            started_at = datetime.fromtimestamp(about["started_s"], UTC)
        ends_at = expiry(about.get("kind", ""), started_at=started_at, seen_at=now)
        return Session(
            session_key=kept_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=ends_at if account_id else now + STRANGER_IDLE,
            account_id=account_id,
            started_at=started_at,
            seen_at=now,
            **{name: getattr(earlier, name, "") or about.get(name, "") for name in self._columns},
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(pk=kept_key(key)).delete()

    async def _aget_session_from_db(self) -> Session | None:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        return await sync_to_async(self.create_model_instance)(data)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)
