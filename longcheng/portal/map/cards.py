"""The card of one thing on the map: what is known of it, where that is from, how well its place is known."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

import shapely
from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.bases.geography.areas import DISTRICTS, seats
from longcheng.bases.geography.map_asof import feature_on
from longcheng.bases.geography.map_queries import (
    bus_lines_across,
    ended_at,
    feature_at,
    features_of,
    group_at,
    names_of_divisions,
)
from longcheng.bases.geography.models import Accuracy, Address, DivisionLevel, MapFeature, MapLayer
from longcheng.core.registry.doubts.desks import desks
from longcheng.portal.map.addresses import address_at, divisions_told
from longcheng.portal.map.shapes import facts_by_shape
from longcheng.portal.map.wording import (
    LEVELS,
    accuracy_of,
    air_told,
    departures,
    is_english,
    last_reading,
    name_of,
    summary_of,
    text_of,
    title_of,
)

LISTED_MOST = 300
FEATURE, ADDRESS = "geography.feature", "geography.address"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a card's list, which opens its own card."""

    title: str
    place: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the page shows of a chosen thing."""

    place: str
    title: str
    layer: MapLayer | None
    number: int = 0
    is_synthetic: bool = False
    day: date | None = None
    has_changed: bool = False
    page: str = ""
    page_title: str = ""
    other_name: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    accuracy: str = ""
    entries: list[Entry] = field(default_factory=list)
    entries_title: str = ""
    lines: list[Entry] = field(default_factory=list)
    district: str = ""
    box: str = ""
    centre: str = ""

    @property
    def kind(self) -> str:
        return title_of(self.layer) if self.layer else _("Street address")

    @property
    def note(self) -> str:
        return text_of(self.layer, "note") if self.layer else ""

    @property
    def owner(self) -> str:
        return text_of(self.layer, "owner") if self.layer else ""

    @property
    def datum_known(self) -> str:
        return text_of(self.layer, "datum_known") if self.layer else ""

    @property
    def wrong_href(self) -> str:
        """Where one says that this is wrong: of a value of the register, else the help page that tells whom to tell."""
        register = FEATURE if self.layer else ADDRESS
        if self.number and register in desks():
            return f"{reverse('portal:wrong')}?{urlencode({'register': register, 'subject': self.number})}"
        return f"{reverse('portal:help:topic', args=['wrong'])}?{urlencode({'about': self.place})}"


def card_of(place: str, *, day: date | None = None) -> Card | None:
    """The card of a place name, of a division code, of an address, or of a mark that counts.

    None if there is nothing of that name, or was nothing at the end of the day.
    """
    address = address_at(place)
    if address is not None:
        return _of_address(address)
    standing = feature_at(place)
    if day is None:
        return _of_feature(standing) if standing is not None else _of_group(place)
    number = standing.pk if standing is not None else ended_at(place)
    was = feature_on(day, number) if number else None
    if was is None:
        return _of_group(place)
    has_changed = standing is None or was.since != standing.since
    return replace(_of_feature(was), day=day, has_changed=has_changed)


def _of_address(address: Address) -> Card:
    centre = f"{address.lon:.6f},{address.lat:.6f}" if address.lon is not None and address.lat is not None else ""
    return Card(
        place=f"address-{address.pk}",
        title=address.text,
        layer=None,
        number=address.pk,
        is_synthetic=address.is_synthetic,
        page=f"/geography/addresses/{address.pk}/",
        page_title=_("All about this address"),
        facts=[
            (_("Lies in"), divisions_told(address.division_code)),
            (_("Number of the address"), str(address.pk)),
        ],
        centre=centre,
    )


def _of_feature(feature: MapFeature) -> Card:
    divisions = names_of_divisions()
    is_district = feature.layer_id == DISTRICTS
    return Card(
        place=feature.place,
        title=name_of(feature),
        layer=feature.layer,
        number=feature.pk,
        is_synthetic=feature.is_synthetic,
        page=f"/geography/features/{feature.pk}/",
        page_title=_("Its history and sources"),
        other_name=_other_name(feature),
        facts=list(_facts(feature, divisions)),
        accuracy=accuracy_of(feature),
        entries=[_entry(town) for town in features_of(["towns"], division=feature.key)] if is_district else [],
        entries_title=_("Towns and subdistricts"),
        lines=[_entry(line) for line in bus_lines_across(feature.key)[:LISTED_MOST]] if is_district else [],
        district=feature.key if is_district else "",
        box=_box(feature),
        centre=_centre(feature),
    )


def _other_name(feature: MapFeature) -> str:
    """The name in the other language, and whether that is only its sound."""
    if not feature.name_en or feature.name_en == feature.name:
        return ""
    if is_english():
        return f"{feature.name} · {_('spelt by sound')}" if feature.is_romanised else feature.name
    return feature.name_en


def _facts(feature: MapFeature, divisions: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    properties = feature.properties
    if around := around_told(feature.division_code, divisions, itself=feature.layer_id in {DISTRICTS, "towns"}):
        yield _("Lies in"), around
    match feature.layer_id:
        case "districts":
            yield _("Extent"), _("%(n)s km², worked out from the outline") % {"n": properties["area_km2"]}
            yield _("Division code"), feature.key
        case "towns":
            yield _("Division code"), feature.key
            if properties.get("candidates"):
                yield (
                    _("Why no place"),
                    _("The gazetteer has %(candidates)s entries of this name here, %(apart_km)s km apart.")
                    % properties,
                )
        case "bus":
            yield _("First and last bus"), departures(properties)
            crossed = [divisions.get(code, (code, code))[is_english()] for code in properties["crosses"]]
            yield _("Runs through"), _(", ").join(crossed) or "—"
        case "metro":
            yield _("On line"), str(properties["line"])
            if properties["transfer"]:
                yield _("Change here for"), _("line %(line)s") % {"line": properties["transfer"][0]}
        case "hospitals":
            yield _("Street and number"), feature.address or properties["address"]
            yield _("Level"), str(LEVELS.get(properties["level"], properties["level"]))
            if properties["designated"]:
                yield _("In January 2020"), _("a designated hospital for infectious patients")
        case "colleges":
            yield _("Courses"), str(LEVELS.get(properties["level"], properties["level"]))
            yield _("Code"), feature.key
        case "sights":
            yield _("Grade"), _("%(grade)s since %(year)s") % properties
            yield _("Street and number"), feature.address or properties["address"]
        case "air":
            yield from _air(feature)
        case _:
            yield from facts_by_shape(feature)


def _air(feature: MapFeature) -> Iterator[tuple[str, str]]:
    yield _("Air quality index"), air_told(feature)
    if at := last_reading(feature):
        yield _("Moment"), at
    if main := feature.properties.get("main"):
        yield _("Main pollutant"), main
    values = feature.properties.get("values", {})
    units = {name: "mg/m³" if name == "CO" else "µg/m³" for name in values}
    if values:
        yield _("Measured"), _(", ").join(f"{name} {value:g} {units[name]}" for name, value in values.items())


def around_told(code: str, divisions: dict[str, tuple[str, str]], *, itself: bool) -> str:
    """The divisions around a place, the inner one last in Chinese and first in English."""
    codes = [code[:length] for length in (DivisionLevel.DISTRICT, DivisionLevel.TOWN) if len(code) >= length]
    names = [divisions[each][is_english()] for each in codes if each in divisions and not (itself and each == code)]
    return ", ".join(reversed(names)) if is_english() else "".join(names)


def _entry(feature: MapFeature) -> Entry:
    note = summary_of(feature) if feature.layer_id != "towns" else ""
    if feature.accuracy == Accuracy.NONE:
        note = note or accuracy_of(feature)
    return Entry(title=name_of(feature), place=feature.place, note=note)


def _box(feature: MapFeature) -> str:
    """West, south, east, north of what has an extent; empty for points."""
    if feature.box is None or feature.box.west == feature.box.east:
        return ""
    return ",".join(f"{edge:.5f}" for edge in feature.box)


def _centre(feature: MapFeature) -> str:
    if feature.geometry is not None and feature.box is not None and feature.box.west == feature.box.east:
        lon, lat = shapely.get_coordinates(shapely.from_wkb(bytes(feature.geometry)))[0].tolist()
        return f"{lon:.6f},{lat:.6f}"
    return ""


def _of_group(place: str) -> Card | None:
    found = group_at(place)
    if found is None:
        return None
    layer, code, features = found
    divisions = names_of_divisions()
    where = divisions.get(code, ("", ""))[is_english()]
    told = {"what": title_of(layer), "where": where}
    lon, lat = seats().get(code, (0.0, 0.0))
    return Card(
        place=place,
        title=_("%(what)s in %(where)s") % told,
        layer=layer,
        facts=[(_("How many"), str(len(features)))],
        accuracy=accuracy_of(features[0]),
        entries=[_entry(feature) for feature in features],
        entries_title=title_of(layer),
        centre=f"{lon:.6f},{lat:.6f}" if lon else "",
    )


def table_href(layers: list[str], *, division: str = "", day: str = "") -> str:
    """The same as a table."""
    asked = {"layers": ",".join(layers)} | {name: text for name, text in (("division", division), ("day", day)) if text}
    return f"{reverse('portal:map:table')}?{urlencode(asked)}"
