"""Two texts beside each other, with the signs marked in which they differ: pure functions."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

Pieces = list[tuple[str, bool]]  # a piece of the text, and whether the other side has something else there


@dataclass(frozen=True)
class Beside:
    """One line of the comparison."""

    title: str
    left: Pieces
    right: Pieces
    is_same: bool
    is_masked: bool = False  # or one side says nothing: neither the same nor different


def beside(
    title: str, left: str, right: str, *, is_masked: bool = False, plain: Callable[[str], str] = str.strip
) -> Beside:
    """Both texts in pieces. Where one side says nothing they do not differ: nothing is known.

    `plain` brings both into the form in which they count as the same, however they are written.
    """
    is_same = bool(left) and plain(left) == plain(right)
    if is_masked or is_same or not left or not right:
        return Beside(title, [(left, False)], [(right, False)], is_same, is_masked or not is_same)
    here: Pieces = []
    there: Pieces = []
    for kind, first, last, begin, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if first < last:
            here.append((left[first:last], kind != "equal"))
        if begin < end:
            there.append((right[begin:end], kind != "equal"))
    return Beside(title, here, there, is_same=False)
