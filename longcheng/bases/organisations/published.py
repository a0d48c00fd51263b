"""Real bodies from published lists: entered as the list says them, and only what differs is stated again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from longcheng.bases.organisations.models import OrganisationAct
from longcheng.bases.organisations.names import normal_name
from longcheng.bases.organisations.registers import ORGANISATIONS, PLAN
from longcheng.core.datapack.pack import PackError, PackFile
from longcheng.core.registry.acts import BATCH, Statement, state_all


@dataclass(frozen=True, kw_only=True)
class Published:
    """A body as a list names it. `key` tells it in its list for good; `of` is the key of the body it belongs to."""

    key: str
    name: str
    kind: str
    industry: str = ""
    division_code: str = ""
    address: str = ""
    of: str = ""
    other_codes: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)


def keep_published(entry: PackFile, bodies: Iterable[Published], *, list_name: str) -> int:
    """Enter the bodies of a list, or what has changed of them; returns how many the list has.

    A body that a later list no longer names stays as it was: being left out of a list ends nobody. No open source
    tells codes of real bodies, so they have none until the registration states one. Raises PackError for a key or a
    name that stands twice.
    """
    found = list(bodies)
    _refuse_doubled(entry, found)
    since, told = _since(entry), _told(entry)
    known = _known(list_name)
    statements, keys = [], []
    for body in found:
        number, said = known.get(body.key, (None, {}))
        values = _values(body, told=told, parent=known.get(body.of, (None, {}))[0])
        differing = {name: value for name, value in values.items() if said.get(name) != value}
        if differing:
            statements.append(
                Statement(kind="entered", source=PLAN, values=differing, subject_id=number, valid_from=since,
                          source_key=f"{list_name}:{body.key}")
            )  # fmt: skip
            keys.append(body)
    stated = [one for first in range(0, len(statements), BATCH)
              for one in state_all(ORGANISATIONS, statements[first : first + BATCH], by=None)]  # fmt: skip
    numbers = {body.key: one.act.subject_id for body, one in zip(keys, stated, strict=True)}
    _join(found, numbers | {key: number for key, (number, _said) in known.items()}, known, list_name, since)
    return len(found)


def _join(
    bodies: list[Published], numbers: Mapping[str, int], known: Mapping[str, Any], list_name: str, since: datetime
) -> None:
    """To whom they belong can be told when all of them have a number."""
    statements = [
        Statement(kind="entered", source=PLAN, values={"parent_id": numbers[body.of]}, subject_id=numbers[body.key],
                  valid_from=since, source_key=f"{list_name}:{body.key}")
        for body in bodies
        if body.of in numbers and known.get(body.key, (None, {}))[1].get("parent_id") != numbers[body.of]
    ]  # fmt: skip
    state_all(ORGANISATIONS, statements, by=None)


def _known(list_name: str) -> dict[str, tuple[int, dict[str, Any]]]:
    """By its key, the number of each body of the list and all that the list has ever said of it, the newest last."""
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    acts = OrganisationAct.objects.filter(source=PLAN, source_key__startswith=f"{list_name}:").order_by("pk")
    for key, number, fields in acts.values_list("source_key", "subject_id", "fields"):
        said = found.setdefault(key.split(":", 1)[1], (number, {}))[1]
        said.update(fields)
    return found


def _values(body: Published, *, told: Mapping[str, str], parent: int | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": normal_name(body.name),
        "kind": body.kind,
        "industry": body.industry,
        "division_code": body.division_code,
        "address": body.address,
        "other_codes": dict(body.other_codes),
        "properties": dict(body.properties) | {"published": dict(told)},
        "is_synthetic": False,
    }
    return {name: value for name, value in values.items() if value not in ("", {})} | (
        {"parent_id": parent} if parent else {}
    )


def _told(entry: PackFile) -> dict[str, str]:
    told = {"origin": entry.origin, "licence": entry.licence, "dated": str(entry.facts.get("dated", ""))}
    return {name: value for name, value in told.items() if value}


def _since(entry: PackFile) -> datetime:
    """From when the list holds: its day, where the manifest tells one, else from now."""
    day = entry.facts.get("since")
    if isinstance(day, date):
        return timezone.make_aware(datetime.combine(day, time()))
    return timezone.now()


def _refuse_doubled(entry: PackFile, bodies: list[Published]) -> None:
    for what, texts in (("key", [one.key for one in bodies]), ("name", [one.name for one in bodies])):
        seen: set[str] = set()
        doubled = sorted({text for text in texts if text in seen or seen.add(text)})  # type: ignore[func-returns-value]
        if doubled:
            raise PackError(f"{entry.path}: the {what} {', '.join(doubled[:20])} stands twice.")
