"""One reading of one person's data, as the one who shows it tells it to the ledger."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

import orjson

from longcheng.core.transparency.canonical import escaped, number_text

# The lengths of the columns.
LONGEST = {
    "role": 80, "organisation": 120, "what": 120, "purpose": 80, "reference": 200, "came_from": 120,
}  # fmt: skip
FIELDS_LONGEST = 4_000
ACCOUNT_MAX = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Who read what of whom, and why. Accounts are ids; all lines of one reading share its `reading_id`.

    `reader_id` is None where the city's own program reads; `for_id` is the giver of a mandate; `subject_id` is the
    person's account or, for someone who has none, their number in the register. Raises ValueError, naming every
    defect, for what the ledger could not keep.
    """

    reader_id: int | None
    role: str
    organisation: str
    for_id: int | None = None
    subject_id: int
    what: str
    fields: tuple[str, ...]
    purpose: str
    reference: str = ""
    came_from: str = ""
    reading_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self) -> None:
        defects = [
            f"{name} must be a text of at most {longest} signs without NUL"
            for name, longest in LONGEST.items()
            if not _can_be_kept(getattr(self, name), longest)
        ]
        if not all(_can_be_kept(name, FIELDS_LONGEST) and name and "," not in name for name in self.fields):
            defects.append("each of the fields must be a name without a comma")
        elif len(",".join(self.fields)) > FIELDS_LONGEST:
            defects.append(f"the names of the fields must have at most {FIELDS_LONGEST} signs together")
        defects += [
            f"{name} must be the id of an account"
            for name in ("reader_id", "for_id", "subject_id")
            if not _is_account(getattr(self, name), may_be_none=name != "subject_id")
        ]
        if not isinstance(self.reading_id, uuid.UUID):
            defects.append("reading_id must be a UUID")
        if defects:
            raise ValueError(f"This reading cannot be kept: {'; '.join(defects)}.")

    def of_each(self, subject_ids: Iterable[int]) -> list["Reading"]:
        """The same reading of many persons, one line for each; as quick as eighty thousand lines need it."""
        readings = []
        for subject_id in subject_ids:
            if not _is_account(subject_id, may_be_none=False):
                raise ValueError(f"subject_id must be the id of an account (it is {subject_id!r}).")
            reading = object.__new__(Reading)
            reading.__dict__.update(self.__dict__, subject_id=subject_id)
            readings.append(reading)
        return readings

    def json(self) -> bytes:
        """The same columns as members of a JSON object, whose end they are."""
        members = dict(self.__dict__, reading_id=str(self.reading_id), fields=",".join(self.fields))
        return orjson.dumps(members)[1:]

    def columns(self) -> str:
        """The line's columns from `reading_id` on, in their canonical form."""
        return "\t".join((
            str(self.reading_id), number_text(self.reader_id), escaped(self.role), escaped(self.organisation),
            number_text(self.for_id), str(self.subject_id), escaped(self.what), escaped(",".join(self.fields)),
            escaped(self.purpose), escaped(self.reference), escaped(self.came_from),
        ))  # fmt: skip


def _can_be_kept(text: object, longest: int) -> bool:
    if not isinstance(text, str) or len(text) > longest or "\0" in text:
        return False
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


def _is_account(number: object, *, may_be_none: bool) -> bool:
    if number is None:
        return may_be_none
    return isinstance(number, int) and not isinstance(number, bool) and 0 < number <= ACCOUNT_MAX
