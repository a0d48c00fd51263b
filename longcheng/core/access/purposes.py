"""Purposes 用途: what somebody reads or changes personal data for, and whether it is live this moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, Mandate, OpenMatter
from longcheng.core.declaration import Duty, MandateScope, PurposeKind, rooms

NONE, OWN, MANDATE, DUTY = "", "own", "mandate", "duty"
OPEN_MOST = 50  # of one person, to be offered on a page


@dataclass(frozen=True)
class Purpose:
    """A purpose as it is claimed: its kind and its reference. `find` says whether it is live.

    Kinds: `own`; `mandate` with the mandate's number; `duty` with the name of a declared Duty; any declared
    PurposeKind with the room's reference; the empty kind is no purpose at all.
    """

    kind: str = NONE
    reference: str = ""

    @classmethod
    def parse(cls, text: str) -> "Purpose":
        """From its form in an address, such as `population.correction:17`; nonsense is no purpose."""
        kind, _colon, reference = text.partition(":")
        if "\0" in text or len(kind) > 80 or len(reference) > 64 or (kind == OWN and reference):
            return cls()
        return cls(kind, reference)

    def __str__(self) -> str:
        return f"{self.kind}:{self.reference}" if self.reference else self.kind


NO_PURPOSE, OWN_RECORD = Purpose(), Purpose(OWN)


def for_mandate(mandate: Mandate) -> Purpose:
    return Purpose(MANDATE, mandate.reference)


def for_duty(name: str) -> Purpose:
    """A statutory duty. Raises LookupError for one that no room declares."""
    if name not in duties():
        raise LookupError(f"The duty {name!r} does not exist. Declare it in the room's apps.py.")
    return Purpose(DUTY, name)


@dataclass(frozen=True)
class FoundPurpose:
    """A purpose as it stands now for one actor and one person.

    `is_live`: it is open. `is_mine`: it is this actor's to use, as far as the matter itself says; the policy
    asks for the role. `why_not` tells the actor what is wrong with it. `for_id` is the giver of a mandate.
    """

    purpose: Purpose
    is_live: bool = False
    is_mine: bool = False
    scopes: frozenset[str] = frozenset()
    why_not: str = ""
    for_id: int | None = None


@cache
def purpose_kinds() -> Mapping[str, PurposeKind]:
    """Every declared kind of matter, by name."""
    return {kind.name: kind for room in rooms() for kind in room.purposes}


@cache
def duties() -> Mapping[str, Duty]:
    """Every declared statutory duty, by name."""
    return {duty.name: duty for room in rooms() for duty in room.duties}


@cache
def mandate_scopes() -> Mapping[str, MandateScope]:
    """Every declared scope of a mandate, by name."""
    return {scope.name: scope for room in rooms() for scope in room.mandate_scopes}


def personal_scopes() -> Mapping[str, MandateScope]:
    """The scopes in which a person may let another act for them."""
    return {name: scope for name, scope in mandate_scopes().items() if not scope.is_for_organisations}


def find(purpose: Purpose, *, actor: Account | None, subject_id: int | None) -> FoundPurpose:
    """How the purpose stands for this actor and this person. One query at most."""
    if purpose.kind == NONE:
        return FoundPurpose(purpose, why_not=_("No purpose is given."))
    if purpose.kind == OWN:
        is_own = actor is not None and actor.pk == subject_id
        return FoundPurpose(purpose, is_own, is_own, why_not="" if is_own else _("This is somebody else's record."))
    if purpose.kind == MANDATE:
        return _find_mandate(purpose, actor, subject_id)
    if purpose.kind == DUTY:
        return _find_duty(purpose)
    if purpose.kind in purpose_kinds():
        return _find_matter(purpose, actor, subject_id)
    return FoundPurpose(purpose, why_not=_("There is no purpose of this kind."))


def find_for_many(purpose: Purpose, *, actor: Account | None) -> Mapping[int | None, FoundPurpose]:
    """How a purpose stands for every person that it covers; the key None stands for everybody.

    A duty covers all; a matter or a mandate the persons it names.
    """
    if purpose.kind == DUTY:
        return {None: _find_duty(purpose)}
    if purpose.kind in purpose_kinds():
        matters = OpenMatter.objects.filter(kind=purpose.kind, reference=purpose.reference)
        return {matter.subject_id: _state_of(matter, purpose, actor) for matter in matters}
    if purpose.kind == MANDATE:
        giver = Mandate.objects.filter(pk=_number(purpose.reference)).values_list("giver_id", flat=True).first()
        return {giver: _find_mandate(purpose, actor, giver)} if giver else {}
    if purpose.kind == OWN and actor is not None:
        return {actor.pk: FoundPurpose(purpose, True, True)}
    return {}


def _number(reference: str) -> int:
    """The reference as a row's number; one that no row has for anything else.

    `007` is not 7: the ledger would keep it as it was claimed, and the line would not be found by the mandate.
    """
    is_number = reference.isascii() and reference.isdigit() and len(reference) < 19 and not reference.startswith("0")
    return int(reference) if is_number else -1


def _find_mandate(purpose: Purpose, actor: Account | None, subject_id: int | None) -> FoundPurpose:
    mandate = Mandate.objects.select_related("giver").filter(pk=_number(purpose.reference)).first()
    # Somebody else's mandate is as good as none, and is not told apart from one.
    if mandate is None or actor is None or mandate.agent_id != actor.pk or mandate.giver_id != subject_id:
        return FoundPurpose(purpose, why_not=_("You hold no such mandate from this person."))
    return FoundPurpose(
        purpose,
        is_live=mandate.is_live() and mandate.giver.is_active,
        is_mine=True,
        scopes=frozenset(mandate.scopes),
        why_not=_why_mandate_is_over(mandate),
        for_id=mandate.giver_id,
    )


def _why_mandate_is_over(mandate: Mandate) -> str:
    if not mandate.giver.is_active:  # 民法典 第一百七十三条: an authority ends with the one who gave it
        return _("The account of the one who gave the mandate is closed.")
    if mandate.ended_at is not None:
        return _("The mandate was ended on %(day)s.") % {"day": told_time(mandate.ended_at)}
    if mandate.begins_at > timezone.now():
        return _("The mandate begins on %(day)s.") % {"day": told_time(mandate.begins_at)}
    if mandate.ends_at <= timezone.now():
        return _("The mandate ran out on %(day)s.") % {"day": told_time(mandate.ends_at)}
    return ""


def told_time(moment: datetime) -> str:
    """A moment as people of the city write it."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def _find_duty(purpose: Purpose) -> FoundPurpose:
    duty = duties().get(purpose.reference)
    if duty is None:
        return FoundPurpose(purpose, why_not=_("There is no such statutory duty."))
    is_in_force = in_force(duty, on=timezone.localdate())
    why_not = (
        ""
        if is_in_force
        else _("%(law)s %(article)s is not in force today.")
        % {
            "law": duty.law,
            "article": duty.article,
        }
    )
    return FoundPurpose(purpose, is_in_force, True, why_not=why_not)


def in_force(duty: Duty, *, on: date) -> bool:
    """Whether the article binds on that day."""
    return duty.in_force_from <= on and (duty.in_force_until is None or on < duty.in_force_until)


def _find_matter(purpose: Purpose, actor: Account | None, subject_id: int | None) -> FoundPurpose:
    matter = OpenMatter.objects.filter(
        kind=purpose.kind, reference=purpose.reference, subject_id=subject_id or -1
    ).first()
    if matter is None:
        return FoundPurpose(purpose, why_not=_("Nothing of this kind and number is open about this person."))
    return _state_of(matter, purpose, actor)


def _state_of(matter: OpenMatter, purpose: Purpose, actor: Account | None) -> FoundPurpose:
    is_mine = matter.holder_id is None or (actor is not None and matter.holder_id == actor.pk)
    is_over = matter.closes_at is not None and matter.closes_at <= timezone.now()
    is_live = matter.closed_at is None and not is_over and matter.opened_at <= timezone.now()
    why_not = ""
    if not is_live:
        ended = matter.closed_at or matter.closes_at or matter.opened_at
        why_not = _("It was closed on %(day)s; a closed matter is no purpose any more.") % {"day": told_time(ended)}
    elif not is_mine:
        why_not = _("It is open, but assigned to somebody else.")
    return FoundPurpose(purpose, is_live, is_mine, why_not=why_not)


def open_about(actor: Account, *, subject_id: int) -> list[FoundPurpose]:
    """What is open about this person and not another's alone. Two queries.

    A secret to whom no policy lets in by it: `reading.ways_in` leaves out what opens nothing to this actor.
    """
    if actor.pk == subject_id:
        return [FoundPurpose(OWN_RECORD, True, True)]
    mandates = Mandate.objects.live().filter(agent=actor, giver_id=subject_id)[:OPEN_MOST]
    matters = OpenMatter.objects.live().filter(Q(holder=None) | Q(holder=actor), subject_id=subject_id)
    return [
        FoundPurpose(for_mandate(one), True, True, scopes=frozenset(one.scopes), for_id=subject_id) for one in mandates
    ] + [FoundPurpose(Purpose(one.kind, one.reference), True, True) for one in matters.order_by("-pk")[:OPEN_MOST]]


def told(purpose: Purpose, *, mandate_says: str = "") -> str:
    """The purpose as the person concerned reads it."""
    if purpose.kind == OWN:
        return _("your own record")
    if purpose.kind == MANDATE:
        return mandate_says or _("your mandate")
    if purpose.kind == DUTY and (duty := duties().get(purpose.reference)):
        return f"{duty.title}（{duty.law} {duty.article}）"
    if kind := purpose_kinds().get(purpose.kind):
        return str(kind.told) % {"reference": purpose.reference}
    return str(purpose)


def named(purpose: Purpose) -> str:
    """The purpose as its reader knows it: the kind and the number."""
    if kind := purpose_kinds().get(purpose.kind):
        return _("%(kind)s No. %(reference)s") % {"kind": kind.title, "reference": purpose.reference}
    if purpose.kind == MANDATE:
        return _("mandate No. %(reference)s") % {"reference": purpose.reference}
    return told(purpose)


def scopes_told(scopes: Iterable[str]) -> str:
    """The scopes of a mandate in words."""
    known = mandate_scopes()
    return _(", ").join(str(known[scope].title) if scope in known else scope for scope in scopes)
