"""Finding a person for a purpose: only among those whom it reaches, and every hit is a line of the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db.models import F, Q
from django.utils import timezone

from longcheng.bases.population.models import Person
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.searching import ways_of
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.permissions import record, roles_held
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import NO_PURPOSE, FoundPurpose, Purpose, duties, find_for_many, for_duty, in_force
from longcheng.core.access.reading import Reader, read_many, read_none, read_one
from longcheng.core.registry.doubts.queries import is_filed_by

MATTERS_MOST = 100
NAMED_MOST = 20  # of people whom one purpose names
SHOWN_MOST = 20
WANTED_MAX, WANTED_MIN = 60, 2
FoundFor = Mapping[int | None, FoundPurpose]


@dataclass(frozen=True)
class Found:
    """Who was found, as far as the purpose shows them; `is_cut` where more fit than are shown.

    `by_address` says whether addresses were compared: they lie sealed, so only among the few whom a purpose names.
    """

    people: list[Seen]
    is_cut: bool = False
    by_address: bool = True


def usable_purposes(account: Account) -> list[Purpose]:
    """Purposes by which this account could find somebody now: its open matters, then the duties. Some queries.

    A matter that another has taken, that lies outside the account's area or opens nothing to its roles, is left out;
    those that the account has taken itself stand first. Reads no person's data.
    """
    if not roles_held(account):
        return []
    today = timezone.localdate()
    on_duty = [for_duty(name) for name, duty in duties().items() if in_force(duty, on=today)]
    matters = OpenMatter.objects.live().filter(Q(holder=None) | Q(holder=account)).exclude(subject=account)
    reader = Reader(RESIDENT, by=account, purpose=NO_PURPOSE, is_bulk=False)
    matters = matters.order_by(F("holder").desc(nulls_last=True), "-opened_at", "-pk")
    rows = list(matters.values_list("kind", "reference", "subject_id")[:MATTERS_MOST])
    people = {one.subject_id: one for one in _people(subject_id for _kind, _reference, subject_id in rows)}
    found = [
        Purpose(kind, reference)
        for kind, reference, subject_id in rows
        if subject_id in people
        and _parts(reader, people[subject_id], FoundPurpose(Purpose(kind, reference), True, True))
    ]
    return [*dict.fromkeys(found), *(purpose for purpose in on_duty if may_find_for(account, purpose))]


def may_find_for(account: Account, purpose: Purpose) -> bool:
    """Whether this purpose opens anything of anybody to the account now. Reads no person's data."""
    if is_filed_by(account, purpose):
        return False
    found_for = find_for_many(purpose, actor=account)
    reader = Reader(RESIDENT, by=account, purpose=purpose, is_bulk=None in found_for)
    if None in found_for:
        areas = {held.area_code for held in reader.held}
        return any(_parts(reader, _somewhere(area), found_for[None]) for area in areas)
    return any(_parts(reader, one, found_for[one.subject_id]) for one in _named(found_for))


def find_people(account: Account, *, purpose: Purpose, wanted: str) -> Found:
    """Those whom the purpose reaches and whose shown parts fit the words, each with a line in the ledger.

    Raises Denied where the purpose opens nothing to this account.
    """
    wanted = wanted.replace("\0", "").strip()[:WANTED_MAX]
    if not may_find_for(account, purpose):
        read_none(_somewhere(""), RESIDENT, by=account, purpose=purpose)  # says why
        return Found([])
    found_for = find_for_many(purpose, actor=account)
    find = _among_all if None in found_for else _among_named
    found = find(account, purpose, found_for, wanted)
    # What was typed may name a person, so the record keeps only that there was a search.
    record(account, "population.find", purpose=str(purpose), found=len(found.people))
    return found


def _among_named(account: Account, purpose: Purpose, found_for: FoundFor, wanted: str) -> Found:
    """A matter or a case names a few people: all that it shows of them is compared, the address too."""
    people = []
    reader = Reader(RESIDENT, by=account, purpose=purpose, is_bulk=False)
    for person in _named(found_for):
        seen, _role = reader.see(person, found_for[person.subject_id])
        if seen.shown and _fits(person, seen, wanted):
            people.append(read_one(person, RESIDENT, by=account, purpose=purpose))
    return Found(people)


def _among_all(account: Account, purpose: Purpose, found_for: FoundFor, wanted: str) -> Found:
    """A duty reaches everybody in one's area: by number, or by name and its sound where the duty shows names."""
    reach, reach_by_name = Q(pk__in=[]), Q(pk__in=[])
    reader = Reader(RESIDENT, by=account, purpose=purpose, is_bulk=True)
    for held in reader.held:
        parts = _parts(reader, _somewhere(held.area_code), found_for[None])
        here = Q(division_code__startswith=held.area_code)
        if parts:
            reach |= here
        if "name" in parts:  # where the name stays hidden, a hit by it would tell it
            reach_by_name |= here
    fits = Q(account__username=wanted)
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        fits |= Q(account_id=int(wanted)) | Q(pk=int(wanted))
    asked = reach & fits
    for way in ways_of(wanted) if len(wanted) >= WANTED_MIN else []:
        if way.column:
            asked |= reach_by_name & way.fits
    rows = Person.objects.filter(asked, merged_into_id=None).select_related("account", "household").order_by("pk")
    shown = list(rows[: SHOWN_MOST + 1])
    people = list(read_many(shown[:SHOWN_MOST], RESIDENT, by=account, purpose=purpose))
    return Found(people, is_cut=len(shown) > SHOWN_MOST, by_address=False)


def _named(found_for: Iterable[int | None]) -> list[Person]:
    return _people(islice((pk for pk in found_for if pk is not None), NAMED_MOST))


def _people(subject_ids: Iterable[int]) -> list[Person]:
    """The people behind numbers of accounts and of persons."""
    numbers = list(subject_ids)
    rows = Person.objects.filter(Q(account_id__in=numbers) | Q(pk__in=numbers))
    return list(rows.select_related("account", "household").order_by("pk"))


def _parts(reader: Reader, person: Person, found: FoundPurpose) -> set[str]:
    """The parts that the policies would show of somebody who lives there."""
    names = [part.name for part in RESIDENT.parts]
    return {name for name in names if reader.verdict(reader.asked(person, name, found)).is_allowed}


def _fits(person: Person, seen: Seen, wanted: str) -> bool:
    """Whether the words stand in the number, or in a part that is shown: a mask must tell nothing by a hit."""
    folded = wanted.casefold()
    known_as = {str(person.pk), str(person.account_id), person.account.username.casefold() if person.account else ""}
    if folded and folded in known_as:
        return True
    return bool(folded) and any(folded in str(value).casefold() for value in seen if not value.is_masked)


def _somewhere(area_code: str) -> Person:
    return Person(pk=0, account=Account(pk=0), division_code=area_code)
