"""What becomes of a paired set: its name, place and leave to show personal pages; its end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.messages.actions import signal
from longcheng.core.openid.actions.sign_ins import end_sign_in
from longcheng.core.television.actions.pairing import check
from longcheng.core.television.models import Shows, TvSet
from longcheng.core.television.rules import end_of_evening

SEEN_AGAIN = timedelta(minutes=1)
LINE_KIND = "television"


def change(account: Account, tv_set: TvSet, *, name: str, area_code: str, shows: str) -> None:
    """The owner renames the set, places it, or says anew how long it may show personal pages. Raises Unfit."""
    check(account, name=name, area_code=area_code, shows=shows, is_new=False)
    with transaction.atomic():
        is_other = shows != tv_set.shows
        tv_set.name, tv_set.area_code, tv_set.shows = name.strip(), area_code, shows
        if is_other or shows == Shows.EVENING:
            tv_set.open_until = end_of_evening(timezone.localtime()) if shows == Shows.EVENING else None
        tv_set.save(update_fields=["name", "area_code", "shows", "open_until"])
        record(account, "television.change", subject=f"television:{tv_set.pk}", shows=shows)
        tell_set(tv_set)


def stop(account: Account | None, tv_set: TvSet) -> None:
    """The set works no longer, at once; a second call changes nothing. `account` None: asked for on the set itself."""
    with transaction.atomic():
        if not TvSet.objects.filter(pk=tv_set.pk, stopped_at=None).update(
            stopped_at=timezone.now(), open_until=None, secret_hash=None
        ):
            return
        end_sign_in(tv_set.sign_in, because="television stopped")
        by = "phone" if account else "set"
        record(account, "television.stop", subject=f"television:{tv_set.pk}", by=by)
        tell_set(tv_set)


def open_until(account: Account, tv_set: TvSet, *, until: datetime) -> None:
    """Personal pages may stand on the set until then."""
    TvSet.objects.filter(pk=tv_set.pk).update(open_until=until)
    record(account, "television.open", subject=f"television:{tv_set.pk}", until=until.isoformat())
    tell_set(tv_set)


def hide_personal(tv_set: TvSet) -> None:
    """Somebody pressed "hide" on the set: from now on it asks again. Takes a right back, so it needs nobody's leave."""
    with transaction.atomic():
        if TvSet.objects.filter(pk=tv_set.pk).exclude(open_until=None).update(open_until=None):
            record(None, "television.hide", subject=f"television:{tv_set.pk}")


def place(tv_set: TvSet, *, area_code: str) -> None:
    """The set was told by its own keys where it stands."""
    with transaction.atomic():
        TvSet.objects.filter(pk=tv_set.pk).update(area_code=area_code)
        record(None, "television.place", subject=f"television:{tv_set.pk}", area=area_code)


def note_seen(tv_set: TvSet) -> None:
    """Keep when the set last turned a page, to the minute."""
    now = timezone.now()
    due = Q(seen_at=None) | Q(seen_at__lt=now - SEEN_AGAIN)
    if tv_set.seen_at is None or tv_set.seen_at < now - SEEN_AGAIN:
        TvSet.objects.filter(due, pk=tv_set.pk).update(seen_at=now)


def tell_set(tv_set: TvSet) -> None:
    """The open page of the set looks again."""
    signal(channel=f"area:{tv_set.line_number}", kind=LINE_KIND, data={}, lasts=timedelta(minutes=5))
