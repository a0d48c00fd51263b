"""A line as the officer who answers for it sees it: the reading without the person."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from longcheng.core.access.models import AccountKind
from longcheng.core.disclosure.models import LineQuestion
from longcheng.core.disclosure.words import (
    accounts_of,
    fields_told,
    moment_told,
    place_told,
    purpose_titled,
    reader_told,
    record_title,
)
from longcheng.core.transparency.models import Line


@dataclass(frozen=True)
class QuestionedLine:
    """Who read what and why; whose data it was is not the officer's to know from here."""

    number: int
    reader: str
    when: str
    purpose: str
    record: str
    fields: str
    place: str


def questioned_line(question: LineQuestion) -> QuestionedLine | None:
    """The line of a question; None if the ledger has lost it, which `./city ledger verify` will name. Two queries."""
    line = Line.objects.defer("mac").filter(pk=question.line_id).first()
    if line is None:
        return None
    return QuestionedLine(
        number=line.pk,
        reader=_reader(line),
        when=moment_told(line.at),
        purpose=purpose_titled(line),
        record=record_title(line),
        fields=fields_told(line),
        place=place_told(line.came_from),
    )


def _reader(line: Line) -> str:
    """Who acts for an office is named; who acted in private, as by a mandate, is not."""
    accounts = accounts_of([line.reader_id])
    account = accounts.get(line.reader_id or 0)
    if account is not None and account.kind == AccountKind.RESIDENT and not line.organisation:
        return _("A private person")
    return reader_told(line, accounts)
