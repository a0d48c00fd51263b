"""Divisions 行政区划 from the city to its communities, and the layers of the map with what lies on them."""

from typing import ClassVar

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.boxes import BoxField


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
    """One layer of the map: what it shows, where it is from, on what terms, and how its places were measured."""

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

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class MapFeature(models.Model):
    """One thing on the map. Its geometry is WKB in WGS-84, whatever the datum of the file it came from.

    `label_lon`, `label_lat` are where its name or mark stands. `is_romanised` says that `name_en` is only the sound of
    the Chinese name.
    """

    layer = models.ForeignKey(MapLayer, on_delete=models.CASCADE, related_name="features")
    key = models.CharField(max_length=40)
    order = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    is_romanised = models.BooleanField(default=False)
    division_code = models.CharField(max_length=12, blank=True, db_index=True)
    geometry = models.BinaryField(null=True)
    box = BoxField(null=True)
    label_lon = models.FloatField(null=True)
    label_lat = models.FloatField(null=True)
    accuracy = models.CharField(max_length=10, choices=Accuracy.choices)
    properties = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["layer", "order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["layer", "key"], name="geography_one_feature_a_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [GistIndex(fields=["box"], name="geography_feature_box")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """How addresses name it, also after the data are loaded anew: `towns-320411103`."""
        return f"{self.layer_id}-{self.key}"


class MapTile(models.Model):
    """A vector tile as it was made; emptied whenever a layer changes."""

    name = models.CharField(max_length=120, primary_key=True)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.name
