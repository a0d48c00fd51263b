"""Lines of the ledger in the words in which one would tell them to the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from longcheng.core.access.models import Account, Mandate, MandateBasis
from longcheng.core.access.personal import records
from longcheng.core.access.purposes import (
    DUTY,
    MANDATE,
    NONE,
    OWN,
    Purpose,
    duties,
    mandate_scopes,
    purpose_kinds,
    told,
)
from longcheng.core.declaration import rooms
from longcheng.core.disclosure.models import DisclosureDelay
from longcheng.core.disclosure.queries import delays_that_hid
from longcheng.core.disclosure.together import MANY, others_in
from longcheng.core.transparency.models import Line


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """A line in words; `str()` is the whole sentence.

    `why` is empty where `who` says it already. `others` is how many more people the same reading concerned.
    """

    line: Line
    who: str
    why: str
    what: str
    others: str = ""
    delay: str = ""

    def __str__(self) -> str:
        return _sentence(bool(self.why)).format(**self._parts(moment_told(self.line.at)))

    @property
    def html(self) -> SafeString:
        """The sentence with its reader in bold."""
        return self._html(moment_told(self.line.at))

    @property
    def html_in_day(self) -> SafeString:
        """The same under the heading of its day, which an older time need not name again."""
        return self._html(clock_told(self.line.at))

    def _html(self, when: str) -> SafeString:
        parts = self._parts(when)
        who = format_html("<strong>{}</strong>", parts.pop("who"))
        return format_html(_sentence(bool(self.why)), who=who, **parts)

    def _parts(self, when: str) -> dict[str, str]:
        return {"who": self.who, "why": self.why, "when": when, "what": self.what, "together": self.together}

    @property
    def together(self) -> str:
        """The end of the sentence of a bulk reading."""
        return _(", together with %(others)s") % {"others": self.others} if self.others else ""


def _sentence(has_why: bool) -> str:
    return _("{who}, {why}, {when}: {what}{together}") if has_why else _("{who}, {when}: {what}{together}")


@dataclass(frozen=True)
class _Known:
    """What the sentences of a page need, read in a few queries for all of them."""

    accounts: Mapping[int, Account]
    mandates: Mapping[str, Mandate]
    delays: Mapping[int, DisclosureDelay]
    others: Mapping[int, int]


def tell(lines: Iterable[Line], *, to: Account) -> list[ToldLine]:
    """Each line as `to` reads it: the person concerned, the giver or the agent of the mandate. Four queries at most."""
    shown = list(lines)
    references = {line.reference for line in shown if line.purpose == MANDATE}
    numbers = [int(text) for text in references if text.isascii() and text.isdigit() and len(text) < 19]
    mandates = Mandate.objects.in_bulk(numbers) if numbers else {}
    known = _Known(
        accounts=accounts_of(pk for line in shown for pk in (line.reader_id, line.for_id)),
        mandates={str(pk): mandate for pk, mandate in mandates.items()},
        delays=delays_that_hid(shown),
        others=others_in(shown),
    )
    return [_told_line(line, known, to) for line in shown]


def accounts_of(account_ids: Iterable[int | None]) -> Mapping[int, Account]:
    """The accounts behind these numbers, as far as they still exist. One query, or none for no numbers."""
    wanted = {pk for pk in account_ids if pk is not None}
    if not wanted:
        return {}
    return Account.objects.only("pk", "display_name", "username", "kind").in_bulk(list(wanted))


def _told_line(line: Line, known: _Known, to: Account) -> ToldLine:
    is_program = line.reader_id is None and line.purpose == DUTY
    delay = known.delays.get(line.pk)
    return ToldLine(
        line=line,
        who=purpose_told(line) if is_program else reader_told(line, known.accounts, to=to),
        why="" if is_program else _why(line, known, to),
        what=fields_told(line),
        others=_others_told(known.others.get(line.pk, 0)),
        delay=delay_told(delay) if delay else "",
    )


def reader_told(line: Line, accounts: Mapping[int, Account], *, to: Account | None = None) -> str:
    """Who read: the name, the organisation and the role; whoever acts for an office is told by name."""
    if line.reader_id is None:
        return _("A program of the city")
    if to is not None and line.reader_id == to.pk:
        return pgettext("who looked", "You")
    account = accounts.get(line.reader_id)
    name = str(account) if account else _("An account that no longer exists")
    role = role_title(line.role)
    if line.organisation and role:
        return _("%(name)s, %(organisation)s (%(role)s)") % {
            "name": name, "organisation": line.organisation, "role": role,
        }  # fmt: skip
    if line.organisation or role:
        return _("%(name)s (%(role)s)") % {"name": name, "role": line.organisation or role}
    return name


@cache
def _roles() -> Mapping[str, object]:
    return {role.name: role.title for room in rooms() for role in room.roles}


def role_title(role: str) -> str:
    """The role in words; its name if no room declares it any more."""
    return str(_roles().get(role, role))


def _why(line: Line, known: _Known, to: Account) -> str:
    if line.purpose == OWN:
        return "" if line.reader_id == to.pk else _("as their own record")
    if line.purpose == MANDATE:
        return _by_mandate(line, known, to)
    if line.purpose == DUTY:
        return _("for the duty %(duty)s") % {"duty": purpose_told(line)}
    if line.purpose == NONE:
        return _("without a purpose")
    return _("for %(matter)s") % {"matter": purpose_told(line)}


def _by_mandate(line: Line, known: _Known, to: Account) -> str:
    mandate = known.mandates.get(line.reference)
    titles = mandate_scopes()
    scopes = listed(str(titles[name].title) if name in titles else name for name in mandate.scopes) if mandate else ""
    if line.reader_id == to.pk:  # the agent reads of what they did for the giver
        giver = known.accounts.get(line.for_id or 0)
        name = str(giver) if giver else _("an account that no longer exists")
        return _("by the mandate of %(giver)s for %(scopes)s") % {"giver": name, "scopes": scopes}
    if mandate is None:
        return _("by your mandate")
    if mandate.basis == MandateBasis.GUARDIANSHIP:
        return _("as your guardian for %(scopes)s") % {"scopes": scopes}
    if mandate.basis == MandateBasis.REPRESENTATIVE:
        return _("as your representative for %(scopes)s") % {"scopes": scopes}
    return _("by your mandate for %(scopes)s") % {"scopes": scopes}


def purpose_told(line: Line) -> str:
    """The purpose as the person concerned reads it."""
    return told(Purpose(line.purpose, line.reference))


def purpose_titled(line: Line) -> str:
    """The purpose as an officer reads it, who is not the person: the kind and the number."""
    if line.purpose == DUTY and line.reference in duties():
        return purpose_told(line)
    return f"{purpose_kind_title(line.purpose)} {line.reference}".strip()


def purpose_kind_title(kind: str) -> str:
    """A kind of purpose as the filter offers it."""
    fixed = {
        OWN: _("Own record"),
        MANDATE: _("By a mandate"),
        DUTY: _("By a duty of the law"),
        NONE: _("Without a purpose"),
    }
    if kind in fixed:
        return fixed[kind]
    declared = purpose_kinds().get(kind)
    return str(declared.title) if declared else kind


def record_title(line: Line) -> str:
    """What kind of record was read."""
    record = records().get(line.what)
    return str(record.title) if record else line.what


def fields_told(line: Line) -> str:
    """The parts that were read, in words; the record's title where no part is named."""
    record = records().get(line.what)
    titles = {part.name: str(part.title) for part in record.parts} if record else {}
    return listed(titles.get(name, name) for name in line.field_names) or in_sentence(record_title(line))


def listed(titles: Iterable[str]) -> str:
    """Several titles as a list within a sentence."""
    return pgettext("between the items of a list", ", ").join(in_sentence(title) for title in titles)


def in_sentence(title: str) -> str:
    """A title within a sentence: without its capital, unless it is an abbreviation."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _others_told(count: int) -> str:
    if not count:
        return ""
    if count > MANY:
        return _("more than %(n)s other residents") % {"n": f"{MANY:,}"}
    return ngettext("%(n)s other resident", "%(n)s other residents", count) % {"n": f"{count:,}"}


def delay_told(delay: DisclosureDelay) -> str:
    """Why the person sees a line only now."""
    return _("Telling you was delayed until %(day)s on the basis of %(law)s %(article)s.") % {
        "day": day_told(delay.last_day), "law": delay.law, "article": delay.article,
    }  # fmt: skip


def place_told(came_from: str) -> str:
    """The kind of place that a reading came from; never the network address of somebody's desk."""
    kinds = {
        "page": _("A page of the city"),
        "television": _("Your television"),
        "api": _("A program with an agreed access"),
        "program": _("A program of the city that works on its own"),
        "command": _("A command on the city's own machine"),
    }
    return kinds.get(came_from.partition(" ")[0], _("Another way"))


def moment_told(moment: datetime) -> str:
    """A moment as one says it: today 10:42, yesterday 10:42, 20 November 2026 10:42."""
    said = clock_told(moment)
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    return said if days in {0, 1} else f"{day_told(moment)} {said}"


def clock_told(moment: datetime) -> str:
    """The time of the day, with the day where that is today or yesterday."""
    local = timezone.localtime(moment)
    clock = f"{local:%H:%M}"
    days = (timezone.localdate() - local.date()).days
    if days == 0:
        return _("today %(time)s") % {"time": clock}
    if days == 1:
        return _("yesterday %(time)s") % {"time": clock}
    return clock


def day_told(moment: datetime) -> str:
    """A day of the city's calendar."""
    return date_format(timezone.localtime(moment), pgettext("form of a day", "j F Y"))


def day_heading(moment: datetime) -> str:
    """The day above its lines."""
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    day = date_format(timezone.localtime(moment), pgettext("form of a day", "l j F Y"))
    if days == 0:
        return _("Today, %(day)s") % {"day": day}
    if days == 1:
        return _("Yesterday, %(day)s") % {"day": day}
    return day
