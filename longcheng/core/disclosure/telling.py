"""Messages of this room: to the person who asked, to officers, to those who are told late."""

from collections.abc import Sequence
from itertools import islice

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.subjects import accounts_behind
from longcheng.core.disclosure.models import DisclosureDelay, LineQuestion
from longcheng.core.disclosure.queries import officers_of
from longcheng.core.disclosure.words import day_told
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import Words, in_each_language
from longcheng.core.transparency.models import Line

BATCH = 2_000


def _sender() -> Words:
    return in_each_language(lambda: _("Who looked at my data"))


def tell_officers(question: LineQuestion) -> None:
    """Let those who answer for the organisation know that a question waits."""
    due = question.due_at
    send(
        key=f"disclosure:question:{question.pk}",
        sender=in_each_language(lambda: _("Questions about looks at data")),
        account_ids=officers_of(question.organisation),
        title=in_each_language(lambda: _("A question about a look at data waits for you")),
        body=in_each_language(
            lambda: _("Question %(n)s. Answer it before %(day)s.") % {"n": question.pk, "day": day_told(due)}
        ),
        url=reverse("portal:looked-question", args=[question.pk]),
    )


def tell_asker(question: LineQuestion) -> None:
    """Let the person know that the answer is there."""
    send(
        key=f"disclosure:answer:{question.pk}",
        sender=question.organisation or _sender(),
        account_ids=[question.asker_id],
        title=in_each_language(lambda: _("Your question about a look at your data is answered")),
        body=question.answer[:300],
        url=reverse("portal:looked-line", args=[question.line_id]),
    )


def tell_after_delays(delays: Sequence[DisclosureDelay]) -> int:
    """Let everybody whose lines the delays of one matter hid know that they see them now; returns how many.

    It is one message, however many delays followed each other.
    """
    last = max(delays, key=lambda delay: delay.stops_at)
    count = 0
    for delay in delays:
        persons = _hidden_persons(delay).iterator(chunk_size=BATCH)
        while some := list(islice(persons, BATCH)):
            count += _tell_some(some, last)
    return count


def _hidden_persons(delay: DisclosureDelay) -> "QuerySet[Line, int]":
    lines = Line.objects.filter(purpose=delay.purpose, reference=delay.reference, at__lt=delay.stops_at)
    # Written so that lines without a reader stay in.
    lines = lines.exclude(reader_id__isnull=False, reader_id=delay.ordered_by_id)
    return lines.order_by("subject_id").values_list("subject_id", flat=True).distinct()


def _tell_some(subject_ids: list[int], delay: DisclosureDelay) -> int:
    # An account that is gone has no inbox, and somebody without an account none yet.
    now_behind = accounts_behind(subject_ids)
    wanted = {now_behind.get(number, number) for number in subject_ids}
    present = Account.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    return send(
        key=f"disclosure:delay:{delay.pk}",
        sender=_sender(),
        account_ids=present,
        title=in_each_language(lambda: _("Your data was looked at; we were to tell you only now")),
        body=in_each_language(
            lambda: (
                _(
                    "Telling you was delayed until %(day)s on the basis of %(law)s %(article)s. Now you can see who "
                    "looked, when and what for."
                )
                % {"day": day_told(delay.last_day), "law": delay.law, "article": delay.article}
            )
        ),
        url=reverse("portal:looked"),
    )
