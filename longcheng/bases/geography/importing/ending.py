"""Things of a layer that are not in a file any more: counted before the load, ended by it where its owner says so."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from longcheng.bases.geography.import_models import MapImport, SeenMapKey
from longcheng.bases.geography.importing.portions import CHANNEL, EXAMPLES_MOST, KIND
from longcheng.bases.geography.models import MapFeature, MapLayer
from longcheng.bases.geography.registers import FEATURES, LAYERS
from longcheng.core.registry.acts import Statement, state_all

PORTION = 1_000


def missing(run: MapImport, layer_name: str) -> QuerySet[MapFeature]:
    """What stands in the layer and has no key in the file; a feature that was refused still counts as there."""
    there = SeenMapKey.objects.filter(run=run, key=OuterRef("key"))
    return MapFeature.objects.filter(~Exists(there), layer=layer_name)


def count_missing(run: MapImport, layer_name: str) -> tuple[int, list[dict[str, Any]]]:
    """How many would end, and some of them."""
    found = missing(run, layer_name)
    some = [{"key": one.key, "name": one.name} for one in found.order_by("id").defer("geometry")[:EXAMPLES_MOST]]
    return found.count(), some


def end_missing(run: MapImport, layer: MapLayer) -> int:
    """End the next of them; returns how many."""
    numbers = list(missing(run, layer.name).order_by("id").values_list("pk", flat=True)[:PORTION])
    ended = [
        Statement(
            kind=KIND, source=LAYERS, values={"ended": True}, subject_id=number, batch_id=run.pk, source_key=CHANNEL
        )
        for number in numbers
    ]  # fmt: skip
    state_all(FEATURES, ended, by=run.account)
    return len(numbers)
