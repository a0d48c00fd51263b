"""Screens that are walked by four arrows: each thing names its neighbours, reckoned here and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

THINGS_MAX = 8
LIST_FULL, LIST_PAGED, LIST_COLUMNS = 6, 4, 2
HOME_COLUMNS = 4


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One tile that the ring can stand on. `key` is its name on its screen, by which the ring finds back to it.

    It leads to `href`, or acts: a form is sent to `act` with the one field `name`=`value`. `plays` names what the
    screen's own script does with it (the film). `turns` marks a page turned rather than opened. Neighbours that
    are named here (`up` …) stand; the others are reckoned from the rows.
    """

    key: str
    title: "_StrOrPromise"
    href: str = ""
    note: str = ""
    tag: "_StrOrPromise" = ""
    tone: str = "plain"
    icon: str = ""
    digit: int | None = None
    act: str = ""
    name: str = ""
    value: str = ""
    plays: str = ""
    turns: bool = False
    up: str = ""
    down: str = ""
    left: str = ""
    right: str = ""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One page of the television. `back` is where Back leads (empty on the first screen), `say` what is read aloud."""

    title: "_StrOrPromise"
    rows: Sequence[Sequence[Thing]]
    back: str = ""
    say: str = ""
    initial: str = ""
    columns: int = 1
    is_personal: bool = False
    lines: Sequence[str] = field(default_factory=tuple)

    @property
    def things(self) -> list[Thing]:
        return [thing for row in self.rows for thing in row]

    @property
    def first(self) -> str:
        """The key of the thing that has the ring at the beginning."""
        return self.initial or next((thing.key for thing in self.things), "")

    @property
    def words(self) -> str:
        """What is read aloud: the declared text, else the title and everything one can choose."""
        return self.say or "\n".join([str(self.title), *(f"{thing.title} {thing.note}" for thing in self.things)])


def grid(things: Iterable[Thing], *, columns: int) -> list[list[Thing]]:
    """The things in rows of so many, each with its neighbours."""
    all_things = list(things)
    return rows_of([all_things[start : start + columns] for start in range(0, len(all_things), columns)])


def rows_of(rows: Sequence[Sequence[Thing]]) -> list[list[Thing]]:
    """The rows with each thing's neighbours: beside it in its row, and at the same place in the rows above and below.

    At an edge there is none, so the ring stays. A shorter row takes its last thing. Raises ValueError for a key
    that stands twice and for more things than a screen may carry.
    """
    keys = [thing.key for row in rows for thing in row]
    if len(keys) != len(set(keys)) or len(keys) > THINGS_MAX:
        raise ValueError(f"A screen has at most {THINGS_MAX} things with names of their own; these are {keys}.")
    full = [row for row in rows if row]
    return [
        [
            replace(
                thing,
                left=thing.left or (row[place - 1].key if place else ""),
                right=thing.right or (row[place + 1].key if place + 1 < len(row) else ""),
                up=thing.up or (_at(full[number - 1], place) if number else ""),
                down=thing.down or (_at(full[number + 1], place) if number + 1 < len(full) else ""),
            )
            for place, thing in enumerate(row)
        ]
        for number, row in enumerate(full)
    ]


def _at(row: Sequence[Thing], place: int) -> str:
    return row[min(place, len(row) - 1)].key


def paged(things: Sequence[Thing], *, page: int, address: str) -> list[list[Thing]]:
    """A list in two columns: all of it where it fits, else four things and a row to turn the page.

    Where there is nothing, the way back stands there, since the ring must stand somewhere.
    """
    if not things:
        return rows_of([[to_first_page()]])
    if len(things) <= LIST_FULL:
        return grid(things, columns=LIST_COLUMNS)
    shown = Paginator(things, LIST_PAGED).get_page(page)
    return rows_of([*_in_twos(list(shown)), turning(shown, address=address)])


def to_first_page() -> Thing:
    """The tile that leads back to the first screen."""
    return Thing(key="home", title=_("Back to the first page"), href=reverse("tv:home"), icon="home", turns=True)


def _in_twos(things: list[Thing]) -> list[list[Thing]]:
    return [things[start : start + LIST_COLUMNS] for start in range(0, len(things), LIST_COLUMNS)]


def turning(page: "Page[Thing]", *, address: str) -> list[Thing]:
    """The things that turn the page of a list, as far as there is one before or after."""
    many = page.paginator.num_pages
    found = []
    if page.has_previous():
        found.append(_turn("before", _("Back a page"), page.previous_page_number(), many, address, "arrow-left"))
    if page.has_next():
        found.append(_turn("after", _("Next page"), page.next_page_number(), many, address, "arrow-right"))
    return found


def _turn(key: str, title: str, number: int, many: int, address: str, icon: str) -> Thing:
    note = _("page %(number)s of %(many)s") % {"number": number, "many": many}
    return Thing(key=key, title=title, href=address_of(address, page=number), note=note, turns=True, icon=icon)


def address_of(address: str, *, page: int = 1, came: int = 1, part: int = 1) -> str:
    """An address with the page of its list, the page of the list it came from, or the part of its text.

    The first of each is left out, so that every screen has one address and Back finds the very one it left.
    """
    said = [f"page={page}"] * (page > 1) + [f"page={came}"] * (came > 1) + [f"part={part}"] * (part > 1)
    return address + ("&" if "?" in address else "?") * bool(said) + "&".join(said)


def number_in(text: str | None) -> int:
    """A page number from an address, 1 for nonsense."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1
