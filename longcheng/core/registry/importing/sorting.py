"""What becomes of checked rows: new, recognised, changed, unchanged; the same for the check and for the load."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from longcheng.core.registry.declaring import Register
from longcheng.core.registry.import_models import ImportedRow
from longcheng.core.registry.importing.checking import Checked
from longcheng.core.registry.importing.origins import Origin
from longcheng.core.registry.reading import as_of_many

COUNTED = ("rows", "new", "recognised", "changed", "unchanged", "refused", "doubts", "defects")


@dataclass(slots=True)
class Sorted:
    """A row that fits, with its digests, and what is known of it. `subject_id` None is somebody new."""

    checked: Checked
    key_digest: bytes
    values_digest: bytes
    known: ImportedRow | None = None
    subject_id: int | None = None
    what: str = "new"


@dataclass
class Portion:
    """Some rows after sorting, and how many there are of each."""

    rows: list[Sorted] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))

    def to_state(self) -> list[Sorted]:
        """The rows that say something new."""
        return [row for row in self.rows if row.what != "unchanged"]


def sort_rows(register: Register, origin: Origin, checked: Sequence[Checked]) -> Portion:
    """Sort rows without defects. Some queries for all of them."""
    portion = Portion()
    portion.rows = [
        Sorted(row, origin.key_digest(row), origin.values_digest(row))
        for row in checked
        if not row.defects and not row.is_blank
    ]
    known = {
        bytes(one.key_digest): one
        for one in ImportedRow.objects.filter(
            origin_id=origin.id, key_digest__in=[row.key_digest for row in portion.rows]
        )
    }
    for row in portion.rows:
        row.known = known.get(row.key_digest)
        if row.known is not None:
            row.subject_id = row.known.subject_id
            is_same = bytes(row.known.values_digest) == row.values_digest
            row.what = "unchanged" if is_same else "changed"
    strange = [row for row in portion.rows if row.known is None]
    if strange:
        found = register.find_subjects([row.checked.values for row in strange])
        for row, subject_id in zip(strange, found, strict=True):
            row.subject_id, row.what = subject_id, "new" if subject_id is None else "recognised"
    return portion


def expected_doubts(register: Register, *, source: str, rows: Sequence[Sorted]) -> int:
    """How many doubts the load would open: values that differ from what the field's owner holds. Values stay here."""
    fields = [one for one in register.fields if one.owner != source]
    told = [row for row in rows if row.subject_id is not None and any(one.name in row.checked.values for one in fields)]
    if not told:
        return 0
    states = as_of_many(register, {row.subject_id for row in told if row.subject_id is not None})
    count = 0
    for row in told:
        state = states.get(row.subject_id or 0)
        for one in fields:
            origin = state.origins.get(one.name) if state else None
            said = row.checked.values.get(one.name)
            if state is None or origin is None or origin.source != one.owner or said in (None, "", []):
                continue
            count += _compared(one, said) != _compared(one, state.get(one.name))
    return count


def _compared(of: Any, value: Any) -> Any:
    return of.compared(value) if isinstance(value, str) else value
