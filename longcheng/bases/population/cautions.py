"""What the law has an officer told before an act is filed, and what does not stand against it: by kind of act."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from longcheng.bases.population import fitness
from longcheng.bases.population.models import Person
from longcheng.bases.population.relatives import parents_of


def cautions_for(kind: str, person: Person, values: Mapping[str, Any]) -> list[str]:
    """Sentences for the page that asks whether the act is right; none for most. `values` by the action's arguments.

    `person` is whose record is open: of a birth the mother. One query for those that ask of parents.
    """
    today = timezone.localdate()
    if kind == "birth":
        father = Person.objects.filter(pk=values.get("father_id") or 0).first()
        parents = [person, father] if father else [person]
        return fitness.birth_cautions(
            name=values["name"], birth_date=values["birth_date"], parents=parents, today=today
        )
    if kind == "death":
        return fitness.death_cautions(death_date=values["death_date"], today=today)
    if kind == "move":
        return fitness.move_cautions(day=values["day"], today=today)
    if kind == "name_change":
        return fitness.name_cautions(person, name=values["name"], parents=parents_of(person), today=today)
    if kind == "guardianship":
        guardian = Person.objects.filter(pk=values.get("guardian_id") or 0).first()
        if guardian is None or guardian.pk in person.guardian_ids:  # it ends
            return []
        return fitness.guardian_cautions(person, guardian, parents=parents_of(person), today=today)
    return []
