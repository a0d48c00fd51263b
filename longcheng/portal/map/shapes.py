"""What a card says of a thing whose layer tells itself what its properties are called."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.feature_telling import kind_told
from longcheng.bases.geography.models import MapFeature
from longcheng.portal.map.wording import is_english

PROPERTIES_MOST = 30


def facts_by_shape(feature: MapFeature) -> Iterator[tuple[str, str]]:
    """Kind, address, hours, when it was checked, then each property under the title that the layer gives it."""
    if feature.kind:
        yield _("Kind"), kind_told(feature.layer, feature.kind)
    if feature.address:
        yield _("Street and number"), feature.address
    if feature.hours:
        yield _("Opening hours"), feature.hours
    if feature.checked_date is not None:
        yield _("Last checked"), _checked_told(feature)
    shape = feature.layer.shape or {}
    for name, value in list(feature.properties.items())[:PROPERTIES_MOST]:
        if value is not None and value != "":
            told = shape.get(name, {})
            yield str(told.get("en" if is_english() else "zh") or name), _value(value, told)


def is_stale(feature: MapFeature) -> bool:
    """Whether it was last checked longer ago than its layer lets count."""
    days = feature.layer.fresh_for_days
    if days is None or feature.checked_date is None:
        return False
    return timezone.localdate() - feature.checked_date > timedelta(days=days)


def _checked_told(feature: MapFeature) -> str:
    day = feature.checked_date.isoformat() if feature.checked_date else ""
    return _("%(day)s, longer ago than it should be") % {"day": day} if is_stale(feature) else day


def _value(value: Any, told: dict[str, Any]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = told.get("choices") or {}
    one = choices.get(str(value))
    if isinstance(one, dict):
        return str(one.get("en" if is_english() else "zh") or value)
    text = str(one or value)
    return f"{text} {told['unit']}" if told.get("unit") else text
