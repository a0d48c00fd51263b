"""A doubt in words: what is doubted, by whom in general terms, and what came of it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import AccountKind
from longcheng.core.registry.declaring import RegisterField, register_named, source_named
from longcheng.core.registry.doubts.desks import desk_that_keeps, told_by_desk
from longcheng.core.registry.doubts.rules import is_late
from longcheng.core.registry.models import Doubt, DoubtState


@dataclass(frozen=True)
class Mark:
    """What every reader of a value is told of a doubt about it. `stated` is empty where the value is not theirs to see.

    `by` says in general terms who doubts it, never a name.
    """

    field: str
    title: str
    is_open: bool
    by: str
    since: datetime
    due_at: datetime
    is_late: bool
    decided_at: datetime | None
    is_corrected: bool
    reason: str
    stated: str


def has_value(doubt: Doubt) -> bool:
    """Whether it says how the value should read."""
    return doubt.stated is not None


def stated_value(doubt: Doubt) -> Any:
    """The value that is claimed; None where there is none."""
    return json.loads(doubt.stated) if doubt.stated is not None else None


def field_of(doubt: Doubt) -> RegisterField:
    """The doubted field as it is declared."""
    return register_named(doubt.register).field(doubt.field)


def told_stated(doubt: Doubt) -> str:
    """How it should read, in words; empty where the doubt does not say."""
    return told_by_desk(doubt, stated_value(doubt))


def filer(doubt: Doubt) -> str:
    """Who doubts it, for those who decide: the department, or what kind of reader."""
    return str(source_named(doubt.source).title) if doubt.source else kind_of_filer(doubt)


def kind_of_filer(doubt: Doubt) -> str:
    """Who doubts it, in general terms."""
    if doubt.source:
        return _("another department")
    if doubt.filed_by is not None and doubt.filed_by.kind == AccountKind.STAFF:
        return _("a member of the staff")
    desk = desk_that_keeps(doubt.register)
    if desk is not None and desk.is_public:
        return _("a reader")
    return _("the person or somebody acting for them")


def mark(doubt: Doubt, *, is_shown: bool, now: datetime | None = None) -> Mark:
    """The mark of one doubt, with the values only where the reader sees the field."""
    return Mark(
        field=doubt.field,
        title=str(field_of(doubt).title),
        is_open=doubt.is_open,
        by=kind_of_filer(doubt),
        since=doubt.filed_at,
        due_at=doubt.due_at,
        is_late=is_late(doubt.due_at, now=now or timezone.now(), is_open=doubt.is_open),
        decided_at=doubt.decided_at,
        is_corrected=doubt.state == DoubtState.ACCEPTED,
        reason=doubt.reason if is_shown else "",
        stated=told_stated(doubt) if is_shown and doubt.is_open else "",
    )


def marks(doubts: Iterable[Doubt], *, shows: Callable[[Doubt], bool]) -> list[Mark]:
    """The marks of several, in their order."""
    now = timezone.now()
    return [mark(doubt, is_shown=shows(doubt), now=now) for doubt in doubts]
