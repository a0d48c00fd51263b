"""What the city keeps of a person with an account, on which law, for how long, and whom to ask."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import open_to_all
from longcheng.core.access.models import Account, Act
from longcheng.core.sign_in.actions.signing_up import AGREED, PRIVACY_NOTICE
from longcheng.core.sign_in.limits import DEVICE_FOR, FORGET_FAILURES_AFTER, RESIDENT_ABSOLUTE, STRANGER_IDLE


@open_to_all
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice, with the figures that the code works by, and the reader's own agreement if there is one."""
    context = {
        "version": date.fromisoformat(PRIVACY_NOTICE),
        "contact": settings.PRIVACY_CONTACT,
        "session_days": RESIDENT_ABSOLUTE.days,
        "device_days": DEVICE_FOR.days,
        "failure_hours": int(FORGET_FAILURES_AFTER.total_seconds() // 3600),
        "stranger_hours": int(STRANGER_IDLE.total_seconds() // 3600),
        "agreed": agreement_of(request.user) if isinstance(request.user, Account) else None,
    }
    return render(request, "portal/sign_up/privacy.html", context)


def agreement_of(account: Account) -> Act | None:
    """When the account's owner agreed, and to which notice; None for an account that a counter made."""
    return Act.objects.filter(account=account, verb=AGREED).order_by("-at", "-pk").first()
