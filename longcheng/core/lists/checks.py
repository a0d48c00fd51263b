"""A list that is declared wrongly stops the start."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, reverse

from longcheng.core.access.permissions import declared_permissions
from longcheng.core.lists.declaring import StaffList
from longcheng.core.lists.directory import staff_lists


@register
def check_lists(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Permissions exist, pages exist, and no two columns or filters share a word."""
    try:
        declared = staff_lists()
    except LookupError as error:
        return [Error(str(error), id="lists.E001")]
    return [
        Error(f"The list {one.name}: {defect}", id="lists.E002")
        for one in declared.values()
        for defect in _defects(one)
    ]


def _defects(declared: StaffList) -> Iterator[str]:
    wanted = {declared.permission, *(action.permission for action in declared.actions if action.permission)}
    for name in sorted(wanted - declared_permissions().keys()):
        yield f"the permission {name!r} does not exist."
    for words in (
        [column.key for column in declared.columns],
        [name for one in declared.filters for name in one.names],
    ):
        for word in sorted({word for word in words if words.count(word) > 1}):
            yield f"the word {word!r} is taken twice."
    if not declared.columns:
        yield "it has no column."
    try:
        reverse(declared.url)
    except NoReverseMatch:
        yield f"its page {declared.url!r} does not exist."
