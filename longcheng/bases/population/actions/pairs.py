"""Deciding doubtful pairs 疑似同一人: taken, decided with a reason, given back, split again; sure ones by program."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population.actions.filing import if_wrong, tell
from longcheng.bases.population.actions.linking import TOPIC, keeper
from longcheng.bases.population.actions.merging import merge_persons, undo_merge
from longcheng.bases.population.fitness import text_defect
from longcheng.bases.population.linkage.explaining import reason_of
from longcheng.bases.population.linkage.pair_queries import LINK, PAIR, holder_id_of
from longcheng.bases.population.linkage.record import LINKAGE_DUTY
from longcheng.bases.population.linkage_models import LinkagePair, LinkageRun, PairState
from longcheng.bases.population.models import Person
from longcheng.core.access.matters import close_matter, open_matter
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.access.purposes import Purpose, for_duty
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.topics import publish


def purpose_of(pair: LinkagePair) -> Purpose:
    return Purpose(PAIR, str(pair.pk))


def take_pair(officer: Account, *, pair_id: int) -> LinkagePair:
    """From now on this officer alone may look at the two records and decide. Raises Denied, Unfit."""
    with transaction.atomic():
        pair = _locked(officer, pair_id)
        _refuse_decided(pair)
        people = _people(pair)
        _refuse_own(officer, people)
        _refuse_other_holder(officer, pair)
        for one in people:
            open_matter(
                PAIR, reference=str(pair.pk), subject=one.subject_id, holder=officer,
                url=f"/population/pairs/{pair.pk}/",
            )  # fmt: skip
        record(officer, "population.take_pair", subject=f"pair:{pair.pk}")
    return pair


def give_back_pair(officer: Account, *, pair_id: int) -> None:
    """It is everybody's again, and nobody's to look at. Raises Denied for one that a colleague has taken."""
    with transaction.atomic():
        pair = _locked(officer, pair_id)
        _refuse_other_holder(officer, pair)
        close_matter(PAIR, reference=str(pair.pk))
        record(officer, "population.give_back_pair", subject=f"pair:{pair.pk}")


def decide_pair(officer: Account, *, pair_id: int, same: bool, reason: str) -> LinkagePair:
    """Merge the two records, or say that they are two people; either closes the right to look, and tells them.

    The record with an account stands, else the one with the lower number. Raises Denied, Unfit with all defects.
    """
    with transaction.atomic():
        pair = _locked(officer, pair_id)
        _refuse_decided(pair)
        if holder_id_of(pair.pk) != officer.pk:
            raise Denied(
                _("You have not taken this pair."), how=_("Take it over first; then both records open before you.")
            )
        people = _people(pair)
        if defect := text_defect(reason, missing=_("Say what you compared. Both people can read it.")):
            raise Unfit({"reason": defect})
        pair.reason = reason.strip()
        if same:
            _merge(officer, pair, people, purpose=purpose_of(pair))
        _settle(officer, pair, PairState.SAME if same else PairState.DIFFERENT)
        if not same:
            for one in people:
                tell(one, key=f"pair {pair.pk} apart", title=_were_compared, body=_stay_apart)
    return pair


def undo_pair(officer: Account, *, pair_id: int, reason: str) -> LinkagePair:
    """Split 拆分 what was merged by this pair: both records stand as before. Raises Denied, Unfit."""
    with transaction.atomic():
        pair = _locked(officer, pair_id)
        if pair.state != PairState.SAME or pair.merged_id is None:
            raise Unfit({"state": _("This pair is not merged.")})
        undo_merge(officer, person_id=pair.merged_id, reason=reason)
        pair.reason = reason.strip()
        _settle(officer, pair, PairState.UNDONE)
    return pair


def merge_sure(run: LinkageRun, pair: LinkagePair) -> bool:
    """Merge what the comparison is sure of, as the register's own program. False where a person has to look at it.

    What was merged before stays; where the register refuses (two accounts, two sexes), the pair waits for a person.
    """
    program = keeper()
    with transaction.atomic():
        kept = _kept(pair) or pair
        if not kept.is_open:
            return kept.state == PairState.SAME
        if kept.pk and holder_id_of(kept.pk) is not None:
            return False  # an officer has it in hand
        kept.run, kept.weight, kept.probability, kept.details = run, pair.weight, pair.probability, pair.details
        people = _standing(pair)
        if len(people) == 1:
            return True  # merged by another way meanwhile
        is_secret = any(one.is_protected for one in people)
        kept.area_code = "" if is_secret else people[0].division_code or people[0].registered_division
        kept.reason = reason_of(pair.details)
        try:
            with transaction.atomic():
                _merge(program, kept, people, purpose=for_duty(LINKAGE_DUTY))
        except (Unfit, Denied) as refusal:
            kept.reason = str(refusal)[:500]
            kept.save()
            return False
        _settle(program, kept, PairState.SAME)
    return True


def _kept(pair: LinkagePair) -> LinkagePair | None:
    found = LinkagePair.objects.select_for_update(of=("self",)).filter(left_id=pair.left_id, right_id=pair.right_id)
    return found.first()


def _locked(officer: Account, pair_id: int) -> LinkagePair:
    pair = LinkagePair.objects.select_for_update(of=("self",)).get(pk=pair_id)
    require(officer, LINK, area_code=pair.area_code)
    return pair


def _refuse_decided(pair: LinkagePair) -> None:
    if not pair.is_open:
        raise Unfit({"state": _("This pair has been decided already.")})


def _refuse_other_holder(officer: Account, pair: LinkagePair) -> None:
    if holder_id_of(pair.pk) not in {None, officer.pk}:
        raise Denied(_("A colleague has taken this pair."), how=_("Ask them to give it back, or take another one."))


def _refuse_own(officer: Account, people: list[Person]) -> None:
    if any(one.account_id == officer.pk for one in people):
        raise Denied(_("This is your own record; a colleague must do it."))


def _people(pair: LinkagePair) -> list[Person]:
    """The two records, if both still stand for themselves. Raises Unfit."""
    people = _standing(pair)
    if len(people) < 2:
        raise Unfit({"state": _("The two are one record already. Nothing is left to decide.")})
    return people


def _standing(pair: LinkagePair) -> list[Person]:
    """The records that stand now for the pair's two, each once; the one that is to be kept first."""
    found = {one.pk: one for one in (standing_record(pair.left_id), standing_record(pair.right_id))}
    return sorted(found.values(), key=lambda one: (one.account_id is None, one.pk))


def standing_record(person_id: int) -> Person:
    """The record into which this one was merged, at the end of the chain; itself if it was not."""
    person = Person.objects.select_related("account", "household").get(pk=person_id)
    while person.merged_into_id is not None:
        person = Person.objects.select_related("account", "household").get(pk=person.merged_into_id)
    return person


def _merge(officer: Account, pair: LinkagePair, people: list[Person], *, purpose: Purpose) -> None:
    keep, other = people
    merge_persons(officer, keep_id=keep.pk, other_id=other.pk, reason=pair.reason, purpose=purpose)
    pair.kept_id, pair.merged_id = keep.pk, other.pk


def _settle(officer: Account, pair: LinkagePair, state: PairState) -> None:
    pair.state, pair.decided_at = state, timezone.now()
    pair.decided_by = None if officer == keeper() else officer
    pair.save()
    close_matter(PAIR, reference=str(pair.pk))
    record(officer, "population.decide_pair", subject=f"pair:{pair.pk}", state=str(state))
    publish(TOPIC, run=pair.run_id)


def _were_compared() -> str:
    return _("Your record was compared with another one. They are two people, and both stay as they are.")


def _stay_apart() -> str:
    return if_wrong()
