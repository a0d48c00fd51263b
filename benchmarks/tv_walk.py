"""Walks every page of the television by keys alone and prints what cannot be reached and what traps."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

ARROWS = ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight")
BACK, OK = "Backspace", "Enter"
BACKS_MAX = 6  # so many steps lie between the first screen and the deepest one, at most
THINGS_MAX, TEXT_MIN_PX, TILE_MIN_PX = 8, 32, (360, 220)
# What a screen looks like, measured in the browser at 1920 × 1080.
MEASURE = """() => {
  const seen = (element) => { const box = element.getBoundingClientRect(); return box.width > 1 && box.height > 1; };
  const texts = [...document.querySelectorAll("body *")].filter((element) =>
    seen(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  const box = (element) => { const b = element.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
  const words = (element) => element.textContent.trim().slice(0, 30);
  const things = [...document.querySelectorAll("[data-key]")].filter(seen);
  return {
    keys: things.map((thing) => thing.dataset.key),
    small: texts.filter((element) => parseFloat(getComputedStyle(element).fontSize) < 31.9).map(words),
    outside: [...texts, ...things].filter((element) => {
      const [left, top, right, bottom] = box(element);
      return left < 95 || top < 53 || right > 1825 || bottom > 1027;
    }).map(words),
    cut: [...document.querySelectorAll(
      ".tv-lines p, .tv-text, .tv-main, .tv-title p, .tv-tile, .tv-note")].filter((element) => seen(element)
      && (element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 2)).map(words),
    tiles: things.map((thing) => [thing.dataset.key, thing.offsetWidth, thing.offsetHeight]),
    ringed: things.filter((thing) => thing === document.activeElement).map((thing) => thing.dataset.key),
    stray: [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
      .filter((element) => seen(element) && !element.matches("[data-key]") && element.tabIndex >= 0).map(words),
    acts: things.filter((thing) => thing.matches("[data-acts], [data-plays]")).map((thing) => thing.dataset.key),
    turns: things.filter((thing) => thing.matches("[data-turns]")).map((thing) => thing.dataset.key),
  };
}"""

# Whether a key is declared to lead to another page from here.
TURNS = """(key) => key === "Backspace" ? document.body.dataset.back !== ""
  : key === "Enter" ? document.activeElement.matches("a[href]")
  : document.querySelector(`[data-digit="${key}"]`) !== null"""


@dataclass
class Walk:
    """What was found: pages, things on them, and everything that is wrong, in words."""

    pages: dict[str, int] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)
    trapped: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)
    presses: int = 0

    @property
    def wrong(self) -> list[str]:
        return [*self.unreachable, *self.trapped, *self.lost, *self.unfit]

    def lines(self) -> Iterator[str]:
        """One line for each figure, and one for each thing that is wrong."""
        yield f"pages {len(self.pages)}"
        yield f"things {sum(self.pages.values())}"
        yield f"keys pressed {self.presses}"
        yield f"unreachable {len(self.unreachable)}"
        yield f"trapped {len(self.trapped)}"
        yield f"back that did not find its place {len(self.lost)}"
        yield f"text, size, place or number that does not fit {len(self.unfit)}"
        yield from self.wrong


def wait_until(page: Page, expression: str, *, within_s: int = 15) -> None:
    """Until this is true on the page. Playwright's own way evaluates text there, which the pages' policy forbids."""
    for _step in range(within_s * 20):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"{expression} did not come true within {within_s} s.")


def shortest(graph: dict[str, dict[str, str]], begin: str, end: str) -> list[str] | None:
    """The fewest known arrows from one thing to another; None if no known ones lead there."""
    ways: dict[str, list[str]] = {begin: []}
    waiting = deque(ways)
    while waiting and end not in ways:
        here = waiting.popleft()
        for arrow, there in graph.get(here, {}).items():
            if there not in ways:
                ways[there] = [*ways[here], arrow]
                waiting.append(there)
    return ways.get(end)


class Walker:
    """One browser at one set, that knows nothing but keys and looks at what they do."""

    def __init__(self, context: BrowserContext, *, start: str = "/tv/", of_a_kind: int | None = None) -> None:
        """`of_a_kind`: at most so many pages whose addresses differ by numbers alone; None walks every page."""
        self.page: Page = context.new_page()
        self.start = start
        self.walk = Walk()
        self.of_a_kind = of_a_kind
        self.kinds: Counter[str] = Counter()

    def all(self) -> Walk:
        """From the first screen by OK and digits until nothing new is found."""
        self.page.goto(self.start)
        self._settle()
        waiting = deque([self.place()])
        while waiting:
            address = waiting.popleft()
            kind = re.sub(r"\d+", "0", address)
            if address in self.walk.pages or (self.of_a_kind is not None and self.kinds[kind] >= self.of_a_kind):
                continue
            self.kinds[kind] += 1
            waiting.extend(self.one_page(address))
        for digit in "123456789":
            self._by_digit(digit)
        return self.walk

    def one_page(self, address: str) -> list[str]:
        """Reach everything on one page by arrows, open each, and come back; returns the pages that it leads to."""
        self._open(address)
        seen = self.page.evaluate(MEASURE)
        self.walk.pages[address] = len(seen["keys"])
        self._look(address, seen)
        graph = self._arrows(address, seen)
        for key in set(seen["keys"]) - set(graph):
            self.walk.unreachable.append(f"{address}: no arrow leads to {key}")
        found = []
        for key in graph:
            if key in seen["acts"]:
                continue
            self._go_to(address, graph, key)
            self.press(OK)
            led = self.place()
            found.append(led)
            if key in seen["turns"] or led == address:
                self._open(address)
                continue
            self.press(BACK)
            if (self.place(), self.ringed()) != (address, key):
                self.walk.lost.append(
                    f"{address}: Back from {led}, opened at {key}, led to {self.place()} at {self.ringed()}"
                )
                self._open(address)
        self._get_home(address)
        return found

    def _arrows(self, address: str, seen: dict[str, list[str]]) -> dict[str, dict[str, str]]:
        """Where each arrow leads from each thing, found by pressing."""
        graph: dict[str, dict[str, str]] = {}
        waiting = deque(seen["ringed"])
        while waiting:
            key = waiting.popleft()
            if key in graph:
                continue
            graph[key] = {}
            for arrow in ARROWS:
                self._go_to(address, graph, key)
                self.page.keyboard.press(arrow)
                self.walk.presses += 1
                graph[key][arrow] = self.ringed()
                waiting.append(graph[key][arrow])
        return graph

    def _go_to(self, address: str, graph: dict[str, dict[str, str]], key: str) -> None:
        """Along known arrows to a thing of this page."""
        if self.place() != address:
            self._open(address)
        way = shortest(graph, self.ringed(), key)
        if way is None:
            # What was found is reached from the first ring by known arrows, not always from here.
            self._open(address)
            way = shortest(graph, self.ringed(), key)
        for arrow in way or []:
            self.page.keyboard.press(arrow)
            self.walk.presses += 1
        if self.ringed() != key:
            self.walk.unreachable.append(f"{address}: {key} could not be reached a second time")

    def _look(self, address: str, seen: dict[str, list]) -> None:
        say = self.walk.unfit.append
        if len(seen["ringed"]) != 1:
            say(f"{address}: {len(seen['ringed'])} things have the ring")
        if len(seen["keys"]) > THINGS_MAX:
            say(f"{address}: {len(seen['keys'])} things")
        for kind in ("small", "outside", "cut", "stray"):
            for words in seen[kind]:
                say(f"{address}: {kind}: {words!r}")
        for key, wide, high in seen["tiles"]:
            if wide < TILE_MIN_PX[0] or high < TILE_MIN_PX[1]:
                say(f"{address}: {key} is {wide} × {high} px")

    def _get_home(self, address: str) -> None:
        self._open(address)
        for _step in range(BACKS_MAX):
            if self.place() == self.start:
                return
            self.press(BACK)
        if self.place() != self.start:
            self.walk.trapped.append(f"{address}: {BACKS_MAX} times Back do not lead to the first screen")

    def _by_digit(self, digit: str) -> None:
        self._open(self.start)
        self.press(digit)
        led = self.place()
        if led == self.start:
            return
        self.press(BACK)
        if self.place() != self.start or self.ringed() != f"p{digit}":
            self.walk.lost.append(f"digit {digit} led to {led}; Back led to {self.place()} at {self.ringed()}")

    def press(self, key: str) -> None:
        """Press a key that turns the page where it is declared to, and wait until it has."""
        self.walk.presses += 1
        if not self.page.evaluate(TURNS, key):
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press(key)
        self._settle()

    def _open(self, address: str) -> None:
        """Back to a page that keys have found, with its first ring."""
        self.page.evaluate("sessionStorage.removeItem('tv-now')")
        self.page.goto(address)
        self._settle()

    def _settle(self) -> None:
        self.page.wait_for_load_state("load")
        expect(self.page.locator("[data-key]:focus")).to_have_count(1)

    def place(self) -> str:
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def ringed(self) -> str:
        return str(self.page.evaluate("document.activeElement?.dataset?.key || ''"))
