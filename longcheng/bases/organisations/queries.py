"""Reads of the register of organisations that more than one door needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.geography.queries import names_of
from longcheng.bases.organisations.industries import industry_of, sections
from longcheng.bases.organisations.models import Licence, LicenceState, Organisation, OrganisationKind
from longcheng.bases.organisations.rules import normal_code

RELATED_MOST = 50  # branches and the like on one page; whoever has more is told so
DISTRICT = 6
LICENCE_TONES = {"valid": "well", "suspended": "waiting", "revoked": "urgent", "cancelled": ""}


def organisation_by_code(code: str) -> Organisation | None:
    """The organisation with this code, the one that stands first. One query by an index."""
    wanted = normal_code(code)
    if not wanted:
        return None
    return Organisation.objects.filter(code=wanted).order_by("ended_date", "pk").first()


def organisation_of(reference: str) -> Organisation | None:
    """By the register's number or by the code, whichever it is."""
    if reference.isascii() and reference.isdigit() and len(reference) < 15:
        return Organisation.objects.filter(pk=int(reference)).first()
    return organisation_by_code(reference) if len(reference) <= 40 else None


@dataclass(frozen=True)
class Related:
    """Other organisations that belong to one, by what they are to it; `is_cut` where there are more."""

    branch_of: Organisation | None
    parent: Organisation | None
    successor: Organisation | None
    branches: list[Organisation]
    children: list[Organisation]
    predecessors: list[Organisation]
    is_cut: bool

    @property
    def is_any(self) -> bool:
        single = (self.branch_of, self.parent, self.successor)
        return any(single) or bool(self.branches or self.children or self.predecessors)


def related_to(organisation: Organisation) -> Related:
    """Whose branch it is, what it belongs to, what it goes on in, and the other way round. Four queries."""
    ids = {organisation.branch_of_id, organisation.parent_id, organisation.successor_id} - {None}
    above = Organisation.objects.in_bulk([one for one in ids if one is not None]) if ids else {}
    below = [
        list(Organisation.objects.filter(**{field: organisation.pk}).order_by("pk")[: RELATED_MOST + 1])
        for field in ("branch_of_id", "parent_id", "successor_id")
    ]
    branches, children, predecessors = (found[:RELATED_MOST] for found in below)
    return Related(
        above.get(organisation.branch_of_id or 0),
        above.get(organisation.parent_id or 0),
        above.get(organisation.successor_id or 0),
        branches,
        children,
        predecessors,
        is_cut=any(len(found) > RELATED_MOST for found in below),
    )


@dataclass(frozen=True)
class ShownLicence:
    """A licence with what the page says of it. One that has run out says so, though nobody has cancelled it."""

    licence: Licence
    today: date

    @property
    def has_run_out(self) -> bool:
        until = self.licence.valid_until
        return self.licence.state == LicenceState.VALID and until is not None and until < self.today

    @property
    def tone(self) -> str:
        return "waiting" if self.has_run_out else LICENCE_TONES.get(self.licence.state, "")


def licences_of(organisation: Organisation) -> list[ShownLicence]:
    """Its licences, those that hold first."""
    found = Licence.objects.filter(organisation_id=organisation.pk)[: RELATED_MOST * 4]
    today = timezone.localdate()
    order = {state: place for place, state in enumerate(LICENCE_TONES)}
    return [ShownLicence(one, today) for one in sorted(found, key=lambda one: (order.get(one.state, 9), one.pk))]


@dataclass(frozen=True)
class Narrowing:
    """One way to narrow the list: its word in the address, what it is called, what can be chosen."""

    name: str
    title: str
    choices: Sequence[tuple[str, str]]
    value: str = ""


def sections_told() -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} {one.title}") for one in sections()]


def districts() -> list[tuple[str, str]]:
    found = Division.objects.filter(level=DivisionLevel.DISTRICT).order_by("code")
    return list(found.values_list("code", "name"))


def industry_told(code: str) -> str:
    """The nearest title that the standard's table has."""
    found = industry_of(code)
    return found.title if found else ""


def districts_told(organisations: Iterable[Organisation]) -> dict[str, str]:
    """The names of the districts in which these lie, by the first six digits. One query."""
    return names_of(one.division_code[:DISTRICT] for one in organisations if one.division_code)


def kinds_told() -> list[tuple[str, str]]:
    return [(value, str(title)) for value, title in OrganisationKind.choices]
