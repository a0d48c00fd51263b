"""From what a client sends as a filter to the JSON of CQL2, within bounds that keep the parser harmless."""

import re
from collections.abc import Iterator
from typing import Any

import cql2
import orjson
from django.utils.translation import gettext as _

from longcheng.bases.geography.ogc.problems import bad_request

TEXT, JSON = "cql2-text", "cql2-json"
LONGEST = 20_000
# cql2 0.6 takes twice as long for each bracket left open (20: 1.3 s) and overflows its stack near 2,000 nested ones,
# which would end the process. At 12 the worst found takes 30 ms.
DEEPEST = 12
# A word that can nest without brackets.
MOST_NOTS = 40
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
_NOT = re.compile(r"\bnot\b", re.IGNORECASE)
# Signs nest too: 5,000 of them in a row overflow the stack. Nobody counts in a filter here.
_SIGNS = re.compile(r"[-+]\s*[-+]")


def read_filter(text: str, *, language: str) -> Any:
    """The filter as the JSON form of CQL2. Raises Problem for what is too long, too deep or no CQL2."""
    if language not in {TEXT, JSON}:
        raise bad_request("filter-lang", _("Choose cql2-text or cql2-json."))
    if len(text) > LONGEST or "\0" in text:
        told = _("At most %(n)s signs, none of them NUL.") % {"n": LONGEST}
        raise bad_request("filter", told)
    if language == JSON:
        return _read_json(text)
    # Where a quote is escaped, what is quoted can be read in two ways; then every bracket counts.
    bare = text if "\\'" in text or '\\"' in text else _QUOTED.sub("''", text)
    if _depth(bare) > DEEPEST or len(_NOT.findall(bare)) > MOST_NOTS or _SIGNS.search(bare):
        raise bad_request("filter", _too_deep())
    try:
        return cql2.parse_text(text).to_json()
    except (cql2.ParseError, ValueError) as error:
        raise bad_request("filter", _("This is no CQL2: %(error)s") % {"error": _first_lines(str(error))}) from error


def _read_json(text: str) -> Any:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise bad_request("filter", _("This is no CQL2: %(error)s") % {"error": str(error)[:200]}) from error
    if max(_levels(found)) > 3 * DEEPEST:
        raise bad_request("filter", _too_deep())
    return found


def _too_deep() -> str:
    return _("At most %(n)s brackets one inside another, and %(nots)s times NOT.") % {"n": DEEPEST, "nots": MOST_NOTS}


def _depth(text: str) -> int:
    """How many round brackets are open at once, at most."""
    depth = deepest = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest


def _levels(value: Any) -> Iterator[int]:
    """How deep each part of a JSON value lies; without recursion, since a client chose the depth."""
    waiting = [(value, 0)]
    while waiting:
        part, level = waiting.pop()
        yield level
        if isinstance(part, dict | list):
            inner = part.values() if isinstance(part, dict) else part
            waiting += [(one, level + 1) for one in inner]


def _first_lines(told: str) -> str:
    return " ".join(told.split())[:200]
