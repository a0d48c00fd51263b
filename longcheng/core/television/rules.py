"""The terms of television: how long a yes lasts, what a code looks like, how a text is cut for the screen."""

import re
from datetime import datetime, timedelta
from itertools import groupby
from unicodedata import east_asian_width

CODE_LENGTH = 6
NAME_MAX = 40
ONE_LOOK = timedelta(minutes=30)  # a yes to "ask me each time"
ASK_WAITS = timedelta(minutes=10)  # a question that nobody answers is over after this
LAST_OF_EVENING_H = 21  # from then on "this evening" reaches over midnight
LATE_EVENING = timedelta(hours=3)
AREA = re.compile(r"\d{4,12}")


def read_code(text: str) -> str:
    """The six digits as they are kept, however they were spaced or typed full width; empty if they are none."""
    digits = "".join(str(int(sign)) for sign in text[:40] if sign.isdecimal())
    return digits if len(digits) == CODE_LENGTH else ""


def spaced(code: str) -> str:
    """Six digits as one reads them aloud: 123 456."""
    return f"{code[:3]} {code[3:]}"


def end_of_evening(now: datetime) -> datetime:
    """When "this evening" is over: at midnight, or three hours from now for those who begin late. Local time."""
    if now.hour >= LAST_OF_EVENING_H:
        return now + LATE_EVENING
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def width_of(text: str) -> int:
    """The width of a text in halves of a Chinese sign; “quotes” and … are as wide as one in a Chinese face."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def lines_of(text: str, *, width: int) -> list[str]:
    """The text in lines of at most this width (in halves of a Chinese sign), cut at spaces where there are any."""
    return [line.rstrip() for paragraph in text.splitlines() for line in _cut(paragraph, width=width)]


def _cut(paragraph: str, *, width: int) -> list[str]:
    """One paragraph in such lines, with the spaces at their ends, so that they can be joined again."""
    lines: list[str] = []
    line = ""
    for piece in re.findall(r"[\x21-\x7e]+\s*|\s+|.", paragraph.strip()):
        for part in _pieces(piece, width=width):
            if line and width_of((line + part).rstrip()) > width:
                lines.append(line)
                line = ""
            line += part
    return [*lines, line] if line.strip() else lines


def _pieces(piece: str, *, width: int) -> list[str]:
    """A word, in parts where it alone is wider than a line (an address on the web)."""
    return [piece[start : start + width] for start in range(0, len(piece), width)]


def screens_of(text: str, *, width: int, lines: int) -> list[list[str]]:
    """The text cut into screens of about so many lines; at least one, which may be empty.

    A screen holds whole paragraphs: where their lines break is left to the set, which alone knows how wide its
    letters are. Lines broken here as well would be broken twice.
    """
    all_lines = [
        (number, line) for number, paragraph in enumerate(text.splitlines()) for line in _cut(paragraph, width=width)
    ]
    screens = [all_lines[start : start + lines] for start in range(0, len(all_lines), lines)]
    return [
        ["".join(line for _number, line in same).strip() for _number, same in groupby(screen, key=lambda one: one[0])]
        for screen in screens
    ] or [[]]
