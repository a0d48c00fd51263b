"""The middleware that ends sessions past their time and notes, once a minute, that one was seen."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.sign_in.limits import SEEN_EVERY
from longcheng.core.sign_in.models import Session
from longcheng.core.sign_in.sessions import SessionStore, expiry, lifetimes
from longcheng.core.sign_in.visits import visit_of

SEEN = ("seen_at", "expire_date", "address", "browser", "system")


class PresenceMiddleware:
    """Stands behind Django's authentication, which knows passwords but no lifetimes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            account = request.user
            if not isinstance(account, Account) or not is_kept_up(request, account):
                request.session.flush()
                request.user = AnonymousUser()
        return self.get_response(request)


def is_kept_up(request: HttpRequest, account: Account) -> bool:
    """Whether the session is within its lifetimes; if so, it has now been seen."""
    row = request.session.row if isinstance(request.session, SessionStore) else None
    if row is None:
        return True  # begun in this very request
    now = timezone.now()
    idle, absolute = lifetimes(account.kind)
    if now >= row.started_at + absolute or now >= row.seen_at + idle:
        return False
    if now - row.seen_at >= SEEN_EVERY or not row.address:
        visit = visit_of(request)
        row.seen_at, row.expire_date = now, expiry(account.kind, started_at=row.started_at, seen_at=now)
        row.address, row.browser, row.system = visit.address, visit.browser, visit.system
        # Not row.save(): a session that was ended meanwhile must stay ended, and that is no error.
        Session.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in SEEN})
    return True
