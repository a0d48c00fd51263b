"""A set asks the phone whether a personal page may be shown, and the owner answers."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.declaration import TvPage
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language
from longcheng.core.openid.actions.allowances import spend
from longcheng.core.television.actions.sets import open_until, tell_set
from longcheng.core.television.models import TvAsk, TvSet
from longcheng.core.television.queries import last_ask
from longcheng.core.television.rules import ASK_WAITS, ONE_LOOK, end_of_evening

EVENING, ONCE, NO = "evening", "once", "no"
ANSWERS = (EVENING, ONCE, NO)
# A set that is passed from hand to hand must not fill the inbox.
ASKS_MAX = 12


def ask_phone(tv_set: TvSet, page: TvPage) -> TvAsk | None:
    """Ask the owner, by message and on their open pages; the open question if there is one already.

    None if the set has asked too often within the hour.
    """
    asked = last_ask(tv_set)
    if asked is not None and asked.answered_at is None:
        return asked
    if not spend("television asks", str(tv_set.pk), limit=ASKS_MAX, per=6 * ASK_WAITS):
        return None
    with transaction.atomic():
        # One that nobody answered in time is over, and makes room for the new one.
        tv_set.asks.filter(answered_at=None).update(answered_at=timezone.now(), is_allowed=False)
        made = _keep(tv_set, page)
        if made is None:
            return last_ask(tv_set)
        send(
            key=f"television:{made.pk}",
            sender=in_each_language(lambda: _("Television")),
            account_ids=[tv_set.account_id],
            title=in_each_language(lambda: _("“%(set)s” asks to show a page") % {"set": tv_set.name}),
            body=in_each_language(
                lambda: _("It wants to show “%(page)s”. Say yes only if you are in front of it.") % {"page": page.label}
            ),
            url=reverse("television:asks"),
        )
    return made


def _keep(tv_set: TvSet, page: TvPage) -> TvAsk | None:
    """The new question; None if another press of a key was faster."""
    try:
        with transaction.atomic():
            return TvAsk.objects.create(tv_set=tv_set, digit=page.digit)
    except IntegrityError:
        return None


def answer_ask(account: Account, asked: TvAsk, *, answer: str) -> bool:
    """The owner says yes for this evening, yes for one look, or no; False if it was answered before."""
    if answer not in ANSWERS or asked.tv_set.account_id != account.pk:
        raise ValueError("A question is answered by the owner of the set, with one of the answers.")
    with transaction.atomic():
        still_open = TvAsk.objects.filter(pk=asked.pk, answered_at=None)
        if not still_open.update(answered_at=timezone.now(), is_allowed=answer != NO):
            return False
        record(account, "television.answer", subject=f"television:{asked.tv_set_id}", answer=answer)
        if answer == NO:
            tell_set(asked.tv_set)
        else:
            now = timezone.localtime()
            until = end_of_evening(now) if answer == EVENING else now + ONE_LOOK
            open_until(account, asked.tv_set, until=until)
    return True
