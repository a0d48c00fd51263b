"""The synthetic fabric gives way to real files, district by district: what of it a load ends."""

from typing import Any

from django.db.models import Q

from longcheng.bases.geography.fabric.replacing import REPLACED, replace_synthetic, take_replacement_back
from longcheng.bases.geography.import_models import MapImport
from longcheng.bases.geography.models import MapFeature
from longcheng.bases.geography.queries import names_of


def replaced_by(run: MapImport) -> list[dict[str, Any]]:
    """Of each district in which the file has real things: how many synthetic ones would give way to them."""
    codes = _districts(run)
    names = names_of(codes)
    synthetic = MapFeature.objects.filter(layer=run.layer_name, is_synthetic=True)
    found = [
        {"code": code, "name": names.get(code, code), "count": synthetic.filter(_within(code)).count()}
        for code in codes
    ]
    return [one for one in found if one["count"]]


def end_replaced(run: MapImport) -> int:
    """End them, inside the transaction of the load; returns how many."""
    codes = _districts(run)
    if not codes:
        return 0
    return replace_synthetic(run.layer_name, districts=codes, by=run.account, batch_id=run.pk).things


def take_back_replaced(run: MapImport, *, reason: str) -> int:
    """They stand again; returns how many acts were taken back."""
    return take_replacement_back(run.pk, by=run.account, reason=reason)


def _districts(run: MapImport) -> list[str]:
    is_wished = bool(run.choices.get("replaces_synthetic")) and run.layer_name in REPLACED
    return list(run.expected.get("districts", ())) if is_wished else []


def _within(code: str) -> Q:
    return Q(division_code__startswith=code)
