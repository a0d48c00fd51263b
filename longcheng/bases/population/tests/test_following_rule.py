"""An outside program folds acts by the published rule and comes to what the city holds."""

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from longcheng.core.registry.folding import Stated, fold

START = datetime(2020, 1, 1, tzinfo=UTC)
OWNERS = {"name": "police", "phone": "self"}
EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "follow_population.py"


def outside():
    """The example as a module."""
    spec = importlib.util.spec_from_file_location("follow_population", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def some_acts(chance: Random) -> list[Stated]:
    acts = []
    for number in range(1, 30):
        begins = START + timedelta(days=chance.randrange(40))
        voids = chance.randrange(1, number) if number > 5 and chance.random() < 0.2 else None
        acts.append(
            Stated(
                act_id=number,
                subject_id=chance.choice([7, 8]),
                kind="undo" if voids else "row",
                source=chance.choice(["police", "self"]),
                values={} if voids else {chance.choice(["name", "phone"]): number},
                valid_from=begins,
                valid_to=begins + timedelta(days=5) if chance.random() < 0.3 else None,
                recorded_at=START,
                voids_id=voids,
            )
        )
    return acts


def as_told(act: Stated) -> dict:
    return {
        "id": act.act_id, "subject_id": act.subject_id, "kind": act.kind, "source": act.source,
        "values": act.values, "valid_from": act.valid_from.isoformat(), "voids_id": act.voids_id,
        "valid_to": act.valid_to.isoformat() if act.valid_to else None,
    }  # fmt: skip


def test_two_hundred_histories_fold_alike_inside_and_outside():
    example = outside()
    for seed in range(200):
        chance = Random(seed)
        acts = some_acts(chance)
        valid = START + timedelta(days=chance.randrange(50))
        own = fold(acts, subject_id=7, owners=OWNERS, valid=valid, known=datetime(2030, 1, 1, tzinfo=UTC))
        told = [as_told(act) for act in acts]
        chance.shuffle(told)
        assert example.fold(told, subject_id=7, owners=OWNERS, valid=valid) == own.values
