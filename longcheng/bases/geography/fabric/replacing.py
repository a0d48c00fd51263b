"""The fabric gives way: where real things of a layer come into a district, its synthetic ones of that layer end.

Whoever loads calls this inside the load's own transaction, with its number; taking the load back takes this back too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from longcheng.bases.geography.areas import DistrictAreas
from longcheng.bases.geography.fabric.layers import BUILDINGS, FABRIC_LAYERS
from longcheng.bases.geography.models import Address, AddressAct, DivisionLevel, FeatureAct, MapFeature
from longcheng.bases.geography.registers import ADDRESSES, FABRIC, FEATURES
from longcheng.core.access.permissions import Actor
from longcheng.core.registry.acts import UNDO, Statement, state_all
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.rebuild import hold_statements

# Communities stay: nobody brings their outlines layer by layer, and areas of addresses hang on them.
REPLACED = frozenset(layer.name for layer in FABRIC_LAYERS) - {"communities"}
ENDED, EDITED = "ended", "edited"
PORTION = 1_000
LOCKED_ONE_BY_ONE = 2_000
WHY = "real data of this layer came in for the district"


@dataclass(frozen=True)
class Replaced:
    """What ended: in which districts, how many things, how many addresses lost their outline."""

    layer: str
    districts: tuple[str, ...] = ()
    things: int = 0
    addresses: int = 0


def replace_synthetic(
    layer: str, *, districts: Iterable[str] | None = None, by: Actor | None = None, batch_id: int | None = None
) -> Replaced:
    """End the synthetic things of a layer in the districts that have real ones, or in those that are named.

    Addresses keep their numbers and lose the outline alone. Call it inside a transaction.
    """
    if layer not in REPLACED:
        return Replaced(layer)
    codes = tuple(sorted(set(districts_with_real(layer) if districts is None else districts)))
    within = Q(pk__in=[])
    for code in codes:
        within |= Q(division_code__startswith=code)
    found = MapFeature.objects.filter(within, layer=layer, is_synthetic=True)
    numbers = list(found.order_by("pk").values_list("pk", flat=True))
    _state(FEATURES, numbers, {"ended": True}, kind=ENDED, by=by, batch_id=batch_id)
    addresses = let_go(numbers, by=by, batch_id=batch_id) if layer == BUILDINGS else 0
    return Replaced(layer, codes, len(numbers), addresses)


def districts_with_real(layer: str) -> set[str]:
    """The districts in which real things of a layer stand: by their division, else by where they lie."""
    real = MapFeature.objects.filter(layer=layer, is_synthetic=False, geometry__isnull=False)
    codes = real.exclude(division_code="").values_list("division_code", flat=True).distinct()
    found = {code[: DivisionLevel.DISTRICT] for code in codes if len(code) >= DivisionLevel.DISTRICT}
    unsaid = real.filter(division_code="").exclude(label_lon=None).values_list("label_lon", "label_lat")
    if unsaid:
        areas = DistrictAreas.known()
        found |= {code for lon, lat in unsaid if (code := areas.at(lon or 0.0, lat or 0.0))}
    return found


def let_go(feature_ids: Sequence[int], *, by: Actor | None = None, batch_id: int | None = None) -> int:
    """Untie the synthetic addresses from these outlines, which have ended; returns how many."""
    of_these = Address.every.filter(feature_id__in=feature_ids, is_synthetic=True)
    numbers = list(of_these.order_by("pk").values_list("pk", flat=True))
    _state(ADDRESSES, numbers, {"feature_id": None}, kind=EDITED, by=by, batch_id=batch_id)
    return len(numbers)


def take_replacement_back(batch_id: int, *, by: Actor | None = None, reason: str = "") -> int:
    """What a load ended of the fabric stands again, and addresses have their outlines; returns how many acts went.

    What was taken back already stays so.
    """
    return sum(
        _take_back(register, batch_id, by=by, reason=reason)
        for register, _model in ((FEATURES, FeatureAct), (ADDRESSES, AddressAct))
    )


def _take_back(register: Register, batch_id: int, *, by: Actor | None, reason: str) -> int:
    acts = register.act_model._default_manager.filter(source=FABRIC, batch_id=batch_id, voids_id=None)
    gone = register.act_model._default_manager.filter(voids_id__in=acts.values("pk")).values("voids_id")
    rows = list(acts.exclude(pk__in=gone).order_by("pk").values_list("pk", "subject_id"))
    undone = [
        Statement(kind=UNDO, source=FABRIC, values={}, subject_id=subject, voids_id=act, reason=reason)
        for act, subject in rows
    ]
    _state_all(register, undone, by=by)
    return len(undone)


def _state(
    register: Register, numbers: Sequence[int], values: dict[str, Any], *, kind: str, by: Actor | None,
    batch_id: int | None,
) -> None:  # fmt: skip
    said = [
        Statement(kind=kind, source=FABRIC, values=values, subject_id=number, batch_id=batch_id, reason=WHY)
        for number in numbers
    ]
    _state_all(register, said, by=by)


def _state_all(register: Register, said: Sequence[Statement], *, by: Actor | None) -> None:
    is_held = len(said) > LOCKED_ONE_BY_ONE
    if is_held:
        hold_statements(register)
    for first in range(0, len(said), PORTION):
        state_all(register, said[first : first + PORTION], by=by, is_held=is_held)
