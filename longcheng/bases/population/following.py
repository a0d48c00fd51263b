"""What followers of the change feed are given of each act, and of the records that the acts add up to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from longcheng.bases.population.followed import FOLLOWED_RECORD, Stated, part_of
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.core.access.permissions import Actor, record, require
from longcheng.core.access.purposes import for_duty
from longcheng.core.access.reading import read_many
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.feed import page_of_feed
from longcheng.core.registry.reading import as_of_many, values_of

FOLLOW, FEED = "population.follow_feed", "population.feed"
FOLLOWED = {PERSONS.name: PERSONS, HOUSEHOLDS.name: HOUSEHOLDS}
RECORDS_MOST = 100


@dataclass
class Told:
    """What a follower is given of one act or record; `withheld` names the fields that are there and not told."""

    values: dict[str, Any] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)


@dataclass
class FollowedPage:
    """A page of the feed with what is told of each act."""

    acts: list[tuple[Any, Told]]
    cursor: str
    has_more: bool


def register_followed(name: str) -> Register:
    """Raises Unfit for a register that has no feed."""
    if name not in FOLLOWED:
        raise Unfit(
            {"register": _("There is no such register. There are: %(names)s.") % {"names": ", ".join(FOLLOWED)}}
        )
    return FOLLOWED[name]


def follow(actor: Actor, *, register: str, after: str, limit: int) -> FollowedPage:
    """The acts after a cursor, in the order of their commits; a line in the ledger for each person and act.

    Raises Denied for whom no role over the whole city lets follow, Unfit for what is no register or no cursor.
    """
    require(actor, FOLLOW, area_code="")  # the whole city: a feed with gaps would be of no use
    of = register_followed(register)
    page = page_of_feed(of, after=after, limit=limit)
    told = _told(of, [(act.pk, act.subject_id, values_of(act)) for act in page.acts], by=actor)
    record(actor, "population.follow", register=of.name, acts=len(page.acts))
    return FollowedPage([(act, told[act.pk]) for act in page.acts], page.cursor, page.has_more)


def records_followed(actor: Actor, *, register: str, subject_ids: Sequence[int]) -> dict[int, tuple[Told, int]]:
    """By subject, the record as it stands and its newest act: a follower compares its own with it.

    Raises Denied, Unfit.
    """
    require(actor, FOLLOW, area_code="")
    of = register_followed(register)
    if len(subject_ids) > RECORDS_MOST:
        raise Unfit({"subjects": _("Ask for at most %(n)s records at once.") % {"n": RECORDS_MOST}})
    states = as_of_many(of, subject_ids)
    told = _told(of, [(pk, pk, dict(state.values)) for pk, state in states.items()], by=actor)
    return {pk: (told[pk], state.last_act_id) for pk, state in states.items()}


def _told(register: Register, stated: Sequence[tuple[int, int, dict[str, Any]]], *, by: Actor) -> dict[int, Told]:
    """What may be told of each; whatever concerns several people only where it may be told of all of them."""
    sealed = frozenset(one.name for one in register.fields if one.is_sealed)
    rows = list(_persons_rows(stated, sealed) if register is PERSONS else _household_rows(stated, sealed))
    waiting: dict[int, int] = defaultdict(int)
    for row in rows:
        waiting[row.pk] += 1
    shown: dict[int, list[set[str]]] = defaultdict(list)
    for seen in read_many(rows, FOLLOWED_RECORD, by=by, purpose=for_duty(FEED)):
        shown[seen.row_id].append(set(seen.shown))
    found = {}
    for pk, _subject, values in stated:
        # A household in which nobody lives concerns nobody; its address is still an address.
        parts = set.intersection(*shown[pk]) if len(shown[pk]) == waiting[pk] > 0 else set()
        parts |= {"facts", "whereabouts"} if not waiting[pk] else set()
        told = {name: value for name, value in values.items() if part_of(name, sealed) in parts}
        found[pk] = Told(told, sorted(values.keys() - told.keys()))
    return found


def _persons_rows(stated: Iterable[tuple[int, int, dict[str, Any]]], sealed: frozenset[str]) -> Iterable[Stated]:
    stated = list(stated)
    people = _people(pk=[subject for _pk, subject, _values in stated])
    for pk, subject, values in stated:
        account, area, is_protected, _household = people.get(subject, (None, "", True, None))
        yield Stated(pk, values, sealed, account or subject, area, is_protected)


def _household_rows(stated: Iterable[tuple[int, int, dict[str, Any]]], sealed: frozenset[str]) -> Iterable[Stated]:
    stated = list(stated)
    homes = [subject for _pk, subject, _values in stated]
    members: dict[int | None, list[tuple[int, bool]]] = defaultdict(list)
    for pk, (account, _area, is_protected, household) in _people(household=homes).items():
        members[household].append((account or pk, is_protected))
    areas = dict(Household.objects.filter(pk__in=homes).values_list("pk", "division_code"))
    for pk, subject, values in stated:
        for concerns, is_protected in members[subject]:
            yield Stated(pk, values, sealed, concerns, areas.get(subject, ""), is_protected)


def _people(**wanted: list[int]) -> dict[int, tuple[int | None, str, bool, int | None]]:
    ((name, numbers),) = wanted.items()
    found = Person.objects.filter(**{f"{name}__in": set(numbers)})
    rows = list(
        found.values_list("pk", "account_id", "division_code", "is_protected", "household_id", "merged_into_id")
    )
    # What was written under another number of somebody protected is theirs too.
    secret = _protected_above({one[-1] for one in rows if one[-1] is not None})
    return {
        pk: (account, area, is_protected or into in secret, household)
        for pk, account, area, is_protected, household, into in rows
    }


def _protected_above(person_ids: set[int]) -> set[int]:
    """Those of these who are protected, or are merged into somebody who is. A query for each step of a chain."""
    if not person_ids:
        return set()
    rows = list(Person.objects.filter(pk__in=person_ids).values_list("pk", "is_protected", "merged_into_id"))
    above = _protected_above({into for _pk, _is_protected, into in rows if into is not None})
    return {pk for pk, is_protected, into in rows if is_protected or into in above}
