"""How commands speak: steps with their time, tables, and errors that a person can mend."""

import contextlib
import time
from collections.abc import Iterator

from rich.console import Console


class CommandError(Exception):
    """A command cannot go on; the text says what is wrong and what to type."""


console = Console(highlight=False, soft_wrap=True)


class Steps:
    """Names each step while it runs and ticks it off with its time when it is done."""

    def __init__(self) -> None:
        self.began_at = time.monotonic()

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        began_at = time.monotonic()
        if not console.is_terminal:
            yield
        else:
            with console.status(title):
                yield
        self.done(title, time.monotonic() - began_at)

    def done(self, title: str, seconds: float) -> None:
        console.print(f"  [green]✓[/green] {title} [dim]{seconds:.1f} s[/dim]")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began_at
