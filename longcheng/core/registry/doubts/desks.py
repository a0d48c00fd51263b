"""How a base lets its readers say that a value is wrong: which fields, who may see them, where they are kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.personal import PersonalRecord
from longcheng.core.access.purposes import OWN_RECORD, Purpose
from longcheng.core.declaration import rooms
from longcheng.core.registry.declaring import Register, RegisterField, register_named
from longcheng.core.registry.models import Doubt

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


Choices = Sequence[tuple[str, "_StrOrPromise"]]


def told(register: Register, field: str, value: Any) -> str:
    """A value as people read it; numbers of others are not told, for they would say nothing."""
    one = register.field(field)
    if value is None or value == "" or value == []:
        return ""
    if one.kind == "code":
        return str(dict(one.choices).get(value, value))
    if one.kind == "yes":
        return _("yes") if value else _("no")
    return "" if one.kind in {"number", "numbers"} else str(value)


def fit(register: Register, field: str, value: Any) -> tuple[Any, str]:
    """A value as the register keeps it, and what is wrong with it by the register's own check."""
    return value, " ".join(register.check({field: value}).values())


@dataclass(frozen=True, kw_only=True)
class Doubtable:
    """A field that may be called wrong. `part` is the part of the personal record in which it is shown.

    `register` names the register that keeps it, where that is another one. One that is not `is_typed` holds numbers of
    others: what it should be is said in words, and its owner files the act. What is `only_if_stated` is not offered
    where nobody has said anything. `choices` are its values where the register itself does not list them. What
    `is_by_act` is never corrected here: other things follow from it, so its owner files the act that brings them.
    """

    name: str
    part: str = ""
    register: str = ""
    is_typed: bool = True
    only_if_stated: bool = False
    is_by_act: bool = False
    choices: Callable[[], "Choices"] | None = None


@dataclass(frozen=True, kw_only=True)
class DoubtDesk:
    """The door by which readers of one register doubt its values. A room lists them in its `doubts.py` as `DESKS`.

    `row` finds what `record` reads by the number that stands in an address; `nobody` makes up one that is not there,
    so that a refusal tells nobody who has a record. `kept_by` gives the number under which another register keeps the
    row's field. Without a `record` the register is public. `concerned` are all whom the values of a register's subject
    are about: none of them decides on it. `told` says a value in words; `fit` gives what was typed as it is kept, and
    what is wrong with it. `record_page` is where a reader came from, `own_page` where the person themselves reads of it
    again, `case_page` where it is decided and `list_page` where all of them stand. `named` is what a public register's
    subject is called.
    """

    register: str
    fields: tuple[Doubtable, ...]
    row: Callable[[int], Any | None]
    nobody: Callable[[int], Any]
    record: PersonalRecord | None = None
    kept_by: Callable[[Any, str], int | None] = lambda row, register: None
    told: Callable[[Register, str, Any], str] = told
    fit: Callable[[Register, str, Any], tuple[Any, str]] = fit
    record_page: Callable[[int, Account, Purpose], str] = lambda number, account, purpose: "/"
    own_page: "_StrOrPromise" = ""
    concerned: Callable[[str, int], frozenset[int]] = lambda register, subject_id: frozenset()
    case_page: Callable[[int], str] = lambda doubt_id: ""
    list_page: "_StrOrPromise" = ""
    named: Callable[[int], str] = lambda subject_id: ""

    @property
    def is_public(self) -> bool:
        """Whether the values of the register are nobody's, so that everybody may read them."""
        return self.record is None

    def doubtable(self, name: str) -> Doubtable | None:
        """The field of this name, if it may be doubted here."""
        return next((one for one in self.fields if one.name == name), None)

    def register_of(self, one: Doubtable) -> Register:
        """The register that keeps the field."""
        return register_named(one.register or self.register)

    def field_of(self, one: Doubtable) -> RegisterField:
        """The field as its register declares it."""
        return self.register_of(one).field(one.name)

    def choices_of(self, one: Doubtable) -> "Choices":
        """What may be chosen for the field; empty where it is typed."""
        return one.choices() if one.choices is not None else self.field_of(one).choices

    def subject_of(self, one: Doubtable, row: Any) -> int | None:
        """The number under which the field's register keeps the row; None where it keeps nothing of it."""
        return self.kept_by(row, one.register) if one.register else int(row.pk)


@cache
def desks() -> dict[str, DoubtDesk]:
    """Every desk of every room, by the name of its register."""
    return {
        desk.register: desk
        for room in rooms()
        if room.has_part("doubts")
        for desk in getattr(room.part("doubts"), "DESKS", ())
    }


def concerned_by(register: str, subject_id: int) -> frozenset[int]:
    """Whose data the values of this subject are, as every desk knows it."""
    return frozenset().union(*(desk.concerned(register, subject_id) for desk in desks().values()))


def desk_that_keeps(register: str) -> DoubtDesk | None:
    """The desk by which doubts about a register come in, also where it is the door of another one."""
    for desk in desks().values():
        if desk.register == register or any(one.register == register for one in desk.fields):
            return desk
    return None


def case_page(doubt: Doubt) -> str:
    """Where it is decided; empty where the room has no page for it."""
    desk = desk_that_keeps(doubt.register)
    return desk.case_page(doubt.pk) if desk else ""


def list_page(doubt: Doubt) -> str:
    """Where the requests of its kind stand."""
    desk = desk_that_keeps(doubt.register)
    return str(desk.list_page) if desk else ""


def own_page(doubt: Doubt) -> str:
    """Where the person whom it concerns reads of it."""
    desk = desk_that_keeps(doubt.register)
    return str(desk.own_page) if desk else ""


def public_page(doubt: Doubt) -> str:
    """Where everybody reads the value; empty where it is a person's."""
    desk = desk_that_keeps(doubt.register)
    return desk.record_page(doubt.subject_id, Account(), OWN_RECORD) if desk and desk.is_public else ""


def is_by_act(doubt: Doubt) -> bool:
    """Whether the doubted field is changed by an act of its own alone."""
    desk = desk_that_keeps(doubt.register)
    one = desk.doubtable(doubt.field) if desk else None
    return one is not None and one.is_by_act


def choices_of(doubt: Doubt) -> Choices:
    """What may be chosen for the doubted field; empty where it is typed."""
    desk = desk_that_keeps(doubt.register)
    one = desk.doubtable(doubt.field) if desk else None
    return desk.choices_of(one) if desk and one else register_named(doubt.register).field(doubt.field).choices


def told_by_desk(doubt: Doubt, value: Any) -> str:
    """A value of the doubted field in the words of its room."""
    desk = desk_that_keeps(doubt.register)
    return (desk.told if desk else told)(register_named(doubt.register), doubt.field, value)


def fit_by_desk(doubt: Doubt, value: Any) -> tuple[Any, str]:
    """What an officer typed for the doubted field as it is kept, and what is wrong with it."""
    desk = desk_that_keeps(doubt.register)
    return (desk.fit if desk else fit)(register_named(doubt.register), doubt.field, value)
