"""The page of statistics, open to all, and its files."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.geography.queries import towns
from longcheng.bases.population.statistics.asking import SORTS, Asked
from longcheng.bases.population.statistics.figures import said_name
from longcheng.bases.population.statistics.files import TABLES, as_csv, as_xlsx, protection_told
from longcheng.bases.population.statistics.page import Statistics
from longcheng.bases.population.statistics.published import published_pyramid
from longcheng.core.access.doors import open_to_all

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@open_to_all
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """How many live where, how old they are, laid over the city or the country."""
    asked = Asked.read(request.GET)
    found = Statistics(asked)
    context = {
        "statistics": found,
        "asked": asked,
        "choices": _choices(),
        "of_choices": _of_choices(),
        "against_choices": _against_choices(found),
        "heads": _heads(asked, with_ages=found.has_inner_ages),
        "protection": protection_told(),
        "is_simulated": settings.IS_DEMO,
        "query": asked.but().removeprefix("?"),
        "districts_href": asked.but(level="districts", sort="code"),
        "towns_href": asked.but(level="towns", sort="code"),
        "asked_up": asked.but(place=found.enclosing.code) if found.enclosing else "",
        "enclosing_name": said_name(found.enclosing) if found.enclosing else "",
    }
    return render(request, "population/statistics.html", context)


@open_to_all
@require_safe
def statistics_csv(request: HttpRequest) -> HttpResponseBase:
    """One of the two tables; `what` says which."""
    what = request.GET.get("what", "ages")
    if what not in TABLES:
        raise Http404
    found = Statistics(Asked.read(request.GET))
    answer = HttpResponse("".join(as_csv(found, what=what)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="population-{what}.csv"'
    return answer


@open_to_all
@require_safe
def statistics_xlsx(request: HttpRequest) -> HttpResponse:
    """Both tables."""
    answer = HttpResponse(as_xlsx(Statistics(Asked.read(request.GET))), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="population.xlsx"'
    return answer


def _choices() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The city, then each district with its towns."""
    city = Division.objects.filter(level=DivisionLevel.CITY)
    found: list[tuple[str, str, list[tuple[str, str]]]] = [(one.code, said_name(one), []) for one in city]
    for district, inside in towns():
        found.append((district.code, said_name(district), [(one.code, said_name(one)) for one in inside]))
    return found


def _of_choices() -> list[tuple[str, str]]:
    return [
        ("residents", _("Living here")),
        ("floating", _("From outside the city")),
        ("registered", _("Registered here")),
    ]


def _against_choices(found: Statistics) -> list[tuple[str, str]]:
    choices = [("", _("No comparison"))]
    if not found.is_city:
        choices.append(("city", _("The whole city")))
    if published_pyramid():
        choices.append(("published", _("China, census of 2020")))
    return choices


def _heads(asked: Asked, *, with_ages: bool) -> list[tuple[str, str, str]]:
    """For each column: its title, where its head leads, and how it is sorted now."""
    titles = {
        "code": _("Which place"),
        "residents": _("Living here"),
        "floating": _("From outside the city"),
        "registered": _("Registered here"),
    }
    if with_ages:
        titles["old"] = _("60 years and older")
    states = {f"-{column}": "descending" for column in SORTS} | dict.fromkeys(SORTS, "ascending")
    return [
        (title, asked.sorted_by(column), states[asked.sort] if asked.sort.removeprefix("-") == column else "")
        for column, title in titles.items()
    ]
