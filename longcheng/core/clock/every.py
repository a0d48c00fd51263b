"""The mark that puts a function on the clock."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from longcheng.core.declaration import rooms

Task = Callable[[], None]
_MARK = "longcheng_every"


def every(**interval: float) -> Callable[[Task], Task]:
    """Run this function of a `tasks.py` again and again: `@every(minutes=5)`. It must bear being run twice."""
    period = timedelta(**interval)

    def mark(task: Task) -> Task:
        setattr(task, _MARK, period)
        return task

    return mark


@cache
def tasks() -> dict[str, tuple[Task, timedelta]]:
    """Every task of every room by name `<room>.<function>`, with its period."""
    found: dict[str, tuple[Task, timedelta]] = {}
    for room in rooms():
        if not room.has_part("tasks"):
            continue
        for name, task in vars(room.part("tasks")).items():
            if callable(task) and hasattr(task, _MARK):
                found[f"{room.label}.{name}"] = (task, getattr(task, _MARK))
    return found
