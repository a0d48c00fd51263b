"""The table by which organisations are found: one row for each name that one bears or bore. Made from others."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from longcheng.core.search.models import LexemesField


class SearchedName(models.Model):
    """A name as it is looked for; `indexing` writes it and may make all of them anew at any time.

    `own` is the name from its own part 字号 on, `key` the whole; both as they are compared and without the mark of
    made-up organisations. `pinyin` and `initials` are those of `own`. `place` is the name's fixed place in an order
    that has nothing to do with it: whoever walks it meets every kind of organisation as often as there are of it.
    `lexemes` holds every pair of neighbouring signs of `key`, and what the list can be narrowed by.
    """

    name_id = models.BigIntegerField(primary_key=True)
    organisation_id = models.BigIntegerField()
    is_current = models.BooleanField()
    core = models.CharField(max_length=120)
    own = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=400)
    initials = models.CharField(max_length=120)
    place = models.IntegerField()
    lexemes = LexemesField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation_id"], name="organisations_searched_of"),
            models.Index(fields=["own", "name_id"], name="organisations_searched_own",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["key", "name_id"], name="organisations_searched_key",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["pinyin", "name_id"], name="organisations_searched_pinyin",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["initials", "name_id"], name="organisations_searched_letters",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["place", "name_id"], name="organisations_searched_place"),
            # Written at once: a pending list would be read by every search until the next vacuum.
            GinIndex(fields=["lexemes"], name="organisations_searched_lexemes", fastupdate=False),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.own
