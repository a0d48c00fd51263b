"""What a base declares of its registers: who owns which field, how acts become the current record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import rooms

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from longcheng.core.registry.folding import State
    from longcheng.core.registry.models import RegisterAct, RegisterRecord

KINDS = frozenset({"text", "date", "code", "number", "numbers", "yes", "decimal", "object", "geometry"})


@dataclass(frozen=True)
class Term:
    """Within what time whoever doubts a value is owed an answer, from a day on, and where that is laid down."""

    in_force_from: date
    within: timedelta
    source: str


# When the term changes, a further one is added; a doubt is answered by the term of the day on which it was filed.
ANSWER_TERMS = (Term(date(2020, 10, 1), timedelta(days=30), "GB/T 35273-2020 《信息安全技术 个人信息安全规范》 8.7"),)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who states something: a department's system, a counter, the person. `organisation` answers for it."""

    name: str
    title: "_StrOrPromise"
    organisation: "_StrOrPromise" = ""


@dataclass(frozen=True, kw_only=True)
class RegisterField:
    """One field. `owner` is its one authoritative source 一数一源; others fill it only where the owner is silent.

    A sealed field stands in no open column. `kind` tells its JSON form: date is `YYYY-MM-DD`, number a whole
    number, numbers a list of them, decimal any number, yes a truth value, code one of `choices` (value, title) if there
    are any, object whatever JSON can say, geometry the WKB of a shape in WGS-84 as hexadecimal signs. `compared` brings
    a text into the form in which two sources are compared: one flat written in two ways raises no doubt. `longest` is
    how many signs a text may have. `fillers` are the only sources that fill it where the owner is silent (None: any);
    what another one says raises a doubt.
    """

    name: str
    title: "_StrOrPromise"
    owner: str
    kind: str = "text"
    is_sealed: bool = False
    choices: tuple[tuple[str, "_StrOrPromise"], ...] = ()
    compared: Callable[[str], str] = str.strip
    longest: int = 500
    fillers: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ActKind:
    """A kind of act, such as a birth or a row of a department's file."""

    name: str
    title: "_StrOrPromise"


def _no_defects(values: Mapping[str, Any]) -> dict[str, str]:
    return {}


def _unknown(values: Mapping[str, Any]) -> str:
    return ""


def _nobody(rows: Sequence[Mapping[str, Any]]) -> list[int | None]:
    return [None] * len(rows)


def _nothing_follows(subject_ids: Iterable[int]) -> None:
    """Nothing else hangs on the record."""


@dataclass(frozen=True, kw_only=True)
class Register:
    """One register: its acts, its current records, and who answers for which field.

    `project` turns states into the columns of `record_model`, for many subjects at once. `derive` brings other
    records up to date that hang on these. `merged_field` names the field by which one subject is merged into another.
    `check` tells what is wrong with values, by field; `find_subjects` knows whom the rows of a file mean, many at once;
    two rows with the same `identity_of` mean the same, also where nobody is known yet. Files state acts of
    `file_kinds`, from `file_sources` (empty: from any), and none of the fields `closed_to_files`.
    No file of its owner fills one of `closed_to_owner_files`: other things follow, which only an act of its own brings.
    `header_words` are what files call the columns of a field, `code_words` what they write for its codes, `parsers` how
    a field is read where its kind is not enough.
    `subject_of` and `area_of` take from a record whom a matter about it concerns, and where.
    """

    name: str
    title: "_StrOrPromise"
    act_model: "type[RegisterAct]"
    record_model: "type[RegisterRecord]"
    fields: tuple[RegisterField, ...]
    kinds: tuple[ActKind, ...]
    project: Callable[[Mapping[int, "State"]], Mapping[int, dict[str, Any]]]
    derive: Callable[[Iterable[int]], None] = _nothing_follows
    merged_field: str = ""
    check: Callable[[Mapping[str, Any]], dict[str, str]] = _no_defects
    find_subjects: Callable[[Sequence[Mapping[str, Any]]], list[int | None]] = _nobody
    identity_of: Callable[[Mapping[str, Any]], str] = _unknown
    header_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    code_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parsers: Mapping[str, str] = field(default_factory=dict)
    subject_of: Callable[[Any], int] = field(default=lambda record: int(record.pk))
    area_of: Callable[[Any], str] = field(default=lambda record: "")
    doubt_purpose: str = ""
    decide_permission: str = ""
    import_permission: str = ""
    file_kinds: tuple[str, ...] = ("row",)
    file_sources: tuple[str, ...] = ()
    closed_to_files: frozenset[str] = frozenset()
    closed_to_owner_files: frozenset[str] = frozenset()
    answer_terms: tuple[Term, ...] = ANSWER_TERMS

    def is_open_to_files(self, of: RegisterField, *, source: str) -> bool:
        """Whether a file of this source may fill the field."""
        closed_to_it = self.closed_to_owner_files if source == of.owner else frozenset()
        return of.name not in self.closed_to_files | closed_to_it

    def field(self, name: str) -> RegisterField:
        """The field of this name. Raises LookupError if there is none."""
        for one in self.fields:
            if one.name == name:
                return one
        raise LookupError(f"The register {self.name} has no field {name!r}.")

    def has_field(self, name: str) -> bool:
        return any(one.name == name for one in self.fields)

    def kind(self, name: str) -> ActKind:
        """The kind of act of this name. Raises LookupError if there is none."""
        for one in self.kinds:
            if one.name == name:
                return one
        raise LookupError(f"The register {self.name} has no acts of the kind {name!r}.")


@cache
def registers() -> Mapping[str, Register]:
    """Every declared register, by name. A room lists them in its `registers.py` as `REGISTERS`."""
    return {one.name: one for room in _rooms_with_registers() for one in getattr(room, "REGISTERS", ())}


@cache
def sources() -> Mapping[str, Source]:
    """Every declared source, by name. A room lists them in its `registers.py` as `SOURCES`."""
    return {one.name: one for room in _rooms_with_registers() for one in getattr(room, "SOURCES", ())}


def _rooms_with_registers() -> list[Any]:
    return [room.part("registers") for room in rooms() if room.has_part("registers")]


def register_named(name: str) -> Register:
    """Raises LookupError for one that no room declares."""
    if name not in registers():
        raise LookupError(f"The register {name!r} does not exist. There are: {', '.join(sorted(registers()))}.")
    return registers()[name]


def source_named(name: str) -> Source:
    """Raises LookupError for one that no room declares."""
    if name not in sources():
        raise LookupError(f"The source {name!r} does not exist. There are: {', '.join(sorted(sources()))}.")
    return sources()[name]


DEPARTMENT_ROW = ActKind(name="row", title=_("Row of a department's file"))
