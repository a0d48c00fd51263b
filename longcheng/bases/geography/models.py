"""Divisions 行政区划 from the city to its communities, the layers of the map with what lies on them, addresses."""

from typing import ClassVar

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.address_models import Address, AddressAct, AddressName  # noqa: F401  a file of their own
from longcheng.bases.geography.boxes import BoxField
from longcheng.bases.geography.import_models import (  # noqa: F401  tables of this room, in a file of their own
    MapExport,
    MapImport,
    MapImportDefect,
    SeenMapKey,
)
from longcheng.core.registry.models import RegisterAct, RegisterRecord


class DivisionLevel(models.IntegerChoices):
    """How many digits a code of the level has."""

    CITY = 4, _("city")
    DISTRICT = 6, _("district")
    TOWN = 9, _("town or street")
    COMMUNITY = 12, _("village or community")


class Division(models.Model):
    """One division. Codes nest: a division's code begins with its parent's.

    Six digits by GB/T 2260; nine and twelve by the statistical division codes of the National Bureau of
    Statistics.
    """

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=DivisionLevel.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.name


class DivisionVersion(models.Model):
    """A division as it was from one day to another, with the law by which it changed; the history of the codes."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=DivisionLevel.choices)
    parent_code = models.CharField(max_length=12, blank=True, default="")
    valid_from = models.DateField(null=True)  # None: before the records begin
    valid_to = models.DateField(null=True)
    change = models.CharField(max_length=12)
    into_code = models.CharField(max_length=12, blank=True, default="")
    law = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["code", "valid_from"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["code", "valid_from"], name="geography_division_versions"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LayerKind(models.TextChoices):
    """What the things of a layer are drawn as."""

    POINT = "point", _("points")
    LINE = "line", _("lines")
    POLYGON = "polygon", _("areas")


class Accuracy(models.TextChoices):
    """How well the place of a thing is known. A place that is not known is never made up."""

    EXACT = "exact", _("its exact place")
    LOCALITY = "locality", _("near this place, up to some hundred metres off")
    DISTRICT = "district", _("only the district is known")
    CITY = "city", _("only the city is known")
    NONE = "none", _("its place is not known yet")


class MapLayer(models.Model):
    """One layer 图层 of the map: what it shows, where it is from, on what terms, and how its places were measured.

    `shape` names the properties of its things: `{"floors": {"type": "integer", "zh": "层数", "en": "Floors"}}`. Tiles
    carry it from `least_zoom`. What is older than `fresh_for_days` is stale and leaves every "nearest".
    """

    name = models.SlugField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=10, choices=LayerKind.choices)
    order = models.PositiveSmallIntegerField(default=0)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80)
    owner_zh = models.CharField(max_length=120, blank=True)
    owner_en = models.CharField(max_length=120, blank=True)
    source = models.TextField()
    licence = models.CharField(max_length=200)
    is_open = models.BooleanField()
    is_listed = models.BooleanField(default=True)
    datum = models.CharField(max_length=10, blank=True)
    datum_known_zh = models.TextField(blank=True)
    datum_known_en = models.TextField(blank=True)
    dated = models.CharField(max_length=40)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=timezone.now)
    is_synthetic = models.BooleanField(default=False)
    least_zoom = models.PositiveSmallIntegerField(default=0)
    fresh_for_days = models.PositiveIntegerField(null=True)
    is_editable = models.BooleanField(default=False)
    shape = models.JSONField(default=dict)
    edition = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class StandingFeatures(models.Manager["MapFeature"]):
    """Things that have not ended."""

    def get_queryset(self) -> models.QuerySet["MapFeature"]:
        return super().get_queryset().filter(is_ended=False)


class MapFeature(RegisterRecord):
    """One thing on the map, as the register holds it now: a projection of its acts, never written by hand.

    Its geometry is WKB in WGS-84, whatever the datum of the file it came from. `label_lon`, `label_lat` are where its
    name or mark stands. `is_romanised` says that `name_en` is only the sound of the Chinese name. `hours` are opening
    hours as OpenStreetMap writes them. `since` is from when its newest act holds.
    """

    KEPT = ()

    layer = models.ForeignKey(MapLayer, on_delete=models.CASCADE, related_name="features", db_constraint=False)
    key = models.CharField(max_length=60)
    order = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120, blank=True, default="")
    name_en = models.CharField(max_length=160, blank=True, default="")
    is_romanised = models.BooleanField(default=False)
    kind = models.CharField(max_length=40, blank=True, default="")
    division_code = models.CharField(max_length=12, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    address_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    geometry = models.BinaryField(null=True)
    box = BoxField(null=True)
    label_lon = models.FloatField(null=True)
    label_lat = models.FloatField(null=True)
    accuracy = models.CharField(max_length=10, choices=Accuracy.choices, default=Accuracy.NONE)
    hours = models.CharField(max_length=200, blank=True, default="")
    checked_date = models.DateField(null=True)
    properties = models.JSONField(default=dict)
    is_synthetic = models.BooleanField(default=False)
    is_ended = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)

    every = models.Manager()
    objects = StandingFeatures()

    class Meta:
        ordering: ClassVar[list[str]] = ["layer", "order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["layer", "key"], name="geography_one_feature_a_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GistIndex(fields=["layer", "box"], name="geography_feature_box", condition=Q(is_ended=False)),
            models.Index(fields=["layer", "order", "id"], name="geography_feature_order"),
            models.Index(fields=["division_code", "layer"], name="geography_feature_in",
                         opclasses=["text_pattern_ops", "varchar_ops"]),
            models.Index(fields=["organisation_id"], condition=Q(organisation_id__isnull=False),
                         name="geography_feature_org"),
            models.Index(fields=["address_id"], condition=Q(address_id__isnull=False), name="geography_feature_addr"),
            models.Index(fields=["name"], condition=Q(is_ended=False) & ~Q(name=""), name="geography_feature_name",
                         opclasses=["text_pattern_ops"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """How addresses name it, also after the data are loaded anew: `towns-320411103`."""
        return f"{self.layer_id}-{self.key}"


class FeatureAct(RegisterAct):
    """What was stated of a thing on the map."""


class FormerFeature(models.Model):
    """How a thing on the map was before, between two moments; worked out from its acts, for the map as on a day.

    `content` holds the other columns of `MapFeature` as they were.
    """

    feature_id = models.BigIntegerField()
    layer = models.ForeignKey(MapLayer, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    box = BoxField(null=True)
    geometry = models.BinaryField(null=True)
    content = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["feature_id", "valid_from"], name="geography_former_of"),
            GistIndex(fields=["layer", "box"], name="geography_former_box"),
        ]

    def __str__(self) -> str:
        return f"{self.feature_id} until {self.valid_to}"


class MapTile(models.Model):
    """A vector tile as it was made; emptied whenever a layer changes."""

    name = models.CharField(max_length=120, primary_key=True)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.name
