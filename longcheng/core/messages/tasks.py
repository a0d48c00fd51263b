"""Signals are for now: what has expired goes."""

from datetime import timedelta

from django.utils import timezone

from longcheng.core.clock import every
from longcheng.core.messages.models import Signal


@every(minutes=5)
def forget_expired_signals() -> None:
    """Remove signals that expired an hour ago, long after any page could still ask for them."""
    Signal.objects.filter(expires_at__lt=timezone.now() - timedelta(hours=1)).delete()
