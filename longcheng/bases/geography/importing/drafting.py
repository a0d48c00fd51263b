"""From what was read of a feature to a draft of it, or to everything that is wrong with it at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.features.comparing import SAME_WITHIN_DEG
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.importing.choices import Choices
from longcheng.bases.geography.importing.targets import names_in_full, property_name
from longcheng.bases.geography.importing.values import (
    Flawed,
    as_date,
    as_number,
    as_property,
    as_text,
    as_whole,
    as_yes,
    is_same_value,
)
from longcheng.bases.geography.importing.words import REPAIRS
from longcheng.bases.geography.models import Accuracy, MapFeature

LENGTHS = {"name": 120, "name_en": 160, "kind": 40, "address": 200, "hours": 200}
KEY_MOST, PROPERTIES_MOST, ORDER_MOST = 60, 40_000, 2_147_483_647
DIVISION_LENGTHS = {4, 6, 9, 12}
LON_MOST, LAT_MOST = 180, 90
PLACELESS = {Accuracy.DISTRICT, Accuracy.CITY, Accuracy.NONE}


@dataclass(slots=True)
class Found:
    """A feature after the check. `flaws` are (code, column, what stands there, what fills the words)."""

    number: int
    key: str = ""
    shape: BaseGeometry | None = None
    values: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    flaws: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    repairs: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)

    def flaw(self, code: str, column: str = "", shown: Any = "", **about: Any) -> None:
        """One more thing that is wrong."""
        self.flaws.append((code, column, as_text(shown)[:60], about))


class Drafter:
    """What is stated of a file, made ready for many features."""

    def __init__(self, choices: Choices, contents: Mapping[str, Any], *, shape: Mapping[str, Any]) -> None:
        """`shape` is what the layer says of its properties."""
        self.choices = choices
        whole = names_in_full(contents.get("side"))
        long = (contents.get("side") or {}).get("long")
        self._long: Mapping[str, Any] = long if isinstance(long, dict) else {}
        self._properties = [
            (column, name, str(shape.get(name, {}).get("type", "")))
            for column in choices.properties
            for name in [property_name(column, whole)]
        ]
        self._full = whole

    @cached_property
    def said(self) -> frozenset[str]:
        """The fields of the register that the file speaks of."""
        columns = set(self.choices.columns)
        said = (columns - {"label_lon", "label_lat"}) | {"key", "geometry"}
        said |= {"label"} if {"label_lon", "label_lat"} <= columns else set()
        return frozenset(said | ({"properties"} if self._properties else set()))

    def check(self, row: Mapping[str, Any]) -> Found:
        """Everything that a feature says, or everything that is wrong with it at once."""
        found = Found(int(row["n"]))
        values: dict[str, Any] = row["v"]
        self._key(found, values)
        if found.key in self._long and isinstance(self._long[found.key], dict):
            values = values | self._long[found.key]
        for target, column in self.choices.columns.items():
            if target != "key":
                self._target(found, target, column, values.get(column))
        for column, name, kind in self._properties:
            try:
                found.properties[name] = as_property(values.get(column), kind)
            except Flawed as flawed:
                found.flaw(str(flawed), column, values.get(column), most=2_000)
        if len(str(found.properties)) > PROPERTIES_MOST:
            found.flaw("too_much")
        self._shape(found, row)
        return found

    def _key(self, found: Found, values: Mapping[str, Any]) -> None:
        column = self.choices.columns["key"]
        found.key = as_text(values.get(column))
        if not found.key:
            found.flaw("key_missing", column)
        elif len(found.key) > KEY_MOST:
            found.flaw("key_long", column, found.key)
            found.key = found.key[:KEY_MOST]

    def _target(self, found: Found, target: str, column: str, value: Any) -> None:
        try:
            found.values[target] = READ[target](value)
        except Flawed as flawed:
            most = LENGTHS.get(target, ORDER_MOST)
            found.flaw(str(flawed), column, value, most=most)

    def _shape(self, found: Found, row: Mapping[str, Any]) -> None:
        is_placeless = found.values.get("accuracy") in PLACELESS
        for code, shown in row["f"]:
            if code == "geometry_empty" and is_placeless:
                continue
            if code in REPAIRS:
                found.repairs.append((code, "", shown, {}))
            else:
                found.flaw(code, "", shown)
        found.shape = shapely.from_wkb(row["g"]) if row["g"] else None


def draft_of(found: Found, *, held: MapFeature | None, said: frozenset[str], division: str) -> Draft:
    """The draft of a feature; what stands of it stays where the file says nothing, and where it says the same."""
    values = dict(found.values)
    lon, lat = values.pop("label_lon", None), values.pop("label_lat", None)
    accuracy = values.pop("accuracy", None)
    says = said
    if held is None and "division_code" not in said and division:
        values["division_code"], says = division, said | {"division_code"}
    order = values.pop("order", None)
    if held is not None and _is_near((lon, lat), (held.label_lon, held.label_lat)):
        says = says - {"label"}  # a shape that was moved takes the place of its name along, unless that was moved too
    return Draft(
        key=found.key,
        geometry=found.shape,
        label=None if lon is None or lat is None else (lon, lat),
        accuracy=Accuracy(accuracy) if accuracy else Accuracy.EXACT,
        properties=_merged(found.properties, held),
        order=order,
        says=says,
        **values,
    )


def _is_near(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return all(
        first == second or (first is not None and second is not None and abs(first - second) <= SAME_WITHIN_DEG)
        for first, second in zip(one, other, strict=True)
    )


def _merged(said: Mapping[str, Any], held: MapFeature | None) -> dict[str, Any]:
    """The properties that stand, with what the file says differently; one that it says is empty goes."""
    merged = dict(held.properties) if held is not None else {}
    for name, value in said.items():
        if name in merged and is_same_value(value, merged[name]):
            continue
        if value in (None, ""):
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged


def _text(most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = as_text(value)
        if len(text) > most:
            raise Flawed("too_long")
        return text

    return read


def _division(value: Any) -> str:
    code = as_text(value)
    if code and not (code.isascii() and code.isdigit() and len(code) in DIVISION_LENGTHS):
        raise Flawed("no_division")
    return code


def _accuracy(value: Any) -> str:
    text = as_text(value)
    if text and text not in set(Accuracy):
        raise Flawed("no_accuracy")
    return text


def _order(value: Any) -> int | None:
    number = as_whole(value)
    if number is not None and not 0 <= number <= ORDER_MOST:
        raise Flawed("out_of_range")
    return number


def _degrees(most: int) -> Callable[[Any], float | None]:
    def read(value: Any) -> float | None:
        number = as_number(value)
        if number is not None and abs(number) > most:
            raise Flawed("out_of_range")
        return None if number is None else float(number)

    return read


READ: Mapping[str, Callable[[Any], Any]] = {
    **{name: _text(most) for name, most in LENGTHS.items()},
    "division_code": _division,
    "checked_date": as_date,
    "accuracy": _accuracy,
    "is_romanised": as_yes,
    "is_synthetic": as_yes,
    "order": _order,
    "label_lon": _degrees(LON_MOST),
    "label_lat": _degrees(LAT_MOST),
}
