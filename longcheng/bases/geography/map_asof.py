"""The map as on a day: things that stood by its end, as they were then."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.models import FormerFeature, MapFeature, MapLayer


def end_of(day: date) -> datetime:
    """The moment at which a day of the city is over; for today and later, now."""
    over = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(days=1)
    return min(over, timezone.now())


def features_on(
    day: date, *, layers: Sequence[str], box: Box | None = None, division: str = "", text: str = ""
) -> Iterator[MapFeature]:
    """The things of these layers at the end of a day; in no order.

    Perhaps only those in a box, of a division or across it, or with a text in their names.

    What has changed since is made from its former state: such a thing is never saved.
    """
    at = end_of(day)
    known = {layer.name: layer for layer in MapLayer.objects.filter(name__in=layers)}
    standing = MapFeature.objects.filter(layer__in=list(known), since__lt=at)
    former = FormerFeature.objects.filter(layer__in=list(known), valid_from__lt=at, valid_to__gte=at)
    if box is not None:
        standing, former = standing.filter(box__meets=box), former.filter(box__meets=box)
    if division:
        crosses = Q(properties__crosses__contains=[division])
        standing = standing.filter(Q(division_code__startswith=division) | crosses)
        crossed = Q(content__properties__crosses__contains=[division])
        former = former.filter(Q(content__division_code__startswith=division) | crossed)
    if text:
        standing = standing.filter(Q(name__icontains=text) | Q(name_en__icontains=text))
        former = former.filter(Q(content__name__icontains=text) | Q(content__name_en__icontains=text))
    for one in standing.iterator(chunk_size=2_000):
        one.layer = known[one.layer_id]
        yield one
    for was in former.iterator(chunk_size=2_000):
        yield as_feature(was, layer=known[was.layer_id])


def as_feature(was: FormerFeature, *, layer: MapLayer) -> MapFeature:
    """A former state with the attributes of a thing on the map."""
    content: dict[str, Any] = dict(was.content)
    if content.get("checked_date"):
        content["checked_date"] = date.fromisoformat(content["checked_date"])
    return MapFeature(
        pk=was.feature_id, layer=layer, box=was.box, geometry=was.geometry, since=was.valid_from, **content
    )


def feature_on(day: date, feature_id: int) -> MapFeature | None:
    """One thing as it was at the end of a day; None if it did not stand then."""
    at = end_of(day)
    standing = MapFeature.objects.filter(pk=feature_id, since__lt=at).select_related("layer").first()
    if standing is not None:
        return standing
    rows = FormerFeature.objects.filter(feature_id=feature_id, valid_from__lt=at, valid_to__gte=at)
    was = rows.select_related("layer").first()
    return as_feature(was, layer=was.layer) if was is not None else None
