"""What is kept of a person's choices, so that it follows them to the next device."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from longcheng.core.preferences.look import Contrast, Look, Size, Theme


class Preferences(models.Model):
    """One account's choices. Who has chosen nothing has no row.

    `is_own` is whether the look was chosen by somebody signed in; else it came along from a browser in which they
    signed in, where somebody else may have pressed it.
    `area_code` is a division from which they want notices besides those of the place where they are registered.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="preferences"
    )
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.AUTO)
    size = models.CharField(max_length=8, choices=Size.choices, default=Size.NORMAL)
    contrast = models.CharField(max_length=8, choices=Contrast.choices, default=Contrast.NORMAL)
    area_code = models.CharField(max_length=12, blank=True)
    is_own = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["area_code", "account"],
                name="preferences_by_area",
                opclasses=["text_pattern_ops", "int8_ops"],
                condition=~models.Q(area_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of {self.account_id}"

    @property
    def look(self) -> Look:
        return Look(self.theme, self.size, self.contrast, self.language)
