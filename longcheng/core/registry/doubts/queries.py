"""Which doubts stand open, what was decided lately, and what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.permissions import Actor, Denied, holdings
from longcheng.core.access.purposes import Purpose
from longcheng.core.registry.declaring import register_named, registers
from longcheng.core.registry.doubts.rules import TOLD_FOR
from longcheng.core.registry.models import Doubt, DoubtState

DECIDED = (DoubtState.ACCEPTED, DoubtState.REFUSED)


def open_doubts(register: str, subject_ids: Iterable[int]) -> list[Doubt]:
    """What is being checked about these subjects, oldest first. One query."""
    found = Doubt.objects.filter(register=register, subject_id__in=list(subject_ids), state=DoubtState.OPEN)
    return list(found.select_related("filed_by").order_by("filed_at", "pk"))


def recent_doubts(register: str, subject_ids: Iterable[int]) -> list[Doubt]:
    """What was decided about them so lately that every reader is told, newest first. One query."""
    found = Doubt.objects.filter(
        register=register,
        subject_id__in=list(subject_ids),
        state__in=DECIDED,
        decided_at__gt=timezone.now() - TOLD_FOR,
    )
    return list(found.select_related("filed_by").order_by("-decided_at", "-pk"))


def doubts_for(actor: Actor, *, registers_named: Iterable[str]) -> QuerySet[Doubt]:
    """Those that the actor may decide, by area; the open ones first and among them the one that is due next."""
    reach = Q(pk__in=[])
    for name in registers_named:
        for held in holdings(actor, register_named(name).decide_permission):
            reach |= Q(register=name, area_code__startswith=held.area_code)
    newest_decision = F("decided_at").desc(nulls_first=True)
    return Doubt.objects.filter(reach).select_related("filed_by").order_by(newest_decision, "due_at", "pk")


def doubts_by(account: Account) -> QuerySet[Doubt]:
    """Those that one has filed, newest first."""
    return Doubt.objects.filter(filed_by=account).select_related("filed_by").order_by("-filed_at", "-pk")


def matter_of(doubt: Doubt) -> OpenMatter | None:
    """The purpose that the doubt is, or was; None in a register whose values are nobody's."""
    purpose = register_named(doubt.register).doubt_purpose
    return OpenMatter.objects.filter(kind=purpose, reference=str(doubt.pk)).first() if purpose else None


def matters_of(doubts: Iterable[Doubt]) -> dict[int, OpenMatter]:
    """The matters of several doubts by the doubt's number. One query for the two of holder and matter."""
    by_kind: dict[str, list[str]] = {}
    for doubt in doubts:
        by_kind.setdefault(register_named(doubt.register).doubt_purpose, []).append(str(doubt.pk))
    reach = Q(pk__in=[])
    for kind, references in by_kind.items():
        reach |= Q(kind=kind, reference__in=references)
    return {int(one.reference): one for one in OpenMatter.objects.filter(reach).select_related("holder")}


def is_filed_by(account: Account, purpose: Purpose) -> bool:
    """Whether the purpose is a doubt that this account has filed itself: nobody makes their own reason to look."""
    number = purpose.reference
    is_doubt = any(one.doubt_purpose and one.doubt_purpose == purpose.kind for one in registers().values())
    if not is_doubt or not (number.isascii() and number.isdigit() and len(number) < 19):
        return False
    return Doubt.objects.filter(pk=int(number), filed_by=account).exists()


def refuse_own_doubt(account: Account, purpose: Purpose) -> None:
    """Raises Denied where somebody would read by a doubt that they have filed themselves."""
    if is_filed_by(account, purpose):
        raise Denied(_("You have filed this request yourself; a colleague must decide it."))


def is_with_another(officer: Account, doubt: Doubt) -> bool:
    """Whether a colleague has taken it."""
    matter = matter_of(doubt)
    return bool(matter and matter.closed_at is None and matter.holder_id is not None and matter.holder_id != officer.pk)


@dataclass(frozen=True)
class Waiting:
    """What waits at one owner of fields: how many, since when, how many past their date."""

    register: str
    owner: str
    count: int
    oldest: datetime
    late: int


def waiting_by_owner(registers_named: Iterable[str] = (), *, area_code: str = "") -> list[Waiting]:
    """What is open, by register and owner of the field. One query over the open ones alone."""
    now = timezone.now()
    found = Doubt.objects.filter(
        register__in=list(registers_named) or list(registers()), state=DoubtState.OPEN, area_code__startswith=area_code
    )
    rows = found.values("register", "owner").annotate(
        n=Count("pk"), oldest=Min("filed_at"), late=Count("pk", filter=Q(due_at__lte=now))
    )
    return [
        Waiting(row["register"], row["owner"], row["n"], row["oldest"], row["late"])
        for row in sorted(rows, key=lambda row: (-row["late"], -row["n"], row["owner"]))
    ]
