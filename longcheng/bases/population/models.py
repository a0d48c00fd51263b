"""Residents 居民 in their first form: an account and the community it lives in."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Resident(models.Model):
    """One resident and where they live. Synthetic ones are placeholders: a number, no name, no birth date."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resident")
    division_code = models.CharField(max_length=12)
    address = models.CharField(max_length=200, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["division_code", "account"],
                name="population_by_division",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
        ]

    def __str__(self) -> str:
        return str(self.account)
