"""Merging two records of one person, and parting them again: nothing is lost, and undoing restores what stood before.

A merge is one act on the record that goes: it is merged into the other. The other is projected from both histories;
whoever names the record that went (a child its mother, a household its head) is projected again and then names the one
that stands, because references are resolved when a record is made. Their acts stay as they were stated, so that taking
the act back brings every record back to the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from longcheng.bases.population.actions.filing import if_wrong, new_filing, refuse_own, tell
from longcheng.bases.population.events import MergeUndone, PersonsMerged
from longcheng.bases.population.fitness import text_defect
from longcheng.bases.population.models import Household, Person, PersonAct
from longcheng.bases.population.registers import HOUSEHOLDS, KEEPER, PERSONS
from longcheng.core.access.actions.aliases import add_alias, remove_alias
from longcheng.core.access.matters import move_matters
from longcheng.core.access.models import Account, AccountKind, Act, OpenMatter
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.access.purposes import DUTY, NO_PURPOSE, Purpose, find
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, lock_subjects, reproject, state, take_back
from longcheng.core.registry.reading import standing_acts

LINK, MERGE = "population.link", "merge"
MERGED, PARTED = "population.merge_persons", "population.undo_merge"


@dataclass(frozen=True)
class _Moved:
    """What went over with a merge, as its line in the record keeps it: an account, and matters by their old number."""

    account_id: int | None
    matters: dict[str, list[int]]


def merge_persons(
    officer: Account, *, keep_id: int, other_id: int, reason: str, purpose: Purpose = NO_PURPOSE
) -> PersonAct:
    """Say that two records are of one person: `other_id` is merged into `keep_id`. Returns the act.

    The account and open matters of the one that goes follow; everything written about either is in the person's log. A
    linker needs something open about both (the doubtful pair); the register's own program acts on its duty. Raises
    Denied; Unfit where both have an account, for then two people may have signed in.
    """
    with transaction.atomic():
        require(officer, LINK)
        keep, other = _both(keep_id, other_id)
        _require_open(officer, keep, other, purpose=purpose)
        _refuse_unfit(keep, other, reason=reason)
        numbers = keep.subject_id, other.subject_id
        act: PersonAct = state(
            PERSONS,
            Statement(
                kind=MERGE,
                source=KEEPER,
                subject_id=other.pk,
                values={"merged_into_id": keep.pk},
                reason=reason.strip(),
                source_key=new_filing(),
            ),
            by=officer,
        ).act
        _refer_anew(keep.pk, other.pk)
        moved = _follow(officer, keep, other, numbers=numbers)
        record(
            officer, MERGED, subject=f"person:{other.pk}", into=keep.pk, act=act.pk, account=moved.account_id,
            matters=moved.matters,
        )  # fmt: skip
        record(officer, MERGED, subject=f"person:{keep.pk}", merged=other.pk, act=act.pk)
        keep.refresh_from_db()
        tell(keep, key=f"merge {act.pk}", title=_two_were_one, body=if_wrong)
        emit(PersonsMerged(person_id=keep.pk, other_id=other.pk), actor=officer)
    return act


def undo_merge(officer: Account, *, person_id: int, reason: str) -> PersonAct:
    """Part two records that were merged by mistake; `person_id` is the one that went. Returns the act that does it.

    What was filed about the one that stood stays with it; account and open matters go back. No purpose is asked, for
    nothing of either record is shown. Raises Denied, Unfit.
    """
    with transaction.atomic():
        require(officer, LINK)
        other = Person.objects.select_related("account").filter(pk=person_id).first()
        keep = Person.objects.filter(pk=other.merged_into_id or 0).first() if other else None
        refuse_own(officer, [one for one in (keep, other) if one is not None])
        found = {"reason": text_defect(reason, missing=_("Say why they are two people. Both read it."))}
        if other is None or keep is None:
            found["person_id"] = _("This record is not merged into another.")
        elif keep.merged_into_id is not None:
            found["person_id"] = _("No. %(keep)s is itself merged into no. %(n)s. Part those two first.") % {
                "keep": keep.pk, "n": keep.merged_into_id,
            }  # fmt: skip
        if defects := {field: defect for field, defect in found.items() if defect}:
            raise Unfit(defects)
        assert other is not None and keep is not None  # noqa: S101, PT018  told above
        lock_subjects(PERSONS, [keep.pk, other.pk])
        merge = next((one for one in standing_acts(PERSONS, other.pk) if one.kind == MERGE), None)
        if merge is None:  # a colleague was quicker, while this one waited
            raise Unfit({"person_id": _("This record is not merged into another.")})
        act: PersonAct = take_back(PERSONS, merge.pk, by=officer, reason=reason.strip())
        reproject(PERSONS, [keep.pk, other.pk])
        _refer_anew(keep.pk, other.pk)
        _go_back(officer, keep, other, merge_id=merge.pk)
        record(officer, PARTED, subject=f"person:{other.pk}", from_=keep.pk, act=merge.pk)
        record(officer, PARTED, subject=f"person:{keep.pk}", parted=other.pk, act=merge.pk)
        for one in (keep, other):
            one.refresh_from_db()
            tell(one, key=f"parted {act.pk}", title=_they_were_two, body=if_wrong)
        emit(MergeUndone(person_id=keep.pk, other_id=other.pk), actor=officer)
    return act


def _two_were_one() -> str:
    return _("Two records about you have been merged into one.")


def _they_were_two() -> str:
    return _("Your record had been merged with another person's by mistake. They stand apart again.")


def _both(keep_id: int, other_id: int) -> tuple[Person, Person]:
    lock_subjects(PERSONS, [keep_id, other_id])
    rows = Person.objects.select_related("account").in_bulk([keep_id, other_id])
    if keep_id == other_id or len(rows) < 2:
        raise Unfit({"other_id": _("Name two records of the register.")})
    return rows[keep_id], rows[other_id]


def _require_open(officer: Account, *people: Person, purpose: Purpose) -> None:
    """A linker has something open about both; a program of our own holds its role and acts on a duty in force."""
    refuse_own(officer, people)
    is_program = officer.kind == AccountKind.PROGRAM
    for one in people:
        found = find(purpose, actor=officer, subject_id=one.subject_id)
        # A duty is the program's purpose alone: it names no person, so an officer could merge anybody by it.
        if found.is_live and found.is_mine and is_program == (purpose.kind == DUTY):
            continue
        pairs = OpenMatter.objects.live().filter(kind="population.pair", holder=None, subject_id=one.subject_id)
        held = OpenMatter.objects.live().filter(holder=officer, subject_id=one.subject_id)
        if is_program or not (pairs | held).exists():
            raise Denied(
                _("You do not have both records open."),
                how=_("Open the doubtful pair, or both people at the counter, and decide there."),
                permission=LINK,
            )


def _refuse_unfit(keep: Person, other: Person, *, reason: str) -> None:
    found = {"reason": text_defect(reason, missing=_("Say why they are one person. They read it."))}
    if other.merged_into_id is not None or keep.merged_into_id is not None:
        found["other_id"] = _("One of the two is merged into another already. Compare with that one.")
    elif keep.account_id is not None and other.account_id is not None:
        found["other_id"] = _(
            "Both records have an account: two people may have signed in. Ask both to the counter; if they are one, "
            "close one account there, then merge."
        )
    elif keep.sex and other.sex and keep.sex != other.sex and keep.number and other.number:
        found["other_id"] = _(
            "Two identity numbers and two sexes: these are two people. Correct the record that is wrong."
        )
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)


def _refer_anew(*person_ids: int) -> None:
    """Make those records anew that name one of these as parent, spouse, guardian or head."""
    ids = list(person_ids)
    referring: set[int] = set()
    for field in ("mother_id", "father_id", "spouse_id"):
        referring |= set(Person.objects.filter(**{f"{field}__in": ids}).values_list("pk", flat=True))
    guarded = Person.objects.exclude(guardian_ids=[]).filter(guardian_ids__overlap=ids)
    referring |= set(guarded.values_list("pk", flat=True))
    reproject(PERSONS, referring - set(ids))
    reproject(HOUSEHOLDS, _households_of(ids))


def _households_of(person_ids: Iterable[int]) -> set[int]:
    """Where these people belong or ever belonged: a head is a member."""
    acts = PersonAct.objects.filter(subject_id__in=list(person_ids), fields__has_key="household_id")
    found = {fields["household_id"] for fields in acts.values_list("fields", flat=True)}
    return set(Household.objects.filter(pk__in=found - {None}).values_list("pk", flat=True))


def _numbers_of(person_id: int) -> list[int]:
    """The record's number and those of all that are merged into it."""
    found, new = [person_id], [person_id]
    while new:
        new = list(Person.objects.filter(merged_into_id__in=new).values_list("pk", flat=True))
        found += new
    return found


def _follow(officer: Account, keep: Person, other: Person, *, numbers: tuple[int, int]) -> _Moved:
    """The account, the numbers of the log and what is open go to the record that stands."""
    account_id: int | None = None
    if other.account_id is not None:
        account_id = other.account_id
        Person.objects.filter(pk=other.pk).update(account=None)
        Person.objects.filter(pk=keep.pk).update(account_id=account_id)
    now = account_id or keep.account_id or keep.pk
    matters = {str(one): move_matters(one, now) for one in numbers if one != now}
    if now != keep.pk:
        for number in {*_numbers_of(keep.pk), *_numbers_of(other.pk)}:
            add_alias(now, number, reason=MERGE, by=officer)
    return _Moved(account_id, matters)


def _go_back(officer: Account, keep: Person, other: Person, *, merge_id: int) -> None:
    moved = _moved_with(other.pk, merge_id)
    now = Person.objects.get(pk=keep.pk).subject_id
    goes_back = moved.account_id is not None and now == moved.account_id
    if goes_back:
        Person.objects.filter(pk=keep.pk).update(account=None)
        Person.objects.filter(pk=other.pk).update(account_id=moved.account_id)
    for number, ids in moved.matters.items():
        move_matters(now, int(number), only=ids)
    if now != keep.pk:  # whose account it is now keeps its own numbers and gives up the other's
        gone = keep.pk if goes_back else other.pk
        for one in _numbers_of(gone):
            remove_alias(now, one, by=officer)


def _moved_with(other_id: int, merge_id: int) -> _Moved:
    """What the merge has moved, from its line in the record, which is append-only."""
    lines = Act.objects.filter(verb=MERGED, subject=f"person:{other_id}", detail__act=merge_id).order_by("-pk")
    detail: dict[str, Any] = lines.values_list("detail", flat=True).first() or {}
    return _Moved(detail.get("account"), detail.get("matters") or {})
