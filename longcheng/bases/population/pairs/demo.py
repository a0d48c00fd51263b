"""A few doubtful pairs of the demo life: two departments' rows of what may be one person, and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from longcheng.bases.population.actions.linking import claim_run, end_run, keep_doubtful, start_linkage
from longcheng.bases.population.linkage.explaining import explained
from longcheng.bases.population.linkage.levels import measured_details
from longcheng.bases.population.linkage_models import LinkagePair, LinkageRun
from longcheng.bases.population.registers import PERSONS
from longcheng.bases.population.rules import number_of
from longcheng.core.access.models import Account
from longcheng.core.datapack.demo_life import demo_entries
from longcheng.core.registry.acts import Statement, state_all

AREA = "999999"  # of numbers that belong to nobody
Entry = Mapping[str, Any]


def found_pairs() -> None:
    """The pairs of the pack, once, as if a comparison had found them."""
    entries = demo_entries("pair")
    if not entries or LinkageRun.objects.exists():
        return
    run = claim_run(start_linkage(Account.objects.get(username=entries[0]["username"])).pk)
    if run is None:
        return
    pairs = [_pair(run, entry) for entry in entries]
    keep_doubtful(run, pairs)
    end_run(run, counts={"records": 2 * len(pairs), "sure": 0, "merged": 0, "doubtful": len(pairs)})


def _pair(run: LinkageRun, entry: Entry) -> LinkagePair:
    rows = [_row(entry[side]) for side in ("left", "right")]
    left, right = (stated.act.subject_id for stated in state_all(PERSONS, rows, by=None))
    details = measured_details(entry["levels"])
    why = explained(details)
    return LinkagePair(
        run=run, left_id=left, right_id=right, weight=why.total, probability=why.probability, details=details
    )


def _row(entry: Entry) -> Statement:
    values = {name: value for name, value in entry.items() if name not in {"source", "order"}}
    if "order" in entry:
        values["number"] = number_of(AREA, date.fromisoformat(entry["birth_date"]), entry["order"])
    return Statement(kind="row", source=entry["source"], values=values)
