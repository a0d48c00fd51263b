"""Which lines somebody wants to see: by whom they were read, for what, when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import F, Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from longcheng.core.access.purposes import DUTY, MANDATE, OWN, purpose_kinds
from longcheng.core.clock.days import midnight

ACCOUNT, ORGANISATION, PROGRAM = "account-", "organisation-", "city"
FIRST_YEAR, LAST_YEAR = 1900, 9000  # beyond them a moment leaves what a time zone can turn into UTC


@dataclass(frozen=True)
class LineFilter:
    """What was chosen. `who` is `account-12`, `organisation-…` or `city` for its own programs.

    `own` shows what the person read of their own record too. Days count as the city's calendar has them,
    both included. What could not be read stands in `errors` and is left out.
    """

    who: str = ""
    purpose: str = ""
    since: date | None = None
    until: date | None = None
    own: bool = False
    errors: Mapping[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "LineFilter":
        """From the query of an address."""
        wanted = cls(own=data.get("own") == "1")
        errors: dict[str, str] = {}
        who, purpose = data.get("who", ""), data.get("purpose", "")
        if _is_who(who):
            wanted = replace(wanted, who=who)
        else:
            errors["who"] = _("Nobody of this name is in the list. Choose again.")
        if not purpose or purpose in {OWN, MANDATE, DUTY} or purpose in purpose_kinds():
            wanted = replace(wanted, purpose=purpose)
        else:
            errors["purpose"] = _("There is no purpose of this kind. Choose again.")
        since, until = _day(data, "since", errors), _day(data, "until", errors)
        if since and until and until < since:
            errors["until"] = _("The last day must not lie before the first.")
            until = None
        return replace(wanted, since=since, until=until, errors=errors)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left out but one's own readings."""
        return not (self.who or self.purpose or self.since or self.until)

    @property
    def query(self) -> str:
        """The filter as it stands in an address, without `?`; empty if nothing was chosen."""
        chosen = {
            "who": self.who,
            "purpose": self.purpose,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "own": "1" if self.own else "",
        }
        return urlencode({name: value for name, value in chosen.items() if value})

    def condition(self) -> Q:
        """The same as the database understands it."""
        wanted = Q()
        if not self.own and self.purpose != OWN:
            wanted &= Q(reader_id=None) | ~Q(reader_id=F("subject_id"))
        if self.who.startswith(ACCOUNT):
            wanted &= Q(reader_id=int(self.who.removeprefix(ACCOUNT)))
        elif self.who.startswith(ORGANISATION):
            wanted &= Q(organisation=self.who.removeprefix(ORGANISATION))
        elif self.who == PROGRAM:
            wanted &= Q(reader_id=None)
        if self.purpose:
            wanted &= Q(purpose=self.purpose)
        if self.since:
            wanted &= Q(at__gte=midnight(self.since))
        if self.until:
            wanted &= Q(at__lt=midnight(self.until + timedelta(days=1)))
        return wanted


def _is_who(who: str) -> bool:
    if who.startswith(ACCOUNT):
        number = who.removeprefix(ACCOUNT)
        return number.isascii() and number.isdigit() and len(number) < 19
    if who.startswith(ORGANISATION):
        return len(who) <= len(ORGANISATION) + 120 and "\0" not in who
    return who in {"", PROGRAM}


def _day(data: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    text = data.get(name, "")
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        errors[name] = _("A day must be written like 2026-12-31.")
        return None
    return day
