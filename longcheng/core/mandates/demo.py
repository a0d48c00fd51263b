"""The mandates of the demo life, given as people give them."""

from datetime import timedelta

from django.utils import timezone

from longcheng.core.access.models import Account, Mandate, MandateBasis
from longcheng.core.datapack.demo_life import demo_entries
from longcheng.core.mandates.actions import give_mandate, record_mandate


def found() -> None:
    """Give each once; one that was ended in the demo stays ended."""
    for entry in demo_entries("mandate"):
        giver, agent = (Account.objects.get(username=entry[side]) for side in ("giver", "agent"))
        if Mandate.objects.filter(giver=giver, agent=agent).exists():
            continue
        until = timezone.localdate() + timedelta(days=entry["days"])
        if entry.get("basis", MandateBasis.GIVEN) == MandateBasis.GIVEN:
            give_mandate(
                giver, username=agent.username, display_name=agent.display_name, scopes=entry["scopes"], until=until
            )
        else:
            record_mandate(
                Account.objects.get(username=entry["officer"]),
                giver_username=giver.username,
                agent_username=agent.username,
                agent_name=agent.display_name,
                basis=entry["basis"],
                document=entry["document"],
                scopes=entry["scopes"],
                until=until,
            )
