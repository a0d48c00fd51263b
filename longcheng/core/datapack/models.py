"""Which files of which pack this city has loaded."""

from django.db import models
from django.utils import timezone


class LoadedFile(models.Model):
    """One file as it was last loaded."""

    path = models.CharField(max_length=300, primary_key=True)
    kind = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    origin = models.TextField()
    licence = models.CharField(max_length=200)
    loaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.path
