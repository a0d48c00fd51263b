"""Addresses: one number for every gate, building, stair and flat, and the names of what they stand under."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.points import PointField
from longcheng.core.registry.models import RegisterAct, RegisterRecord


class StreetKind(models.TextChoices):
    """What an address stands under, by GB/T 23705-2009 基本区域限定物."""

    ROAD = "road", _("road or lane")
    ESTATE = "estate", _("housing estate")
    HAMLET = "hamlet", _("hamlet or village group")


class AddressLevel(models.TextChoices):
    """How far down an address goes."""

    GATE = "gate", _("gate number")
    BUILDING = "building", _("building")
    STAIR = "stair", _("stair")
    ROOM = "room", _("flat")


class AddressName(models.Model):
    """A road, an estate or a hamlet of one town, under which addresses stand; worked out from the addresses."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=StreetKind.choices)
    town_code = models.CharField(max_length=9)
    pinyin = models.CharField(max_length=200, blank=True, default="")
    initials = models.CharField(max_length=80, blank=True, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    addresses = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["town_code", "name", "kind"], name="geography_one_name_a_town"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name"], name="geography_names", opclasses=["text_pattern_ops"]),
            models.Index(fields=["pinyin"], name="geography_names_pinyin", opclasses=["text_pattern_ops"]),
            models.Index(fields=["initials"], name="geography_names_initials", opclasses=["text_pattern_ops"]),
            GinIndex(fields=["name"], name="geography_names_alike", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class StandingAddresses(models.Manager["Address"]):
    """Addresses that have not ended."""

    def get_queryset(self) -> models.QuerySet["Address"]:
        return super().get_queryset().filter(is_ended=False)


class Address(RegisterRecord):
    """An address 地名地址: a projection of its acts. Its number is never given to another.

    `gate` 12 of 12号, `building` 99 of 99幢, `stair` 2 of 2单元, `room` 301; `number_key` is what stands behind the
    street in one form, `text` the whole without the divisions. `point` is in Web Mercator metres.
    """

    KEPT = ()

    division_code = models.CharField(max_length=12, blank=True, default="")
    name = models.ForeignKey(
        AddressName, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    street = models.CharField(max_length=80, blank=True, default="")
    gate = models.CharField(max_length=20, blank=True, default="")
    building = models.CharField(max_length=20, blank=True, default="")
    stair = models.CharField(max_length=20, blank=True, default="")
    room = models.CharField(max_length=20, blank=True, default="")
    level = models.CharField(max_length=10, choices=AddressLevel.choices)
    parent_id = models.BigIntegerField(null=True)
    number_key = models.CharField(max_length=90, blank=True, default="")
    text = models.CharField(max_length=200, blank=True, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    point = PointField(null=True)
    feature_id = models.BigIntegerField(null=True)
    is_synthetic = models.BooleanField(default=False)
    is_ended = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)

    every = models.Manager()
    objects = StandingAddresses()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "number_key"], name="geography_address_number",
                         opclasses=["int8_ops", "text_pattern_ops"]),
            models.Index(fields=["division_code", "id"], name="geography_address_in",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["parent_id"], condition=Q(parent_id__isnull=False), name="geography_address_parent"),
            models.Index(fields=["feature_id"], condition=Q(feature_id__isnull=False), name="geography_address_of"),
            # Flats share the place of their stair: the nearest address is a gate, a building or a stair.
            GistIndex(fields=["point"], condition=Q(is_ended=False) & ~Q(level="room"), name="geography_address_near"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text


class AddressAct(RegisterAct):
    """What was stated of an address."""
