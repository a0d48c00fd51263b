"""Putting doubts on the table of the fields' owners: the rows, their clock, the purposes that they are, the events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.matters import open_new_matters
from longcheng.core.access.models import Account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit_all
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.doubts.desks import case_page
from longcheng.core.registry.doubts.rules import owed_by
from longcheng.core.registry.events import DoubtOpened
from longcheng.core.registry.models import Doubt


@dataclass(frozen=True, kw_only=True)
class NewDoubt:
    """What is to be doubted. `stated` is the JSON of the value that is claimed, `record` the row as it stands.

    `about` is whom the matter concerns, where it is another than the register says.
    """

    subject_id: int
    field: str
    stated: str | None
    record: Any
    note: str = ""
    source: str = ""
    act_id: int | None = None
    filed_by: Account | None = None
    about: int | None = None


def open_doubt(register: Register, new: NewDoubt) -> Doubt:
    """Open one, in the caller's transaction.

    Raises LookupError where the values concern nobody who could be asked, such as an empty household; Unfit where the
    same reader or source doubts the field already: two presses at once, and the database lets one in.
    """
    try:
        with transaction.atomic():
            found = open_doubts_at_once(register, [new])
    except IntegrityError as error:
        raise Unfit({"field": asked_already()}) from error
    if not found:
        raise LookupError(f"{register.name} {new.subject_id} concerns nobody.")
    return found[0]


def open_doubts_at_once(register: Register, news: Sequence[NewDoubt]) -> list[Doubt]:
    """Open many, in the caller's transaction; those that concern nobody are left out. Two queries and an event each."""
    now = timezone.now()
    doubts, about = [], []
    for new in news:
        try:
            concerned = _concerned(register, new)
        except LookupError:
            continue
        about.append(concerned)
        doubts.append(
            Doubt(
                register=register.name, subject_id=new.subject_id, field=new.field,
                owner=register.field(new.field).owner, stated=new.stated, note=new.note.strip() or None,
                source=new.source, act_id=new.act_id, filed_by=new.filed_by, area_code=register.area_of(new.record),
                filed_at=now, due_at=owed_by(register.answer_terms, filed_at=timezone.localtime(now)),
            )
        )  # fmt: skip
    Doubt.objects.bulk_create(doubts)
    if register.doubt_purpose:
        cases = [(str(doubt.pk), one, case_page(doubt)) for doubt, one in zip(doubts, about, strict=True) if one]
        open_new_matters(register.doubt_purpose, cases=cases)
    filer = doubts[0].filed_by if doubts else None
    emit_all(
        (
            DoubtOpened(doubt_id=doubt.pk, register=register.name, subject_id=doubt.subject_id, field=doubt.field)
            for doubt in doubts
        ),
        actor=filer,
    )
    return doubts


def _concerned(register: Register, new: NewDoubt) -> int | None:
    """Whom the matter concerns; None in a register whose values are nobody's."""
    if new.about is not None or not register.doubt_purpose:
        return new.about
    return register.subject_of(new.record)


def asked_already() -> str:
    return _("You have asked for this already. It is being checked; you can withdraw it.")
