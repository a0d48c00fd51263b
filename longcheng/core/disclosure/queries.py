"""What a person, the giver and the agent of a mandate, and an officer may see of the ledger and its questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from longcheng.core.access.models import Account, Mandate, RoleHeld
from longcheng.core.access.permissions import Actor, holdings, roles_that_grant
from longcheng.core.access.purposes import MANDATE
from longcheng.core.access.subjects import subjects_of
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.models import DisclosureDelay, LineQuestion
from longcheng.core.transparency.models import Line

ANSWER, DELAY = "disclosure.answer", "disclosure.delay"
PER_PAGE = 20
ID_MAX = 2**63 - 1
OVERVIEW_LINES = 500  # what the picture of the months and the choices of the filter are made from, at most
OVERVIEW_DAYS = 366


def visible_lines() -> QuerySet[Line]:
    """Every line that no live delay hides. Whoever shows lines to the person or an agent begins here."""
    hiding = (
        DisclosureDelay.objects.live()
        .filter(purpose=OuterRef("purpose"), reference=OuterRef("reference"))
        # Nobody hides their own looks; a line without a reader is nobody's own.
        .exclude(ordered_by_id=Coalesce(OuterRef("reader_id"), Value(0)))
    )
    return Line.objects.filter(~Exists(hiding)).defer("mac").order_by("-at", "-id")


def lines_about(person: Account, wanted: LineFilter | None = None) -> QuerySet[Line]:
    """The visible lines about a person, newest first: also those written before the account was matched. One query."""
    return visible_lines().filter((wanted or LineFilter()).condition(), subject_id__in=subjects_of(person.pk))


def line_about(person: Account, line_id: int) -> Line | None:
    """One visible line about the person; None for one that is hidden, somebody else's or not there."""
    if not 0 < line_id <= ID_MAX:
        return None
    return visible_lines().filter(subject_id__in=subjects_of(person.pk), pk=line_id).first()


def lines_of_mandate(mandate: Mandate) -> QuerySet[Line]:
    """Each use of a mandate, newest first, for both its sides."""
    return visible_lines().filter(
        purpose=MANDATE, reference=mandate.reference, reader_id=mandate.agent_id, for_id=mandate.giver_id
    )


@dataclass(frozen=True)
class Cursor:
    """A place between two lines, which stays where it is while new lines come."""

    at: datetime
    line_id: int

    @classmethod
    def of(cls, line: Line) -> "Cursor":
        return cls(line.at, line.pk)

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """From its form in an address; None for nonsense."""
        moment, _dash, number = text.partition("-")
        if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (moment, number)):
            return None
        try:
            return cls(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(moment)), int(number))
        except OverflowError:
            return None

    def __str__(self) -> str:
        since = self.at - datetime.fromtimestamp(0, UTC)
        return f"{since // timedelta(microseconds=1)}-{self.line_id}"


@dataclass(frozen=True)
class LinePage:
    """Some lines in a row, with the cursors of what lies beyond: both None where nothing does."""

    lines: list[Line]
    newer: Cursor | None
    older: Cursor | None


def page_of(
    lines: QuerySet[Line], *, before: Cursor | None = None, after: Cursor | None = None, limit: int = PER_PAGE
) -> LinePage:
    """The newest lines, or those just older or just newer than a cursor. One query."""
    if after is not None:
        found = list(_newer_than(lines, after)[: limit + 1])
        shown = found[:limit][::-1]
        newer = Cursor.of(shown[0]) if len(found) > limit else None
        return LinePage(shown, newer, Cursor.of(shown[-1]) if shown else None)
    found = list(older_than(lines, before)[: limit + 1])
    shown = found[:limit]
    newer = Cursor.of(shown[0]) if before is not None and shown else None
    return LinePage(shown, newer, Cursor.of(shown[-1]) if len(found) > limit else None)


def older_than(lines: QuerySet[Line], cursor: Cursor | None) -> QuerySet[Line]:
    """The lines beyond a cursor; all of them without one."""
    if cursor is None:
        return lines
    # The first condition alone lets the database begin at the right place of its index.
    return lines.filter(Q(at__lt=cursor.at) | Q(id__lt=cursor.line_id), at__lte=cursor.at)


def _newer_than(lines: QuerySet[Line], cursor: Cursor) -> QuerySet[Line]:
    beyond = lines.filter(Q(at__gt=cursor.at) | Q(id__gt=cursor.line_id), at__gte=cursor.at)
    return beyond.order_by("at", "id")


@dataclass(frozen=True)
class Glance:
    """A line without its words, as many of them are counted."""

    at: datetime
    reader_id: int | None
    organisation: str
    purpose: str


@dataclass(frozen=True)
class Overview:
    """The newest lines of a year about one person; `is_cut` if there are more than were counted."""

    glances: list[Glance]
    is_cut: bool


def overview(person: Account, *, own: bool) -> Overview:
    """What the picture of the months and the choices of the filter are made from. One query, bounded."""
    since = timezone.now() - timedelta(days=OVERVIEW_DAYS)
    rows = lines_about(person, LineFilter(own=own)).filter(at__gte=since)
    values = rows.values_list("at", "reader_id", "organisation", "purpose")[: OVERVIEW_LINES + 1]
    glances = [Glance(*row) for row in values]
    return Overview(glances[:OVERVIEW_LINES], len(glances) > OVERVIEW_LINES)


def delays_that_hid(lines: Iterable[Line]) -> Mapping[int, DisclosureDelay]:
    """By line, the delay that ended last of those that hid it. One query."""
    shown = list(lines)
    over = DisclosureDelay.objects.over().filter(
        purpose__in={line.purpose for line in shown}, reference__in={line.reference for line in shown}
    )
    found: dict[int, DisclosureDelay] = {}
    for delay in sorted(over, key=lambda one: one.stops_at):
        for line in shown:
            if _hid(delay, line):
                found[line.pk] = delay
    return found


def _hid(delay: DisclosureDelay, line: Line) -> bool:
    is_same = (delay.purpose, delay.reference) == (line.purpose, line.reference)
    return is_same and line.at < delay.stops_at and line.reader_id != delay.ordered_by_id


def is_hidden(line_id: int) -> bool:
    """Whether a live delay hides this line."""
    return not visible_lines().filter(pk=line_id).exists()


def questions_of(person: Account, lines: Iterable[Line]) -> Mapping[int, LineQuestion]:
    """What the person has asked about these lines. One query."""
    asked = LineQuestion.objects.filter(asker=person, line_id__in=[line.pk for line in lines])
    return {question.line_id: question for question in asked}


def officers_of(organisation: str) -> list[int]:
    """The accounts that answer for an organisation; those of the whole city where it has nobody."""
    officers = _officers()
    own = [held.account_id for held in officers if held.organisation == organisation]
    return own or [held.account_id for held in officers if not held.organisation]


def _officers() -> list[RoleHeld]:
    return list(RoleHeld.objects.live().filter(role__in=roles_that_grant(ANSWER), account__is_active=True))


def questions_for(officer: Actor) -> QuerySet[LineQuestion]:
    """The questions that this officer answers: those put to the organisations for which they hold the role.

    For whom it is held without an organisation answers for the city's own programs, and for organisations in
    which nobody holds it, so that no question is left lying. Two queries.
    """
    organisations = {held.organisation for held in holdings(officer, ANSWER)}
    reached = Q(organisation__in=organisations)
    if "" in organisations:
        reached |= ~Q(organisation__in={held.organisation for held in _officers()})
    return LineQuestion.objects.filter(reached)


def open_questions(officer: Actor) -> QuerySet[LineQuestion]:
    """Those that wait, the most urgent first."""
    return questions_for(officer).filter(answered_at=None).order_by("due_at", "pk")


def answered_questions(officer: Actor) -> QuerySet[LineQuestion]:
    """Those that were answered, the newest answer first."""
    return (
        questions_for(officer).exclude(answered_at=None).select_related("answered_by").order_by("-answered_at", "-pk")
    )


def all_delays() -> QuerySet[DisclosureDelay]:
    """Live ones and past ones, the newest order first."""
    return DisclosureDelay.objects.select_related("ordered_by", "ended_by").order_by("-ordered_at", "-pk")
