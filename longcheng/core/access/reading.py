"""The one way to read personal data: judged part by part, written into the access ledger, then shown."""

import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from longcheng.core.access.explanations import explain
from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.access.permissions import Actor, has_it_elsewhere, record, request_for, roles_held
from longcheng.core.access.personal import PersonalRecord, Seen, Value
from longcheng.core.access.policies import Request, Verdict, judge
from longcheng.core.access.purposes import NO_PURPOSE, FoundPurpose, Purpose, find, find_for_many, open_about
from longcheng.core.access.whence import came_from
from longcheng.core.transparency.reading import Reading
from longcheng.core.transparency.writing import append

CHUNK = 5_000  # rows that are judged and written before the first of them is shown


class Reader:
    """One actor reading one kind of record for one purpose; equal questions are asked of the judge once."""

    def __init__(self, kind: PersonalRecord, *, by: Actor, purpose: Purpose, is_bulk: bool) -> None:
        self.kind, self.by, self.purpose, self.is_bulk = kind, by, purpose, is_bulk
        self.account = by if isinstance(by, Account) and by.is_active else None
        self.held = roles_held(by)  # as of now: a long reading asks again
        self.reading_id = uuid.uuid4()
        self._verdicts: dict[Request, Verdict] = {}

    def asked(self, row: Any, part: str, found: FoundPurpose) -> Request:
        return request_for(
            self.by,
            self.kind.permission,
            held=self.held,
            area_code=self.kind.area(row),
            found=found,
            part=part,
            is_bulk=self.is_bulk,
            is_protected=self.kind.is_protected(row),
        )

    def verdict(self, request: Request) -> Verdict:
        if request not in self._verdicts:
            self._verdicts[request] = judge().decide(request)
        return self._verdicts[request]

    def see(self, row: Any, found: FoundPurpose) -> tuple[Seen, RoleHeld | None]:
        """The row with what may be shown, and the role by which it may."""
        values, by_role = {}, None
        for part in self.kind.parts:
            request = self.asked(row, part.name, found)
            verdict = self.verdict(request)
            if verdict.is_allowed:
                values[part.name] = Value(part, part.value(row))
                by_role = by_role or self._role_of(verdict, request, self.kind.area(row))
            else:
                values[part.name] = Value(part, part.mask(str(part.value(row) or "")), is_masked=True)
        return Seen(row.pk, self.kind.subject(row), values), by_role

    def _role_of(self, verdict: Verdict, request: Request, area_code: str) -> RoleHeld | None:
        """The role that the verdict rests on, in the organisation for which it reaches there."""
        named = frozenset().union(*(rule.roles() for rule in verdict.rules)) & request.roles
        return next((held for held in self.held if held.role in named and held.reaches(area_code)), None)

    def line(self, seen: Seen, found: FoundPurpose, role: RoleHeld | None) -> Reading:
        return Reading(
            reader_id=self.account.pk if self.account else None,
            role=role.role if role else "",
            organisation=role.organisation if role else "",
            for_id=found.for_id,
            subject_id=seen.subject_id,
            what=self.kind.name,
            fields=seen.shown,
            purpose=found.purpose.kind,
            reference=found.purpose.reference,
            came_from=came_from(),
            reading_id=self.reading_id,
        )


def read_one(row: Any, kind: PersonalRecord, *, by: Actor, purpose: Purpose) -> Seen:
    """One row for one purpose; the ledger's line is durable when this returns.

    Raises Denied, which is recorded, if no part may be shown. What may not be shown is masked.
    """
    reader = Reader(kind, by=by, purpose=purpose, is_bulk=False)
    found = find(purpose, actor=reader.account, subject_id=kind.subject(row))
    seen, role = reader.see(row, found)
    if not seen.shown:
        _refuse(reader, row, found)
    append([reader.line(seen, found, role)])
    return seen


def read_none(row: Any, kind: PersonalRecord, *, by: Actor, purpose: Purpose) -> None:
    """For a row that is not there, made up with no more than its person: refused in the same words as a real one.

    Raises Denied, so that a refusal tells nobody who has a record. Returns where the purpose would have let in;
    then the reader may know that there is nothing to read.
    """
    reader = Reader(kind, by=by, purpose=purpose, is_bulk=False)
    found = find(purpose, actor=reader.account, subject_id=kind.subject(row))
    if not reader.see(row, found)[0].shown:
        _refuse(reader, row, found)


def ways_in(row: Any, kind: PersonalRecord, *, by: Account) -> list[Purpose]:
    """The live purposes by which this actor could read something of the row, for a page to offer. Three queries."""
    reader = Reader(kind, by=by, purpose=NO_PURPOSE, is_bulk=False)
    live = open_about(by, subject_id=kind.subject(row))
    return [found.purpose for found in live if reader.see(row, found)[0].shown]


def _refuse(reader: Reader, row: Any, found: FoundPurpose) -> None:
    kind = reader.kind
    asked = reader.asked(row, kind.parts[0].name, found)
    elsewhere = has_it_elsewhere(asked, held=reader.held)
    record(
        reader.account,
        "access.refused",
        subject=f"account:{kind.subject(row)}",
        record=kind.name,
        purpose=str(reader.purpose),
    )
    raise explain(asked, verdict=reader.verdict(asked), found=found, has_it_elsewhere=elsewhere)


def read_many(rows: Iterable[Any], kind: PersonalRecord, *, by: Actor, purpose: Purpose) -> Iterator[Seen]:
    """The rows of which something may be shown, in their order; each person's line is durable before its row is given.

    Rows that the purpose or the roles do not reach are left out. Both are asked again for each chunk, so that a long
    reading ends with its purpose. Costs two queries a chunk, one decision for each different area, and one ledger
    line for each row. Lines are written by the chunk: whoever stops early has more of them than rows, never fewer.
    """
    reader = Reader(kind, by=by, purpose=purpose, is_bulk=True)
    nothing = FoundPurpose(purpose)
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        reader.held = roles_held(by)
        found_for = find_for_many(purpose, actor=reader.account)
        shown: list[Seen] = []
        alike: dict[Any, tuple[Reading, list[int]]] = {}  # lines that differ in the person alone are made together
        for row in chunk:
            found = found_for.get(kind.subject(row)) or found_for.get(None) or nothing
            seen, role = reader.see(row, found)
            if seen.shown:
                shown.append(seen)
                key = (seen.shown, role, found)
                alike.setdefault(key, (reader.line(seen, found, role), []))[1].append(seen.subject_id)
        append([line for first, subjects in alike.values() for line in first.of_each(subjects)])
        yield from shown
