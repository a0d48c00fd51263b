"""What becomes of things on the map when the organisation behind them ends, is renamed or moves.

Nobody is asked: the register of organisations is the authority. Each bears being called twice.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from longcheng.bases.geography.actions.features import EDITED, ENDED, tell_change
from longcheng.bases.geography.models import MapFeature
from longcheng.bases.geography.registers import FEATURES, LAYERS
from longcheng.core.access.permissions import record
from longcheng.core.registry.acts import Statement, state_all
from longcheng.core.registry.declaring import register_named
from longcheng.core.registry.doubts.opening import NewDoubt, open_doubts_at_once
from longcheng.core.registry.models import Doubt, DoubtState
from longcheng.core.registry.reading import as_of, history

# Named lazily: the base of organisations stands beside this one, and is read through the registers alone.
ORGANISATIONS, REGISTRATION = "organisations.organisation", "organisations.registration"


def end_features_of(organisation_id: int, *, why: str) -> int:
    """End what still stands of an organisation; returns how many."""
    return _change(organisation_id, {"ended": True}, kind=ENDED, reason=why)


def rename_features_of(organisation_id: int) -> int:
    """Give its things its new name, where they bear a former one: a hospital's north gate keeps its own."""
    register = register_named(ORGANISATIONS)
    state = as_of(register, organisation_id)
    name = str((state.get("name") if state else "") or "")[:120]
    former = {str(act.fields["name"])[:120] for act in history(register, organisation_id) if act.fields.get("name")}
    if not name:
        return 0
    values = {"name": name, "name_en": "", "is_romanised": False}
    reason = _("The organisation was renamed.")
    return _change(organisation_id, values, kind=EDITED, reason=reason, named=former - {name})


def _change(
    organisation_id: int, values: Mapping[str, Any], *, kind: str, reason: str, named: Iterable[str] | None = None
) -> int:
    with transaction.atomic():
        found = MapFeature.objects.filter(organisation_id=organisation_id)
        if named is not None:
            found = found.filter(name__in=named)
        numbers = list(found.order_by("pk").values_list("pk", flat=True))
        statements = [
            Statement(kind=kind, source=LAYERS, subject_id=number, values=values, reason=reason) for number in numbers
        ]
        for stated in state_all(FEATURES, statements, by=None):
            feature = stated.record
            record(None, f"geography.{kind}_feature", subject=f"feature:{feature.pk}", organisation=organisation_id)
            tell_change(feature, fields=tuple(sorted(values)), actor=None)
    return len(numbers)


def check_addresses_of(organisation_id: int) -> int:
    """The organisation has moved: whether its things have is for the keepers to find out. Returns how many are doubted.

    The new place is not stated: the head office may have moved, and this be its workshop that stays.
    """
    with transaction.atomic():
        features = {one.pk: one for one in MapFeature.objects.filter(organisation_id=organisation_id)}
        doubted = Doubt.objects.filter(
            register=FEATURES.name, subject_id__in=features, field="address", source=REGISTRATION, state=DoubtState.OPEN
        )
        waiting = set(doubted.values_list("subject_id", flat=True))
        news = [
            NewDoubt(
                subject_id=number,
                field="address",
                stated=None,
                record=feature,
                note=_("The organisation has registered another address. Has this moved as well?"),
                source=REGISTRATION,
            )
            for number, feature in features.items()
            if number not in waiting
        ]
        return len(open_doubts_at_once(FEATURES, news)) if news else 0
