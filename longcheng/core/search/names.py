"""The names of an entry: its titles and what else people call it, each with the ways to say it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from longcheng.core.search.pinyin import initials_of, readings_of
from longcheng.core.search.units import Unit, units_of

TITLE_ZH, TITLE_EN, WORD = "zh", "en", "word"
UNITS_MOST = 40  # of a name; what stands beyond is found by the text


@dataclass(frozen=True)
class Name:
    """One name of an entry. `readings` are its pinyin, syllable by unit; empty where it has no Chinese."""

    role: str
    text: str
    readings: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str, *, role: str) -> "Name":
        return cls(role, text, readings_of(units_of(text)[:UNITS_MOST]))

    @classmethod
    def kept(cls, row: Any) -> "Name":
        """From its form in the table."""
        role, text, readings = row
        return cls(role, text, tuple(tuple(reading.split(" ")) for reading in readings))

    def to_keep(self) -> list[Any]:
        """Its form in the table."""
        return [self.role, self.text, [" ".join(reading) for reading in self.readings]]

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        return units_of(self.text)[:UNITS_MOST]

    def forms(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each way to write the name, as (way, pieces): `written`, `pinyin`, `initials`."""
        yield "written", tuple(unit.text for unit in self.units)
        for reading in self.readings:
            yield "pinyin", reading
        if len(self.units) > 1:
            for reading in self.readings:
                yield "initials", initials_of(reading)


def names_of(*, title_zh: str, title_en: str, words: Iterable[str]) -> list[Name]:
    """All names of an entry, titles first, none twice."""
    found = [Name.of(title_zh, role=TITLE_ZH)]
    if title_en and title_en != title_zh:
        found.append(Name.of(title_en, role=TITLE_EN))
    known = {name.text for name in found}
    found += [Name.of(word, role=WORD) for word in dict.fromkeys(words) if word and word not in known]
    return found
