"""“This is wrong” 这里不对: a reader says so of a value that they see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, AccountKind
from longcheng.core.access.permissions import Denied, record
from longcheng.core.access.purposes import MANDATE, OWN, OWN_RECORD, Purpose, find
from longcheng.core.access.reading import Reader, read_none
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.declaring import Register, RegisterField, Source, source_named
from longcheng.core.registry.doubts.desks import Choices, Doubtable, DoubtDesk
from longcheng.core.registry.doubts.opening import NewDoubt, asked_already, open_doubt
from longcheng.core.registry.doubts.queries import refuse_own_doubt
from longcheng.core.registry.doubts.rules import OPEN_MOST, doubt_defects, may_be_typed, typed
from longcheng.core.registry.models import Doubt, DoubtState
from longcheng.core.registry.reading import as_of


class NoSuchValue(LookupError):
    """There is no such record or field, which is told only to whom a real one would have been shown."""


@dataclass(frozen=True)
class Aim:
    """One value that a reader means, with what stands there now and who says so.

    `about` is whom it concerns; None in a register whose values are nobody's. `is_typed` says whether one may type how
    it should read.
    """

    register: Register
    field: RegisterField
    record: Any
    subject_id: int
    about: int | None
    is_typed: bool
    choices: Choices
    current: Any
    source: Source | None
    since: datetime | None
    desk: DoubtDesk

    @property
    def told(self) -> str:
        """What stands there now, in words."""
        return self.desk.told(self.register, self.field.name, self.current)

    def parsed(self, value: str) -> tuple[Any, str]:
        """What was typed as the field keeps it, and what is wrong with it; None where nothing was typed."""
        if not self.is_typed or not value.strip():
            return None, ""
        stated, defect = typed(self.field, value, self.choices)
        return (None, defect) if defect else self.desk.fit(self.register, self.field.name, stated)


def aim_at(account: Account, desk: DoubtDesk, *, number: int, field: str, purpose: Purpose = OWN_RECORD) -> Aim:
    """The value that is meant, where the reader may see it. Raises Denied; NoSuchValue.

    Writes no line of the ledger: a page that shows the value reads it through `core.access.reading` first.
    """
    refuse_own_doubt(account, purpose)
    row = desk.row(number)
    if desk.record is not None:
        read_none(row if row is not None else desk.nobody(number), desk.record, by=account, purpose=purpose)
    one = desk.doubtable(field)
    if row is None or one is None:
        raise NoSuchValue(f"{desk.register} {number} {field}")
    if desk.record is not None and one.part not in _parts_shown(account, desk, row, purpose):
        raise Denied(
            _("You cannot call wrong what you may not see."), how=_("Ask somebody who may see it to look at it.")
        )
    return _aim(desk, one, row)


def _parts_shown(account: Account, desk: DoubtDesk, row: Any, purpose: Purpose) -> tuple[str, ...]:
    assert desk.record is not None  # noqa: S101
    reader = Reader(desk.record, by=account, purpose=purpose, is_bulk=False)
    found = find(purpose, actor=reader.account, subject_id=desk.record.subject(row))
    return reader.see(row, found)[0].shown


def _aim(desk: DoubtDesk, one: Doubtable, row: Any) -> Aim:
    register = desk.register_of(one)
    subject_id = desk.subject_of(one, row)
    kept = register.record_model._default_manager.filter(pk=subject_id).first() if subject_id else None
    if subject_id is None or kept is None:
        raise NoSuchValue(f"{register.name} {subject_id}")
    state = as_of(register, subject_id)
    origin = state.origins.get(one.name) if state else None
    declared, choices = desk.field_of(one), desk.choices_of(one)
    return Aim(
        desk=desk,
        register=register,
        field=declared,
        choices=choices,
        record=kept,
        subject_id=subject_id,
        about=desk.record.subject(row) if desk.record is not None else None,
        is_typed=one.is_typed and may_be_typed(declared, choices),
        current=state.get(one.name) if state else None,
        source=source_named(origin.source) if origin else None,
        since=origin.valid_from if origin else None,
    )


def values_to_doubt(account: Account, desk: DoubtDesk, *, row: Any, purpose: Purpose = OWN_RECORD) -> list[Aim]:
    """Every value of a row that this reader sees and may call wrong, for a page to choose from."""
    shown = _parts_shown(account, desk, row, purpose) if desk.record is not None else None
    found = []
    for one in desk.fields:
        if shown is not None and one.part not in shown:
            continue
        try:
            aim = _aim(desk, one, row)
        except NoSuchValue:  # the register that keeps it has nothing of this row
            continue
        if aim.current is not None or not one.only_if_stated:
            found.append(aim)
    return found


def file_doubt(
    account: Account,
    desk: DoubtDesk,
    *,
    number: int,
    field: str,
    value: str = "",
    note: str = "",
    purpose: Purpose = OWN_RECORD,
) -> Doubt:
    """Say that a value is wrong, and how it should read. Raises Denied, NoSuchValue, Unfit with all defects."""
    aim = aim_at(account, desk, number=number, field=field, purpose=purpose)
    _check(account, aim, value=value, note=note, purpose=purpose)
    stated, _defect = aim.parsed(value)
    with transaction.atomic():
        new = NewDoubt(
            subject_id=aim.subject_id,
            field=aim.field.name,
            stated=orjson.dumps(stated).decode() if stated is not None else None,
            record=aim.record,
            note=note,
            filed_by=account,
            about=aim.about,
        )
        doubt = open_doubt(aim.register, new)
        record(
            account,
            "registry.file_doubt",
            subject=f"doubt:{doubt.pk}",
            register=aim.register.name,
            field=aim.field.name,
            purpose=str(purpose),
        )
    return doubt


def _check(account: Account, aim: Aim, *, value: str, note: str, purpose: Purpose) -> None:
    found = doubt_defects(
        aim.field,
        value=value,
        note=note,
        choices=aim.choices,
        is_typed=aim.is_typed,
        needs_value=needs_value(account, purpose=purpose),
        current=aim.current,
    )
    if "value" not in found and (defect := aim.parsed(value)[1]):
        found["value"] = defect
    own = Doubt.objects.filter(filed_by=account, state=DoubtState.OPEN)
    if own.filter(register=aim.register.name, subject_id=aim.subject_id, field=aim.field.name).exists():
        found["field"] = asked_already()
    elif account.kind != AccountKind.STAFF and own.count() >= OPEN_MOST:
        found["field"] = _("You have %(n)s requests open. Wait for an answer, or withdraw one.") % {"n": OPEN_MOST}
    if found:
        raise Unfit(found)


def needs_value(account: Account, *, purpose: Purpose) -> bool:
    """Whether they must say how it should read: the staff at work may know no more than that it is wrong."""
    return account.kind != AccountKind.STAFF or purpose.kind in {OWN, MANDATE}
