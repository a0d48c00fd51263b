"""Everything of one person at a glance, and what of it waits for them; no record of a register is opened for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from longcheng.bases.geography.queries import full_name
from longcheng.bases.population.doubts import corrections_of
from longcheng.bases.population.queries import home_division
from longcheng.core.access.models import Account, Mandate
from longcheng.core.access.purposes import scopes_told
from longcheng.core.clock.days import midnight
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.models import LineQuestion
from longcheng.core.disclosure.queries import lines_about
from longcheng.core.disclosure.words import ToldLine, tell
from longcheng.core.mandates.queries import given_by, held_by
from longcheng.core.messages.models import InboxItem
from longcheng.core.messages.queries import inbox
from longcheng.core.openid.models import Consent
from longcheng.core.openid.queries import consents_of
from longcheng.core.preferences.queries import chosen_area
from longcheng.core.registry.doubts.words import field_of
from longcheng.core.registry.models import Doubt
from longcheng.core.sign_in.models import Session
from longcheng.core.sign_in.queries import WaysIn, sessions_of, ways_in
from longcheng.core.sign_in.visits import described

SHOWN = 5
SOON_DAYS = 14  # a mandate that ends within that time is worth a word
COUNTED_LOOKS = 1_000  # beyond this many of a month the number is told as "more than"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the person: what, how to begin, how urgent."""

    title: str
    url: str
    note: str = ""
    tone: str = ""
    icon: str = "chevron-right"


@dataclass(frozen=True)
class ShownMandate:
    """A live mandate from the side of one of its two people."""

    mandate: Mandate
    other: Account
    scopes: str


class Glance:
    """What the page shows; each part is asked for once, when it is shown."""

    def __init__(self, account: Account, *, unread: int) -> None:
        self.account = account
        self.unread = unread

    @cached_property
    def home(self) -> str:
        """Where the register has them, by name; empty for whom no counter has matched."""
        code = home_division(self.account)
        return full_name(code) if code else ""

    @cached_property
    def chosen(self) -> str:
        code = chosen_area(self.account)
        return full_name(code) if code else ""

    @cached_property
    def messages(self) -> list[InboxItem]:
        return list(inbox(self.account)[:SHOWN])

    @cached_property
    def given(self) -> list[ShownMandate]:
        return [_shown(mandate, mandate.agent) for mandate in given_by(self.account).live()]  # type: ignore[attr-defined]

    @cached_property
    def held(self) -> list[ShownMandate]:
        return [_shown(mandate, mandate.giver) for mandate in held_by(self.account).live()]  # type: ignore[attr-defined]

    @cached_property
    def sessions(self) -> list[Session]:
        return sessions_of(self.account)

    @property
    def last_place(self) -> str:
        """The browser that was seen last, in words."""
        return described(self.sessions[0].browser, self.sessions[0].system) if self.sessions else ""

    @cached_property
    def ways(self) -> WaysIn:
        return ways_in(self.account)

    @cached_property
    def programs(self) -> list[Consent]:
        return list(consents_of(self.account)[:SHOWN])

    @cached_property
    def looks(self) -> list[ToldLine]:
        """The newest looks of others, in words."""
        return tell(lines_about(self.account)[:SHOWN], to=self.account)

    @cached_property
    def looks_this_month(self) -> int:
        first = midnight(timezone.localdate().replace(day=1))
        since = lines_about(self.account, LineFilter()).filter(at__gte=first)
        return since.values("pk")[: COUNTED_LOOKS + 1].count()

    @property
    def looks_told(self) -> str:
        """How often others looked this month, as one would say it."""
        n = self.looks_this_month
        if n > COUNTED_LOOKS:
            return _("More than %(n)s times this month") % {"n": COUNTED_LOOKS}
        if not n:
            return _("Nobody this month")
        return ngettext("%(n)s time this month", "%(n)s times this month", n) % {"n": n}

    @cached_property
    def corrections(self) -> list[tuple[str, Doubt]]:
        """What they asked to be corrected, each with the name of the field."""
        found = corrections_of(self.account)[:SHOWN] if self.home else []
        return [(str(field_of(doubt).title), doubt) for doubt in found]

    @cached_property
    def questions(self) -> list[LineQuestion]:
        """What they asked about looks and what was not answered yet."""
        return list(LineQuestion.objects.filter(asker=self.account, answered_at=None).order_by("due_at")[:SHOWN])

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What they can do today, the most pressing first."""
        return list(self._waiting())

    def _waiting(self) -> Iterator[Waiting]:
        urgent = [item for item in self.messages if item.message.is_urgent and not item.read_at]
        for item in urgent:
            yield Waiting(
                item.message.said.title, reverse("portal:inbox"), _("Urgent notice"), "urgent", "alert-octagon"
            )
        if others := self.unread - len(urgent):
            title = ngettext("%(n)s unread message", "%(n)s unread messages", others) % {"n": others}
            yield Waiting(title, reverse("portal:inbox") + "?unread=1", icon="mail")
        for question in self.questions:
            if question.is_overdue:
                line = reverse("portal:looked-line", args=[question.line_id])
                yield Waiting(_("The answer to your question is overdue"), line, tone="waiting", icon="help-circle")
        yield from self._ending_mandates()
        if not self.ways.passkeys and not self.ways.sheet_codes_left:
            note = _("There is only one way into your account. Half a minute makes it two.")
            yield Waiting(_("Add a passkey"), reverse("portal:passkeys"), note, icon="fingerprint")

    def _ending_mandates(self) -> Iterator[Waiting]:
        for shown in [*self.given, *self.held]:
            days = (shown.mandate.last_day - timezone.localdate()).days
            if days <= SOON_DAYS:
                title = _("The mandate with %(name)s ends soon") % {"name": shown.other}
                note = _("Until %(day)s: %(scopes)s") % {"day": shown.mandate.last_day, "scopes": shown.scopes}
                yield Waiting(title, reverse("portal:mandate", args=[shown.mandate.pk]), note, "waiting", "users")


def _shown(mandate: Mandate, other: Account) -> ShownMandate:
    return ShownMandate(mandate, other, scopes_told(mandate.scopes))
