"""One portion of a file: checked against itself, the city and the layer; the same for the check and for the load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from longcheng.bases.geography.features.drafts import Draft, fields_of
from longcheng.bases.geography.features.upserting import Difference, Saying, compare
from longcheng.bases.geography.import_models import MapImport, MapImportDefect, SeenMapKey
from longcheng.bases.geography.importing.city_area import CityArea
from longcheng.bases.geography.importing.drafting import Drafter, Found, draft_of
from longcheng.bases.geography.importing.words import flaw
from longcheng.bases.geography.models import MapFeature, MapLayer
from longcheng.bases.geography.registers import FEATURES, LAYERS

COUNTED = ("rows", "new", "changed", "same", "ended", "refused", "repaired", "defects")
EXAMPLES_MOST, DEFECTS_KEPT_MOST = 6, 100_000
# Files are kept apart from the city's own pack: neither repeats what the other has said.
KIND, CHANNEL = "imported", "file"
TEXT_MOST, SHOWN_MOST, COLUMN_MOST = 300, 60, 100


@dataclass
class Portion:
    """Some features of a file after the check."""

    found: list[Found]
    held: dict[str, MapFeature]
    drafts: list[Draft] = field(default_factory=list)
    districts: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))


def checked(
    run: MapImport, rows: Iterable[dict[str, Any]], *, drafter: Drafter, area: CityArea, is_load: bool
) -> Portion:
    """Check features and draft those without flaws. Some queries for all of them."""
    found = [drafter.check(row) for row in rows]
    if not drafter.choices.may_be_outside:
        for one, is_inside in zip(found, area.holds([one.shape for one in found]), strict=True):
            if not is_inside:
                one.flaw("outside", "", _place(one))
    _refuse_doubled(run, found, is_load=is_load)
    good = [one for one in found if not one.flaws]
    known = MapFeature.every.filter(layer=drafter.choices.layer, key__in=[one.key for one in good])
    portion = Portion(found, {one.key: one for one in known})
    divisions = area.districts_of([one.shape for one in good])
    portion.districts = {
        division
        for one, division in zip(good, divisions, strict=True)
        if division and not _is_synthetic(one, portion.held.get(one.key))
    }
    portion.drafts = [
        draft_of(one, held=portion.held.get(one.key), said=drafter.said, division=division)
        for one, division in zip(good, divisions, strict=True)
    ]
    portion.counts["rows"] = len(found)
    portion.counts["refused"] = sum(bool(one.flaws) for one in found)
    portion.counts["defects"] = sum(len(one.flaws) for one in found)
    portion.counts["repaired"] = sum(bool(one.repairs) for one in good)
    return portion


def _is_synthetic(one: Found, held: MapFeature | None) -> bool:
    """Whether a thing is made up: as its file says, else as it stands."""
    return bool(one.values.get("is_synthetic", held is not None and held.is_synthetic))


def saying(run: MapImport, layer: MapLayer) -> Saying:
    """Who says what the file says."""
    return Saying(layer=layer, source=LAYERS, kind=KIND, by=run.account, batch_id=run.pk, channel=CHANNEL)


def weigh(run: MapImport, portion: Portion, layer: MapLayer) -> None:
    """Count what the load would do, with some examples."""
    difference = compare(portion.drafts, saying(run, layer))
    portion.counts["new"] = len(difference.new)
    portion.counts["changed"] = len(difference.changed)
    portion.counts["same"] = difference.same
    _show(run, difference, portion.held)


def _show(run: MapImport, difference: Difference, held: dict[str, MapFeature]) -> None:
    new, changed = run.examples.setdefault("new", []), run.examples.setdefault("changed", [])
    new += [{"key": one["key"], "name": one.get("name") or ""} for one in difference.new[: EXAMPLES_MOST - len(new)]]
    by_number = {one.pk: one for one in held.values()}
    for number, values in list(difference.changed.items())[: EXAMPLES_MOST - len(changed)]:
        one = by_number[number]
        changed.append({"key": one.key, "name": one.name, "fields": _changes(values, one)})


def _changes(values: dict[str, Any], one: MapFeature) -> list[dict[str, str]]:
    """What changes of a thing, each field with what stands and what the file says, in short."""
    told, stands = [], fields_of(one)
    for name, value in values.items():
        if name == "properties":
            names = sorted(set(value) | set(one.properties))
            pairs = [(part, one.properties.get(part), value.get(part)) for part in names]
            told += [_told(part, old, new) for part, old, new in pairs if old != new]
        elif name in {"geometry", "label"}:
            told += [{"field": name, "title": _title(name), "old": "", "new": ""}] if value is not None else []
        else:
            told.append(_told(name, stands.get(name), value))
    return told[:EXAMPLES_MOST]


def _told(name: str, old: Any, new: Any) -> dict[str, str]:
    return {"field": name, "title": _title(name), "old": _short(old), "new": _short(new)}


def _title(name: str) -> str:
    return str(FEATURES.field(name).title) if FEATURES.has_field(name) else name


def _short(value: Any) -> str:
    return "" if value is None else str(value)[:SHOWN_MOST]


def keep_defects(run: MapImport, found: Sequence[Found]) -> None:
    """What is wrong, and what was repaired, each with its place."""
    room = DEFECTS_KEPT_MOST - int(run.expected.get("defects", 0)) - int(run.expected.get("repaired", 0))
    rows = [
        MapImportDefect(
            run=run,
            row_number=one.number,
            key=one.key,
            column=column[:COLUMN_MOST],
            text=flaw(code, about)[:TEXT_MOST],
            shown=shown[:SHOWN_MOST],
            is_refusal=is_refusal,
        )
        for one in found
        for is_refusal, told in ((True, one.flaws), (False, one.repairs))
        for code, column, shown, about in told
    ]
    MapImportDefect.objects.bulk_create(rows[: max(room, 0)])


def _refuse_doubled(run: MapImport, found: Sequence[Found], *, is_load: bool) -> None:
    """The same key twice is told at the second; which of them counts only the owner knows, the first is taken."""
    keys = {one.key for one in found if one.key}
    seen = dict(SeenMapKey.objects.filter(run=run, key__in=keys).values_list("key", "row_number"))
    new = []
    for one in found:
        if not one.key:
            continue
        first = seen.setdefault(one.key, one.number)
        if first != one.number:
            one.flaw("key_doubled", "", one.key, first=f"{first:,}")
        elif not is_load:
            new.append(SeenMapKey(run=run, key=one.key, row_number=one.number))
    SeenMapKey.objects.bulk_create(new, ignore_conflicts=True)


def _place(one: Found) -> str:
    if one.shape is None:
        return ""
    west, south = one.shape.bounds[:2]
    return f"{west:.5f}, {south:.5f}"
