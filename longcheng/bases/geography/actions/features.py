"""Entering, changing and ending what lies on the map, by its keepers; and taking that back."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import shapely
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.areas import DistrictAreas
from longcheng.bases.geography.events import FeatureEdited, FeatureEnded, FeatureEntered
from longcheng.bases.geography.features.comparing import differences
from longcheng.bases.geography.features.drafts import DEFAULTS, Draft, fields_of, stated_of
from longcheng.bases.geography.models import Division, DivisionLevel, FeatureAct, LayerKind, MapFeature, MapLayer
from longcheng.bases.geography.registers import FEATURES, LAYERS
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, lock_subjects, state, take_back
from longcheng.core.registry.reading import standing_acts

EDIT = "geography.edit_features"
ENTERED, EDITED, ENDED = "entered", "edited", "ended"
FOUNDING = frozenset({ENTERED, "imported", "row"})
REASON_MAX = 500
DIMENSION = {LayerKind.POINT: 0, LayerKind.LINE: 1, LayerKind.POLYGON: 2}


def enter_feature(
    account: Account, *, layer: str, draft: Draft, reason: str = "", valid_from: datetime | None = None
) -> MapFeature:
    """Enter something new. Without a key it gets one. Raises Denied, Unfit with all defects."""
    require(account, EDIT, area_code=area_of(draft.division_code))
    found = MapLayer.objects.filter(name=layer).first()
    draft = replace(draft, key=draft.key or uuid.uuid4().hex[:12])
    _refuse_unfit(found, draft, reason=reason or "-", valid_from=valid_from)
    [said] = stated_of([draft])
    values = {name: value for name, value in said.items() if value != DEFAULTS.get(name)}
    try:
        with transaction.atomic():
            statement = Statement(
                kind=ENTERED,
                source=LAYERS,
                values={"layer": layer, **values},
                valid_from=valid_from,
                reason=reason.strip(),
            )
            feature: MapFeature = state(FEATURES, statement, by=account).record
            record(account, "geography.enter_feature", subject=f"feature:{feature.pk}", place=feature.place)
            emit(FeatureEntered(feature_id=feature.pk, layer=layer, division_code=feature.division_code), actor=account)
    except IntegrityError as error:
        raise Unfit({"key": _("%(key)s already exists in this layer.") % {"key": draft.key}}) from error
    return feature


def edit_feature(
    account: Account, *, feature_id: int, draft: Draft, reason: str = "", valid_from: datetime | None = None
) -> MapFeature:
    """State what the draft says otherwise than it stands; what it does not speak of (`says`) stays. Its key stays.

    Nothing is stated where nothing differs. Raises MapFeature.DoesNotExist, Denied, Unfit with all defects.
    """
    with transaction.atomic():
        feature = _standing(feature_id)
        require(account, EDIT, area_code=area_of(feature.division_code))
        if draft.says is None or "division_code" in draft.says:
            require(account, EDIT, area_code=area_of(draft.division_code))
        whole = _with_what_stands(draft, feature)
        _refuse_unfit(feature.layer, whole, reason=reason, valid_from=valid_from, ended=feature.is_ended)
        [said] = stated_of([replace(draft, key=feature.key)])
        changes = differences(said, held=fields_of(feature))
        if not changes:
            return feature
        return _state_change(account, feature, changes, kind=EDITED, reason=reason, valid_from=valid_from)


def end_feature(account: Account, *, feature_id: int, reason: str, valid_from: datetime | None = None) -> MapFeature:
    """It does not exist any more, from now or from a moment in the past on. Raises DoesNotExist, Denied, Unfit."""
    with transaction.atomic():
        feature = _standing(feature_id)
        require(account, EDIT, area_code=area_of(feature.division_code))
        _refuse_unfit(feature.layer, None, reason=reason, valid_from=valid_from, ended=feature.is_ended)
        return _state_change(account, feature, {"ended": True}, kind=ENDED, reason=reason, valid_from=valid_from)


def take_back_act(account: Account, *, act_id: int, reason: str) -> MapFeature:
    """Take back what was entered, changed or ended by mistake. Of what was entered, nothing is left on the map.

    Raises FeatureAct.DoesNotExist, Denied, Unfit.
    """
    with transaction.atomic():
        act = FeatureAct.objects.get(pk=act_id)
        feature = _standing(act.subject_id)
        require(account, EDIT, area_code=area_of(feature.division_code))
        defects = {"reason": _reason_defect(reason)}
        if act.pk not in {one.pk for one in standing_acts(FEATURES, feature.pk)}:
            defects["act"] = _("This act has been taken back already.")
        elif act.kind in FOUNDING and "layer" in act.fields:
            defects["act"] = _("By this act it came onto the map. End it instead.")
        _raise(defects)
        take_back(FEATURES, act.pk, by=account, reason=reason.strip())
        feature = MapFeature.every.get(pk=feature.pk)
        require(account, EDIT, area_code=area_of(feature.division_code))  # where it comes back to
        record(account, "geography.take_back_act", subject=f"feature:{feature.pk}", act=act.pk)
        tell_change(feature, fields=tuple(sorted(act.fields)), actor=account)
    return feature


def _standing(feature_id: int) -> MapFeature:
    """The thing, locked against others who would state of it at the same time."""
    lock_subjects(FEATURES, [feature_id])
    return MapFeature.every.select_related("layer").get(pk=feature_id)


def _state_change(
    account: Account,
    feature: MapFeature,
    changes: Mapping[str, Any],
    *,
    kind: str,
    reason: str,
    valid_from: datetime | None,
) -> MapFeature:
    statement = Statement(
        kind=kind, source=LAYERS, subject_id=feature.pk, values=changes, valid_from=valid_from, reason=reason.strip()
    )
    after: MapFeature = state(FEATURES, statement, by=account).record
    fields = tuple(sorted(changes))
    record(account, f"geography.{kind}_feature", subject=f"feature:{feature.pk}", place=feature.place, fields=fields)
    tell_change(after, fields=fields, actor=account)
    return after


def tell_change(feature: MapFeature, *, fields: tuple[str, ...], actor: Actor | None) -> None:
    """The event of a change: an end is told as such."""
    told: dict[str, Any] = {
        "feature_id": feature.pk, "layer": feature.layer_id, "division_code": feature.division_code,
    }  # fmt: skip
    if feature.is_ended:
        emit(FeatureEnded(**told), actor=actor)
    else:
        emit(FeatureEdited(**told, fields=fields), actor=actor)


def area_of(division_code: str) -> str:
    """Where the right is needed; for what is of no division, in the whole city."""
    if division_code:
        return division_code
    return Division.objects.filter(level=DivisionLevel.CITY).values_list("code", flat=True).first() or ""


def _refuse_unfit(
    layer: MapLayer | None, draft: Draft | None, *, reason: str, valid_from: datetime | None, ended: bool = False
) -> None:
    defects = {"reason": _reason_defect(reason)}
    if layer is None:
        defects["layer"] = _("This layer does not exist.")
    elif not layer.is_editable:
        defects["layer"] = _("This layer is kept by its files alone. Load a newer file.")
    elif draft is not None:
        defects |= _draft_defects(layer, draft)
    if ended:
        defects["ended"] = _("It has ended. Take its end back, or enter it anew.")
    if valid_from is not None and valid_from > timezone.now():
        defects["day"] = _("The day must not lie in the future.")
    _raise(defects)


def _draft_defects(layer: MapLayer, draft: Draft) -> dict[str, str]:
    defects = {}
    if draft.division_code and not Division.objects.filter(code=draft.division_code).exists():
        defects["division_code"] = _("This division does not exist.")
    shape = draft.geometry
    if shape is not None:
        if shape.is_empty or not shape.is_valid:
            defects["geometry"] = _("The shape crosses itself or is empty. Draw it anew.")
        elif max(DIMENSION[LayerKind(layer.kind)], 0) != _dimension(shape):
            defects["geometry"] = _("This layer has %(kind)s.") % {"kind": LayerKind(layer.kind).label}
        elif draft.division_code and not _are_of_one_area(lies := _lies_in(shape), draft.division_code):
            told = {"lies": Division.objects.filter(code=lies).values_list("name", flat=True).first() or lies}
            defects["division_code"] = (
                _("The place lies in %(lies)s. Choose the division there, or mend the place.") % told
            )
    return defects


def _with_what_stands(draft: Draft, feature: MapFeature) -> Draft:
    """The draft with the place and the division that hold after it: who moves a thing alone says no division."""
    stands: dict[str, Any] = {}
    if draft.says is not None and "geometry" in draft.says and "division_code" not in draft.says:
        stands["division_code"] = feature.division_code
    if draft.says is not None and "division_code" in draft.says and "geometry" not in draft.says and feature.geometry:
        stands["geometry"] = shapely.from_wkb(bytes(feature.geometry))
    return replace(draft, **stands)


def _are_of_one_area(lies: str, code: str) -> bool:
    """Whether one holds the other: what is of the whole city lies in one of its districts."""
    return code.startswith(lies) or lies.startswith(code)


def _dimension(shape: Any) -> int:
    return {"Point": 0, "MultiPoint": 0, "LineString": 1, "MultiLineString": 1, "Polygon": 2, "MultiPolygon": 2}.get(
        shape.geom_type, -1
    )


def _lies_in(shape: Any) -> str:
    """The district of the shape's middle; empty where none is known."""
    middle = shape.representative_point()
    return DistrictAreas.known().at(middle.x, middle.y)


def _reason_defect(reason: str) -> str:
    if not reason.strip():
        return _("Say why. It stays in the history, and everybody reads it.")
    if len(reason) > REASON_MAX or "\0" in reason:
        return _("The reason must have at most %(n)s signs.") % {"n": REASON_MAX}
    return ""


def _raise(defects: Mapping[str, str]) -> None:
    if found := {field: defect for field, defect in defects.items() if defect}:
        raise Unfit(found)
