"""One's own record: all that the city knows, from whom and since when, for the page, for paper and to take along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.population.doubts import told_corrections
from longcheng.bases.population.facts import Shown, whole_record
from longcheng.bases.population.models import Person
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.queries import resident_of
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.bases.population.relatives import members_of
from longcheng.bases.population.timeline import Moment, home_acts, timeline_of
from longcheng.core.access.models import Account
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import OWN_RECORD
from longcheng.core.access.reading import read_one
from longcheng.core.registry.days import AsOf
from longcheng.core.registry.reading import told_history, values_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CORRECTIONS_MOST = 20


@dataclass(frozen=True)
class Housemate:
    """Somebody of one's own household, as they stand in it together."""

    name: str
    role: str
    is_me: bool


@dataclass(frozen=True)
class ToldMoment:
    """An act in one's own life, in the words in which one would tell it."""

    moment: Moment
    sentence: str

    @property
    def title(self) -> str:
        """The day and what happened."""
        return f"{timezone.localdate(self.moment.valid_from):%Y-%m-%d} {self.sentence}"


@dataclass(frozen=True)
class Mine:
    """The record of the one who reads it."""

    person: Person
    seen: Seen
    shown: Shown
    housemates: list[Housemate]
    moments: list[ToldMoment]
    corrections: list[dict[str, Any]]

    @property
    def household_id(self) -> int | None:
        return self.shown.household_id


def my_record(account: Account) -> Mine | None:
    """The reader's own record, with its line in the ledger; None for whom no counter has matched with one."""
    person = resident_of(account.pk)
    if person is None:
        return None
    seen = read_one(person, RESIDENT, by=account, purpose=OWN_RECORD)
    return Mine(
        person=person,
        seen=seen,
        shown=whole_record(person, seen, when=AsOf(), by=account, purpose=OWN_RECORD),
        housemates=_housemates(person),
        moments=[ToldMoment(one, sentence(one)) for one in sorted(timeline_of(person, seen), key=_when, reverse=True)],
        corrections=told_corrections(account, most=CORRECTIONS_MOST),
    )


def _housemates(person: Person) -> list[Housemate]:
    """Who lives in a household knows who else does: their names stand there, and nothing more."""
    roles = dict(PERSONS.field("household_role").choices)
    return [
        Housemate(one.name, str(roles.get(one.household_role, _("member"))), one.pk == person.pk)
        for one in members_of(person.household_id)
    ]


def _when(moment: Moment) -> tuple[datetime, datetime, int]:
    return moment.valid_from, moment.recorded_at, moment.act_id


def sentence(moment: Moment) -> str:
    """What happened, as one tells it; where there are no words for it, the kind of act."""
    new = {change.field: change.new for change in moment.changes}
    if moment.side == "household" and moment.kind == "move" and {"address", "division_code"} & new.keys():
        place = " ".join(new[name] for name in ("division_code", "address") if name in new)
        return _("The household moved to %(place)s") % {"place": place}
    told = _SENTENCES.get(moment.kind)
    if told is not None and told[0] in new:
        return str(told[1]) % {"value": new[told[0]]}
    if moment.kind == "correction" and moment.changes:
        listed = _("; ").join(f"{change.title}: {change.new}" for change in moment.changes)
        return _("Corrected: %(what)s") % {"what": listed}
    titles = _(", ").join([*(change.title for change in moment.changes), *moment.confirms])
    return f"{moment.title} ({titles})" if titles else moment.title


# By kind of act, the field that it is about and the words.
_SENTENCES: "Mapping[str, tuple[str, _StrOrPromise]]" = {
    "marriage": ("spouse_id", gettext_lazy("Married %(value)s")),
    "death": ("death_date", gettext_lazy("Died on %(value)s")),
    "name_change": ("name", gettext_lazy("The name became %(value)s")),
    "guardianship": ("guardian_ids", gettext_lazy("Guardians: %(value)s")),
    "move": ("household_id", gettext_lazy("Moved into household %(value)s")),
    "birth": ("birth_date", gettext_lazy("Born on %(value)s")),
}


def as_data(mine: Mine) -> Mapping[str, Any]:
    """All of it for another program: 《个人信息保护法》 Article 45 lets everybody take their data along.

    `record` has each field with its source; `acts` are the acts that it was made of, the oldest first.
    """
    return {
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "person": mine.person.pk,
        "record": [
            {
                "field": fact.name,
                "title": str(fact.title),
                "value": fact.value,
                "source": fact.source,
                "valid_from": fact.since.isoformat() if fact.since else None,
                "recorded_at": fact.heard.isoformat() if fact.heard else None,
                "being_checked": any(mark.is_open for mark in fact.marks),
            }
            for _title, facts in mine.shown.groups
            for fact in facts
        ],
        "household": [{"name": one.name, "role": one.role} for one in mine.housemates],
        "family": [{"role": one.title, "name": one.hit.name} for one in mine.shown.relatives],
        "acts": _acts(mine),
    }


def _acts(mine: Mine) -> list[Mapping[str, Any]]:
    """The person's acts whole; of their household's those that held while they belonged to it."""
    acts = told_history(PERSONS, mine.person.pk)
    homes = home_acts(mine.person.pk, acts, household_id=mine.household_id) if mine.household_id else []
    return [
        {
            "register": register.name,
            "act": act.pk,
            "kind": act.kind,
            "source": act.source,
            "values": values_of(act),
            "valid_from": act.valid_from.isoformat(),
            "valid_to": act.valid_to.isoformat() if act.valid_to else None,
            "recorded_at": act.recorded_at.isoformat(),
            "takes_back": act.voids_id,
            "reason": act.reason,
        }
        for register, found in ((PERSONS, acts), (HOUSEHOLDS, homes))
        for act in found
    ]
