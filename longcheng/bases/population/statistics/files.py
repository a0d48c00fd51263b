"""The statistics as files: CSV that a spreadsheet opens right, and XLSX with whole numbers."""

from collections.abc import Iterator
from io import BytesIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from longcheng.bases.population.statistics.figures import MEN, WOMEN
from longcheng.bases.population.statistics.page import Statistics
from longcheng.bases.population.statistics.protecting import TEN
from longcheng.bases.population.statistics.pyramid import grouped
from longcheng.core.lists.cells import safe
from longcheng.core.lists.files import BOM, csv_line

Table = list[list[str | int]]


def ages_table(statistics: Statistics) -> Table:
    """By age: how many men and women live in the place and are registered there."""
    table: Table = [[_("Age in years"), _("Men"), _("Women"), _("Men from outside"), _("Women from outside")]]
    table[0] += [_("Men registered"), _("Women registered")]
    place, picture = statistics.place, statistics.picture
    if place is None or picture is None:
        return table
    step = statistics.step
    columns = [
        grouped(place.years(sex, of=of), step=step)
        for of in (("local", "floating"), ("floating",), ("registered",))
        for sex in (MEN, WOMEN)
    ]
    for number, bar in enumerate(reversed(picture.bars)):
        table.append([bar.label, *(_kept(int(column[number])) for column in columns)])
    return table


def places_table(statistics: Statistics) -> Table:
    """By place: residents, those from outside, those registered."""
    table: Table = [
        [_("Division code"), _("Which place"), _("Living here"), _("From outside the city"), _("Registered here")]
    ]
    chosen = [statistics.place] if statistics.place else []
    for place in [*chosen, *statistics.inner]:
        figures = (place.residents, place.floating, place.registered)
        table.append([place.code, place.name, *(_kept(one) for one in figures)])
    return table


def _kept(figure: int) -> str | int:
    return figure if figure >= TEN else f"<{TEN}"


def about(statistics: Statistics) -> Table:
    """What the file is."""
    release = statistics.release
    counted = timezone.localtime(release.counted_at).strftime("%Y-%m-%d %H:%M") if release else "—"
    told: Table = [
        [_("Which place"), statistics.place.name if statistics.place else "—"],
        [_("Counted at"), counted],
        [_("Source"), _("Population register")],
        [_("How people are protected"), protection_told()],
    ]
    if settings.IS_DEMO:
        told.append([_("Simulated"), _("Simulated: every person is invented.")])
    return told


def protection_told() -> str:
    """How figures are kept from telling of anybody."""
    return _(
        "Every figure is rounded to tens so that tables still add up; figures under ten are not told, and nobody can "
        "work them out from the totals."
    )


TABLES = {"ages": ages_table, "places": places_table}


def as_csv(statistics: Statistics, *, what: str) -> Iterator[str]:
    """One table, and below an empty line what it is."""
    yield BOM
    for row in [*TABLES[what](statistics), [], *about(statistics)]:
        yield csv_line(safe(one) if isinstance(one, str) else str(one) for one in row)


def as_xlsx(statistics: Statistics) -> bytes:
    """Both tables and what they are, a sheet each."""
    book = Workbook(write_only=True)
    sheets = {_("By age"): ages_table, _("By place"): places_table, _("About this file"): about}
    for title, make in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in make(statistics):
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
