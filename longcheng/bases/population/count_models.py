"""What is published of the population: figures that nobody can be counted out of, and when they were counted."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Residency(models.TextChoices):
    """In what way people belong to a place. Who lives somewhere is the sum of the first two."""

    LOCAL = "local"  # lives there, registered in the city 本市户籍常住
    FLOATING = "floating"  # lives there, registered outside the city 市外户籍流入
    REGISTERED = "registered"  # registered there, wherever they live 户籍


class PopulationRelease(models.Model):
    """One counting of everybody 一次统计. The figures of the newest are the ones that are shown.

    `base_length` is how many digits the codes have for which ages are published; `acts` what was in the register.
    """

    counted_at = models.DateTimeField(default=timezone.now)
    day = models.DateField()
    base_length = models.PositiveSmallIntegerField()
    acts = models.BigIntegerField()
    took_ms = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"release {self.pk}"


class PopulationCount(models.Model):
    """Published figures of one place 统计数: all in tens, and each of them protected. No exact count is kept anywhere.

    `by_age` has a figure for each year of age from 0 to 99, one for a hundred and older and one for those of whom no
    birthday is known; None where the place is too small for ages. `sex` is empty for all sexes together. The place
    without a code is of those who live in the city at an address that is protected or not known.
    """

    release = models.ForeignKey(PopulationRelease, on_delete=models.CASCADE, related_name="counts")
    division_code = models.CharField(max_length=12, blank=True)
    residency = models.CharField(max_length=12, choices=Residency.choices)
    sex = models.CharField(max_length=1, blank=True)
    total = models.PositiveIntegerField()
    by_age = ArrayField(models.PositiveIntegerField(), null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["release", "division_code", "residency", "sex"], name="population_one_count"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division_code or '—'} {self.residency} {self.sex or '*'}"
