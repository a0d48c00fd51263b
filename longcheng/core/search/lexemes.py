"""What stands in the index for an entry, and what is asked of it: one tsvector of marked lexemes.

`s` a whole name, `m` a name from one of its later units on, `t` a word of the text, `k` the kind, `a` a division,
`w` what people come for. A prefix search on `s` and `m` so finds Chinese of any length in any place of a name,
which trigrams do not (two characters make none), and pinyin, initials and English by the same index.
"""

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

import rjieba

from longcheng.core.search.entry import MAIN, Entry
from longcheng.core.search.names import Name
from longcheng.core.search.units import Query, fold, has_han, run_together, units_of

FORM_LONGEST = 32  # of a lexeme, in signs; what is asked is cut likewise and compared in full afterwards
MISTAKES_WITHIN = 10
_HAN_RUN = re.compile(r"[㐀-䶿一-鿿]+")


def lexemes_of(entry: Entry, names: Iterable[Name]) -> list[str]:
    """Every lexeme of an entry, sorted."""
    found = {f"k{entry.kind.value}"}
    for name in names:
        found.update(_of_name(name))
    for text in (entry.text_zh, entry.text_en):
        found.update(f"t{token}" for token in tokens_of(text))
    found.update(f"a{entry.area_code[:length]}" for length in (6, 9, 12) if len(entry.area_code) >= length)
    if entry.weight >= MAIN:
        found.add("w")
    return sorted(found)


def _of_name(name: Name) -> Iterator[str]:
    for _way, pieces in name.forms():
        for place in range(len(pieces)):
            form = "".join(pieces[place:])[:FORM_LONGEST]
            yield f"{'m' if place else 's'}{form}"


def tokens_of(text: str) -> set[str]:
    """The words of a text by the segmenter, and all pairs of neighbouring characters, so that nothing is missed."""
    folded = fold(text)
    found = {run_together(token) for token in rjieba.cut_for_search(folded)}
    for run in _HAN_RUN.findall(folded):
        found.update(run[place : place + 2] for place in range(len(run) - 1))
    return {token[:FORM_LONGEST] for token in found if token}


def _quoted(lexeme: str) -> str:
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def whole_name(query: Query) -> str:
    """Asks for names that are exactly this."""
    return _quoted(f"s{query.whole[:FORM_LONGEST]}")


def name_begins(query: Query) -> str:
    """Asks for names that begin so."""
    return f"{whole_name(query)}:*"


def name_holds(query: Query) -> str:
    """Asks for names that hold this from one of their units on."""
    return f"({name_begins(query)} | {_quoted('m' + query.whole[:FORM_LONGEST])}:*)"


def everything(query: Query) -> str:
    """Asks for entries that hold every part, each in a name or in the text."""
    asked = [name_holds(query), _in_text(query.whole)]
    if len(query.parts) > 1:
        parts = (f"({name_holds(Query(part))} | {_in_text(part)})" for part in query.parts)
        asked.append(f"({' & '.join(parts)})")
    return f"({' | '.join(asked)})"


def one_mistake(query: Query) -> str:
    """Asks for names that hold this but for one sign: another, one too many, one too few, or two exchanged.

    Some hundred prefixes, nearly all of which no name has; a mistake beyond the tenth sign is among what the first
    ten find.
    """
    typed = query.whole[:MISTAKES_WITHIN]
    meant = {typed} if len(query.whole) > len(typed) else set()
    for place in range(len(typed)):
        head, sign, tail = typed[:place], typed[place], typed[place + 1 :]
        meant.add(head + tail)
        meant.update(f"{head}{other}{tail}" for other in ascii_lowercase)
        meant.update(f"{head}{other}{sign}{tail}" for other in ascii_lowercase)
        meant.add(f"{head}{tail[:1]}{sign}{tail[1:]}")
    return f"({' | '.join(_quoted(mark + form) + ':*' for form in sorted(meant) for mark in 'sm')})"


def _in_text(part: str) -> str:
    if not has_han(part):
        return f"{_quoted('t' + part)}:*"
    tokens = [token for token in rjieba.cut(part) if units_of(token)]
    return f"({' & '.join(_token(run_together(token)) for token in tokens)})"


def _token(token: str) -> str:
    if len(token) == 1:
        return f"{_quoted('t' + token)}:*"
    pairs = " & ".join(_quoted("t" + token[place : place + 2]) for place in range(len(token) - 1))
    return f"({_quoted('t' + token)} | ({pairs}))" if has_han(token) else f"{_quoted('t' + token)}:*"


def also(asked: str, *marks: str) -> str:
    """The same among the entries that bear these marks."""
    return " & ".join([asked, *(_quoted(mark) for mark in marks if mark)])
