"""Who heads a household when its head dies or leaves, and what the others are to the new head."""

from datetime import date

from longcheng.bases.population.kinship import next_head, role_towards
from longcheng.bases.population.laws import is_of_age
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.registers import GRID, HOUSEHOLDS, PERSONS
from longcheng.bases.population.relatives import member_of, members_of
from longcheng.core.access.models import Account
from longcheng.core.clock.days import midnight
from longcheng.core.registry.acts import Statement, state, state_all

HEAD_CHANGES = "head"


def pass_on_head(officer: Account, filing: str, *, former: Person, day: date) -> int | None:
    """Enter a new head where this person headed their household; the others' roles follow. Returns the new head.

    None where they did not head it or nobody else lives there. Called inside the transaction of another act, which has
    locked the household.
    """
    household = Household.objects.filter(pk=former.household_id or 0, head_id=former.pk).first()
    if household is None:
        return None
    others = [one for one in members_of(household.pk) if one.pk != former.pk]
    adults = frozenset(one.pk for one in others if is_of_age(one.birth_date, day))
    head_id = next_head(member_of(former), {one.pk: member_of(one) for one in others}, adults=adults)
    change = Statement(
        kind=HEAD_CHANGES,
        source=GRID,
        subject_id=household.pk,
        values={"head_id": head_id},
        valid_from=midnight(day),
        source_key=filing,
    )
    state(HOUSEHOLDS, change, by=officer)
    if head_id is not None:
        _roles_follow(officer, filing, head_id=head_id, former=former, others=others, day=day)
    return head_id


def _roles_follow(
    officer: Account, filing: str, *, head_id: int, former: Person, others: list[Person], day: date
) -> None:
    family = {one.pk: member_of(one) for one in [former, *others]}
    roles = {one.pk: role_towards(family[head_id], family[one.pk], family=family) for one in others}
    state_all(
        PERSONS,
        [
            Statement(
                kind=HEAD_CHANGES,
                source=GRID,
                subject_id=one.pk,
                values={"household_role": roles[one.pk]},
                valid_from=midnight(day),
                source_key=filing,
            )
            for one in others
            if one.household_role != roles[one.pk]
        ],
        by=officer,
    )
