"""Finding a resident for a purpose: only among those whom it reaches, and every hit is a line of the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db.models import F, Q
from django.utils import timezone

from longcheng.bases.population.models import Resident
from longcheng.bases.population.personal import RESIDENT
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.permissions import record, roles_held
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import NO_PURPOSE, FoundPurpose, Purpose, duties, find_for_many, for_duty, in_force
from longcheng.core.access.reading import Reader, read_many, read_none, read_one

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
    rows = matters.values_list("kind", "reference", "subject__resident__division_code")[:MATTERS_MOST]
    found = [
        Purpose(kind, reference)
        for kind, reference, area in rows
        if area and _parts(reader, _somewhere(area), FoundPurpose(Purpose(kind, reference), True, True))
    ]
    return [*dict.fromkeys(found), *(purpose for purpose in on_duty if may_find_for(account, purpose))]


def may_find_for(account: Account, purpose: Purpose) -> bool:
    """Whether this purpose opens anything of anybody to the account now. Reads no person's data."""
    found_for = find_for_many(purpose, actor=account)
    reader = Reader(RESIDENT, by=account, purpose=purpose, is_bulk=None in found_for)
    if None in found_for:
        areas = {held.area_code for held in reader.held}
        return any(_parts(reader, _somewhere(area), found_for[None]) for area in areas)
    return any(_parts(reader, one, found_for[one.account_id]) for one in _named(found_for))


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
    for resident in _named(found_for):
        seen, _role = reader.see(resident, found_for[resident.account_id])
        if seen.shown and _fits(resident, seen, wanted):
            people.append(read_one(resident, RESIDENT, by=account, purpose=purpose))
    return Found(people)


def _among_all(account: Account, purpose: Purpose, found_for: FoundFor, wanted: str) -> Found:
    """A duty reaches everybody in one's area: by number, or by name where the duty shows names."""
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
        fits |= Q(account_id=int(wanted))
    asked = reach & fits
    if len(wanted) >= WANTED_MIN:
        asked |= reach_by_name & Q(account__display_name__icontains=wanted)
    rows = Resident.objects.filter(asked).select_related("account").order_by("account_id")
    shown = list(rows[: SHOWN_MOST + 1])
    people = list(read_many(shown[:SHOWN_MOST], RESIDENT, by=account, purpose=purpose))
    return Found(people, is_cut=len(shown) > SHOWN_MOST, by_address=False)


def _named(found_for: Iterable[int | None]) -> list[Resident]:
    numbers = list(islice((pk for pk in found_for if pk is not None), NAMED_MOST))
    return list(Resident.objects.filter(account_id__in=numbers).select_related("account").order_by("account_id"))


def _parts(reader: Reader, resident: Resident, found: FoundPurpose) -> set[str]:
    """The parts that the policies would show of somebody who lives there."""
    names = [part.name for part in RESIDENT.parts]
    return {name for name in names if reader.verdict(reader.asked(resident, name, found)).is_allowed}


def _fits(resident: Resident, seen: Seen, wanted: str) -> bool:
    """Whether the words stand in the number, or in a part that is shown: a mask must tell nothing by a hit."""
    folded = wanted.casefold()
    if folded in {str(resident.account_id), resident.account.username.casefold()}:
        return True
    return bool(folded) and any(folded in str(value).casefold() for value in seen if not value.is_masked)


def _somewhere(area_code: str) -> Resident:
    return Resident(account=Account(pk=0), division_code=area_code)
