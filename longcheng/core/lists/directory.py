"""Which lists there are: every room's `lists.py` names its own as `LISTS`."""

from collections.abc import Mapping
from functools import cache

from longcheng.core.declaration import rooms
from longcheng.core.lists.declaring import StaffList


@cache
def staff_lists() -> Mapping[str, StaffList]:
    """Every declared list by name. Raises LookupError if two have the same."""
    found: dict[str, StaffList] = {}
    for room in rooms():
        if not room.has_part("lists"):
            continue
        for declared in getattr(room.part("lists"), "LISTS", ()):
            if declared.name in found:
                raise LookupError(f"Two lists are named {declared.name!r}. Name one of them otherwise.")
            found[declared.name] = declared
    return found


def staff_list(name: str) -> StaffList | None:
    """The list of this name."""
    return staff_lists().get(name)
