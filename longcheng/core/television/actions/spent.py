"""What is over goes."""

from datetime import datetime

from longcheng.core.television.models import TvAsk, TvSet


def forget_what_is_over(*, before: datetime) -> None:
    """Remove questions asked before a moment, and sets that were stopped before it."""
    TvAsk.objects.filter(asked_at__lt=before).delete()
    TvSet.objects.filter(stopped_at__lt=before).delete()
