"""How many people one bulk reading concerned, counted with a bound and remembered."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from longcheng.core.access.purposes import MANDATE, OWN
from longcheng.core.transparency.models import Line

MANY = 2_000  # from here on it is told as "more than": a page of twenty bulk readings counts no more than it must
# A reading writes its lines in chunks, one after the other; so far from one line the others of it can lie.
SPREAD = timedelta(minutes=10)
REMEMBERED_S = 24 * 3600

# The index of purposes leads to the lines around one of them; only then the reading is compared. One statement with
# the values in it for each: joined to a table of values, the planner knows nothing of them and walks the whole table.
_COUNT = """
(SELECT %s::text AS key, count(DISTINCT subject_id) FROM (
    SELECT subject_id FROM transparency_line
    WHERE reference = %s AND purpose = %s AND at BETWEEN %s AND %s AND reading_id = %s
    LIMIT %s
) AS near)
"""
COUNTED_AT_ONCE = 50


def others_in(lines: Iterable[Line]) -> Mapping[int, int]:
    """By line, how many other people the same reading concerned, hardly more than `MANY`. One query, or none.

    All lines are about one person, or made by one: those who are told of them.
    """
    # One's own record and a mandate concern one person each, however they are read.
    bulk = [line for line in lines if line.purpose not in {OWN, MANDATE}]
    remembered = dict(cache.get_many([_key(line) for line in bulk]))
    unknown = {_key(line): line for line in bulk if _key(line) not in remembered}
    if unknown:
        counted = _counted(unknown)
        # A reading that may still be going on is counted again next time.
        ended = {key: n for key, n in counted.items() if unknown[key].at < timezone.now() - SPREAD}
        cache.set_many(ended, REMEMBERED_S)
        remembered |= counted
    twice = _more_of_same_person(bulk)
    return {line.pk: max(0, remembered[_key(line)] - twice[_key(line)]) for line in bulk}


def _more_of_same_person(lines: Iterable[Line]) -> Mapping[str, int]:
    """By reading, how many lines beyond the first are about the one to whom these are told.

    A person who stood in the register twice, until the two records were merged, was read twice.
    """
    numbers: dict[str, set[int]] = {}
    for line in lines:
        numbers.setdefault(_key(line), set()).add(line.subject_id)
    return {key: len(found) - 1 for key, found in numbers.items()}


def _key(line: Line) -> str:
    return f"disclosure.together.{line.reading_id}"


def _counted(lines: Mapping[str, Line]) -> dict[str, int]:
    waiting = iter(lines.items())
    found: dict[str, int] = {}
    while some := list(islice(waiting, COUNTED_AT_ONCE)):
        values: list[str | int | datetime] = []
        for key, line in some:
            near = (line.at - SPREAD, line.at + SPREAD)
            values += [key, line.reference, line.purpose, *near, str(line.reading_id), MANY + 2]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([_COUNT] * len(some)), values)
            found |= {key: max(0, count - 1) for key, count in cursor.fetchall()}
    return found
