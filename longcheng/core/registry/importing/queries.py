"""Reads of imports that pages and commands share."""

from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import may
from longcheng.core.registry.declaring import Register, registers
from longcheng.core.registry.import_models import ImportDefect, ImportRun

GROUPS_MOST = 100


@dataclass(frozen=True)
class DefectGroup:
    """The same thing wrong in many rows, and the first of them."""

    column: str
    text: str
    count: int
    first_row: int


def registers_for(account: Account) -> list[Register]:
    """The registers into which the account may load files. A file is of the whole city, and so must the right be."""
    declared = [one for one in registers().values() if one.import_permission]
    held = {name for name in {one.import_permission for one in declared} if may(account, name, area_code="")}
    return [one for one in declared if one.import_permission in held]


def runs_for(account: Account) -> QuerySet[ImportRun]:
    """Every run into one of these registers, the newest first."""
    names = [one.name for one in registers_for(account)]
    return ImportRun.objects.filter(register__in=names).select_related("account").order_by("-id")


def groups_of(run: ImportRun) -> list[DefectGroup]:
    """What is wrong with a file, the most frequent first."""
    found = (
        ImportDefect.objects.filter(run=run).values("column", "text").annotate(n=Count("id"), first=Min("row_number"))
    )
    return [
        DefectGroup(one["column"], one["text"], one["n"], one["first"])
        for one in found.order_by("-n", "first")[:GROUPS_MOST]
    ]
