"""The table of everything that can be found."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from longcheng.core.search.entry import TITLE_LONGEST


class LexemesField(models.Field):
    """A tsvector that is written as a list of lexemes, without places and weights."""

    def db_type(self, connection: Any) -> str:
        return "tsvector"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "array_to_tsvector(%s)"


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def live(self) -> "SearchEntryQuerySet":
        """Those whose time is not over."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=Now()))


class SearchEntry(models.Model):
    """One thing that can be found, as its room gave it, and what stands in the index for it.

    Everything here is made from the rooms' own tables and may be emptied: the next refresh fills it. `names` holds
    its titles and words with their pinyin, `digest` what it was made from.
    """

    room = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    url = models.CharField(max_length=300)
    title_zh = models.CharField(max_length=TITLE_LONGEST)
    title_en = models.CharField(max_length=TITLE_LONGEST, blank=True)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    names = models.JSONField()
    permission = models.CharField(max_length=80, blank=True)
    needs_account = models.BooleanField(default=False)
    area_code = models.CharField(max_length=12, blank=True)
    weight = models.PositiveSmallIntegerField(default=50)
    valid_until = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=32)
    lexemes = LexemesField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["room", "kind", "key"], name="search_one_entry_per_thing"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["valid_until"], condition=~Q(valid_until=None), name="search_entry_ends"),
            # Written at once: a pending list would be read by every search until the next vacuum.
            GinIndex(fields=["lexemes"], name="search_entry_lexemes", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.room}:{self.kind}:{self.key}"
