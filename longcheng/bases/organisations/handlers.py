"""What organisations do when others speak; each calls an action and bears being called twice."""

from longcheng.bases.organisations.actions.appointments import end_for_mandate
from longcheng.bases.organisations.actions.dead import end_for_the_dead
from longcheng.bases.population.events import PersonDied
from longcheng.core.mandates.events import MandateEnded


def end_of_the_dead(event: PersonDied) -> None:
    """What a dead person was appointed to ends; the organisations they represented are to name another."""
    end_for_the_dead(person_id=event.person_id, death_date=event.death_date)


def end_with_mandate(event: MandateEnded) -> None:
    """Who ends their mandate on the page of mandates does not act for the organisation any more."""
    end_for_mandate(mandate_id=event.mandate_id)
