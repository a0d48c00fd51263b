"""What readers found, in words: which thing is wrong, and what to do. Codes come from the child process."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

REFUSALS: Mapping[str, Callable[[], str]] = {
    "not_geojson": lambda: _("This is no GeoJSON: there is no list of features. Export it anew as GeoJSON."),
    "broken_json": lambda: _("The JSON breaks off or is damaged near line %(line)s. Export it anew."),
    "not_text": lambda: _("The file is saved as UTF-16 or is no text. Save it as UTF-8 and send that."),
    "unknown_encoding": lambda: _(
        "The texts are in an unknown encoding (%(encoding)s). Save them as UTF-8 or GBK and send that."
    ),
    "no_heads": lambda: _("The first row names no columns. Put the names of the columns there."),
    "doubled_heads": lambda: _("Two columns have the same name: %(heads)s. Give each its own."),
    "not_geopackage": lambda: _("This is no GeoPackage. Export it anew."),
    "no_layers": lambda: _("There is no layer in the file. Export it anew."),
    "gdal_cannot": lambda: _("The file is damaged and cannot be read to its end (%(told)s). Export it anew."),
    "broken_zip": lambda: _("The zip file is damaged. Pack the shapefile anew."),
    "zip_bursts": lambda: _("The zip file unpacks to far more than its size. Send a smaller one."),
    "zip_slips": lambda: _("The zip file names a file outside itself (%(name)s). Pack the shapefile anew."),
    "zip_locked": lambda: _("The zip file is locked with a password. Remove it and send that."),
    "part_missing": lambda: _("%(name)s is missing in the zip file. A shapefile needs .shp, .shx and .dbf together."),
    "no_shapefile": lambda: _("There is no shapefile in the zip file. Put .shp, .shx, .dbf and .prj into it."),
    "not_pbf": lambda: _("This is no OSM PBF. Download the extract anew."),
    "broken_pbf": lambda: _("The OSM PBF breaks off or is damaged. Download the extract anew."),
    "too_big": lambda: _("The file needs more memory than is allowed. Split it."),
    "too_slow": lambda: _("The file takes longer to read than is allowed. Split it."),
    "too_many": lambda: _("The file has more than %(most)s features. Split it."),
    "crashed": lambda: _("The file made its reader fail: it is damaged. Export it anew."),
}

FLAWS: Mapping[str, Callable[[], str]] = {
    "not_a_feature": lambda: _("This is no feature. Export the file anew."),
    "geometry_unreadable": lambda: _(
        "The geometry cannot be read: a ring not closed, or too few points. Draw it anew."
    ),
    "geometry_empty": lambda: _("There is no geometry. Draw it, or say in a column how well the place is known."),
    "geometry_broken": lambda: _("The geometry is broken and nothing is left of it when it is repaired. Draw it anew."),
    "repaired": lambda: _("The outline crossed itself; it was taken apart at the crossing. Look it over on the map."),
    "not_point": lambda: _("The layer holds points; this is something else. Choose another layer, or take it out."),
    "not_line": lambda: _("The layer holds lines; this is something else. Choose another layer, or take it out."),
    "not_polygon": lambda: _("The layer holds areas; this is something else. Choose another layer, or take it out."),
    "too_many_vertices": lambda: _("The geometry has more than 100,000 points. Simplify it."),
    "not_finite": lambda: _("A coordinate is no number. Draw it anew."),
    "swapped": lambda: _("Longitude and latitude seem swapped. Longitude comes first."),
    "in_metres": lambda: _("The coordinates are metres, not degrees. State the projection the file is in."),
    "in_degrees": lambda: _("The coordinates are degrees, not metres. State the datum without a projection."),
    "coordinate_no_number": lambda: _("The coordinate is no number. Write degrees such as 119.974."),
    "broken_row": lambda: _(
        "A quotation mark in this row opens a cell and never closes it. Write it twice or remove it."
    ),
    "too_many_cells": lambda: _("The row has more cells than there are columns. Put cells with a separator in quotes."),
    "outside": lambda: _("It lies outside the city. Check the datum, or take it out."),
    "key_missing": lambda: _("It has no key. Fill it in, or it could not be known again."),
    "key_long": lambda: _("The key has more than 60 signs. Shorten it."),
    "key_doubled": lambda: _("The same key stands at feature %(first)s already. Give each its own."),
    "too_long": lambda: _("At most %(most)s signs. Shorten it."),
    "no_date": lambda: _("This is not a date. Write it as 1980-01-02, 1980/1/2, 19800102 or 1980年1月2日."),
    "no_number": lambda: _("This is not a number. Write it with digits."),
    "no_whole_number": lambda: _("This is not a whole number. Write it with digits only."),
    "out_of_range": lambda: _("The number is too large to be kept. Correct it."),
    "no_boolean": lambda: _("Write 是 or 否 (or 1 or 0)."),
    "no_accuracy": lambda: _("It must be one of exact, locality, district, city, none."),
    "no_division": lambda: _("A division's code has 6, 9 or 12 digits. Look it up."),
    "too_much": lambda: _("The properties of this feature are too long to be kept. Shorten them."),
    "refused": lambda: _("The register refuses it: %(told)s"),
}
REPAIRS = frozenset({"repaired"})


def refusal(code: str, about: Mapping[str, Any]) -> str:
    """Why a whole file cannot be read."""
    return _filled(REFUSALS[code]() if code in REFUSALS else REFUSALS["crashed"](), about)


def flaw(code: str, about: Mapping[str, Any] | None = None) -> str:
    """What is wrong with one feature."""
    return _filled(FLAWS[code](), about or {})


def _filled(words: str, about: Mapping[str, Any]) -> str:
    try:
        return words % about
    except (KeyError, TypeError, ValueError):
        return words
