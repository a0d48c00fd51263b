"""Divisions 行政区划: city, districts, towns and streets, villages and communities."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


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
