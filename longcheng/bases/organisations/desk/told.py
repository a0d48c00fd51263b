"""Acts of the three registers in words: what each stated, with both clocks, who filed it and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from longcheng.bases.geography.queries import full_name
from longcheng.bases.organisations.actions.filing import FILED, VACANT
from longcheng.bases.organisations.actions.suspending import UNTIL
from longcheng.bases.organisations.industries import industry_of
from longcheng.bases.organisations.licence_kinds import licence_title
from longcheng.bases.organisations.models import Organisation
from longcheng.bases.organisations.registers import APPOINTMENTS, LICENCES, ORGANISATIONS
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import scopes_told
from longcheng.core.registry.declaring import Register, source_named
from longcheng.core.registry.folding import standing
from longcheng.core.registry.models import RegisterAct
from longcheng.core.registry.reading import history, stated_of

ACTS_MOST = 200
# Numbers that say nothing to a reader, and the number of a person, which nobody is shown.
UNTOLD = frozenset({"representative_id", "address_id", "person_id", "is_synthetic", "other_codes"})
BODIES = frozenset({"parent_id", "branch_of_id", "successor_id", "organisation_id"})
UNDO = "undo"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One act. `changes` are the fields that it stated, in words; `taken_back` is the act that took it back."""

    act_id: int
    kind: str
    title: str
    source: str
    who: str
    valid_from: datetime
    recorded_at: datetime
    reason: str
    changes: list[tuple[str, str]] = field(default_factory=list)
    filing: str = ""
    is_taken_back: bool = False
    takes_back: int | None = None

    @property
    def may_be_taken_back(self) -> bool:
        return self.filing.startswith(FILED) and self.kind != UNDO and not self.is_taken_back

    @property
    def tone(self) -> str:
        return "waiting" if self.is_taken_back or self.takes_back else "well"


def moments_of(register: Register, subject_id: int) -> list[Moment]:
    """The history of one record, the newest heard first. Four queries."""
    acts = history(register, subject_id)[-ACTS_MOST:]
    return [*reversed(told_acts(register, acts))]


def told_acts(register: Register, acts: Iterable[RegisterAct]) -> list[Moment]:
    """These acts in words."""
    every = list(acts)
    accounts = Account.objects.in_bulk({act.recorded_by_id for act in every if act.recorded_by_id})
    words = Words(every)
    taken_back = {one.voids_id for one in standing([stated_of(act) for act in every]) if one.voids_id}
    return [
        Moment(
            act_id=act.pk,
            kind=act.kind,
            title=str(register.kind(act.kind).title),
            source=str(source_named(act.source).title),
            who=accounts[act.recorded_by_id].display_name if act.recorded_by_id in accounts else "",
            valid_from=act.valid_from,
            recorded_at=act.recorded_at,
            reason=act.reason,
            changes=[pair for pair in words.changes(register, act.fields) if pair[1] != act.reason],
            filing=act.source_key,
            is_taken_back=act.pk in taken_back,
            takes_back=act.voids_id,
        )
        for act in every
    ]


class Words:
    """Turns values into words; organisations that are named are looked up once."""

    def __init__(self, acts: Iterable[RegisterAct] = ()) -> None:
        ids = {act.fields[name] for act in acts for name in BODIES & act.fields.keys() if act.fields[name]}
        self._names = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}

    def changes(self, register: Register, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Title and value of what was stated, in the order of the register; nothing that is not to be told."""
        found = []
        for one in register.fields:
            if one.name not in fields or one.name in UNTOLD:
                continue
            if one.name == "properties":
                found += self._properties(fields[one.name] or {})
            elif told := self.told(register, one.name, fields[one.name]):
                found.append((str(one.title), told))
        return found

    def told(self, register: Register, name: str, value: Any) -> str:
        """One value in words; empty where there is none."""
        if value in (None, "", [], {}):
            return ""
        declared = register.field(name)
        if declared.choices:
            return str(dict(declared.choices).get(value, value))
        if name == "division_code":
            return full_name(str(value))
        if name == "industry":
            known = industry_of(str(value))
            return f"{value} {known.title}" if known else str(value)
        if name in BODIES:
            return self._names.get(value, _("No. %(n)s") % {"n": value})
        if name == "scopes":
            return scopes_told(value)
        if register is LICENCES and name == "kind":
            return licence_title(str(value))
        if name == "capital_yuan":
            return f"¥{value:,}"
        return str(value)

    @staticmethod
    def _properties(properties: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Of the properties only what acts state; the rest stands on the page of the organisation."""
        named = ((UNTIL, _("Suspended until")), (VACANT, _("Representative to be named since")))
        return [(title, str(properties[key])) for key, title in named if properties.get(key)]


REGISTERS = {"organisation": ORGANISATIONS, "licence": LICENCES, "appointment": APPOINTMENTS}
