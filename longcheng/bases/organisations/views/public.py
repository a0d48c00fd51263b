"""The pages that everybody may open: the search, an organisation's record with its history, the way by its code."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from longcheng.bases.organisations.doubts import wrong_href
from longcheng.bases.organisations.licence_kinds import licence_title
from longcheng.bases.organisations.models import Organisation, OrganisationStatus
from longcheng.bases.organisations.queries import (
    DISTRICT,
    Narrowing,
    districts,
    districts_told,
    industry_told,
    kinds_told,
    licences_of,
    organisation_by_code,
    related_to,
    sections_told,
)
from longcheng.bases.organisations.record import TONES, moments_of, shown_record
from longcheng.bases.organisations.registers import LICENCES, ORGANISATIONS
from longcheng.bases.organisations.rules import credit_code_defect, is_synthetic_code, normal_code
from longcheng.bases.organisations.searching import (
    ALIKE,
    CODE,
    INSIDE,
    LETTERS,
    SOUND,
    SUGGESTED_MOST,
    WORDS_MAX,
    Filters,
    Found,
    Hit,
    plain,
    search,
)
from longcheng.core.access.doors import open_to_all
from longcheng.core.registry.days import AsOf
from longcheng.core.search.rules import marked

EXAMPLES = (
    ("医院", gettext_lazy("two characters of a name")),
    ("renmin yiyuan", gettext_lazy("pinyin, also half-typed")),
    ("rmyy", gettext_lazy("the first letter of each syllable")),
)
TOLD_OF_IT = {
    "school": gettext_lazy("School code"),
    "level": gettext_lazy("Grade"),
    "name_en": gettext_lazy("English name"),
    "told_by": gettext_lazy("Told by"),
}
ADDRESS_OF_GEOGRAPHY = "/geography/addresses/{number}/"


@open_to_all
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q=` code, name, former name, a part of it, pinyin, initials; narrowed by kind, status, industry, district."""
    words = plain(request.GET.get("q", "")[: WORDS_MAX * 4])
    narrowings = _narrowings(request)
    filters = Filters(**{one.name: one.value for one in narrowings})
    after = request.GET.get("after", "")[:40]
    found = search(words, filters=filters, after=after) if words or filters.marks else Found()
    asked = {"q": words} | {one.name: one.value for one in narrowings if one.value}
    context = {
        "words": words,
        "narrowings": narrowings,
        "is_narrowed": bool(filters.marks),
        "is_asked": bool(words or filters.marks),
        "found": found,
        "rows": _rows(found.hits, words=words),
        "is_first": not after,
        "query": urlencode(asked),
        "next": urlencode(asked | {"after": found.after}) if found.after else "",
        "examples": EXAMPLES,
        "words_max": WORDS_MAX,
    }
    return render(request, "organisations/search.html", context)


def _narrowings(request: HttpRequest) -> list[Narrowing]:
    wanted = (
        ("kind", _("Kind"), kinds_told()),
        ("status", _("Status"), [(value, str(title)) for value, title in OrganisationStatus.choices]),
        ("section", _("Industry"), sections_told()),
        ("district", _("District"), districts()),
    )
    found = []
    for name, title, choices in wanted:
        value = request.GET.get(name, "")
        found.append(Narrowing(name, title, choices, value if value in dict(choices) else ""))
    return found


def _rows(hits: list[Hit], *, words: str) -> list[dict[str, Any]]:
    """Each hit as a line of the list: what it is called, where it stands, why it was found."""
    names = districts_told(hit.organisation for hit in hits)
    return [
        {
            "organisation": hit.organisation,
            "name": marked(hit.organisation.name, _places(hit.organisation.name, words)),
            "why": _why(hit),
            "status": hit.organisation.get_status_display(),
            "tone": TONES.get(hit.organisation.status, ""),
            "industry": industry_told(hit.organisation.industry),
            "district": names.get(hit.organisation.division_code[:DISTRICT], ""),
        }
        for hit in hits
    ]


def _places(name: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in a name."""
    return [(name.find(part), name.find(part) + len(part)) for part in words.split() if part in name]


def _why(hit: Hit) -> str:
    """Why it stands among the answers, where its name alone does not show it."""
    if hit.former is not None:
        named = {"name": hit.former.name}
        if hit.former.until is None:
            return _("Formerly: %(name)s") % named
        day = timezone.localdate(hit.former.until).isoformat()
        return _("Formerly, until %(day)s: %(name)s") % {"day": day, **named}
    return {
        CODE: _("by its code"),
        SOUND: _("by its sound"),
        LETTERS: _("by the first letters"),
        ALIKE: _("written almost so"),
        INSIDE: "",
    }.get(hit.why, "")


@open_to_all
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """The best answers to `?q=` while one types, in pieces as the city's search gives them."""
    words = plain(request.GET.get("q", "")[: WORDS_MAX * 4])
    found = search(words, limit=SUGGESTED_MOST) if words else Found()
    count = len(found.hits)
    said = ngettext("%(n)d suggestion", "%(n)d suggestions", count) % {"n": count} if count else _("No suggestion")
    rows = _rows(found.hits, words=words)
    answer = JsonResponse(
        {
            "q": words,
            "said": said if words else "",
            "hits": [
                {
                    "url": reverse("organisations:organisation", args=[row["organisation"].pk]),
                    "kind": row["organisation"].get_kind_display(),
                    "title": row["name"],
                    "also": [],
                    "hint": " · ".join(one for one in (row["why"], _unless_active(row), row["district"]) if one),
                    "lang": "zh-Hans",
                }
                for row in rows
            ],
            "all": {
                "url": f"{reverse('organisations:search')}?{urlencode({'q': words})}",
                "title": _("Show everything"),
            },
        }
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _unless_active(row: dict[str, Any]) -> str:
    return "" if row["organisation"].status == OrganisationStatus.ACTIVE else str(row["status"])


@open_to_all
@require_safe
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The public record, now or as of two days."""
    return _record(request, organisation_id, "organisations/organisation.html")


@open_to_all
@require_safe
def print_view(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The same as a plain table for paper."""
    return _record(request, organisation_id, "organisations/print.html")


def _record(request: HttpRequest, organisation_id: int, template: str) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=organisation_id)
    when = AsOf.parse(request.GET.get("valid", ""), request.GET.get("known", ""))
    shown = shown_record(found, when=when)
    today = timezone.localdate()
    address_id = shown.state.get("address_id") if shown.state else None
    code = str(shown.state.get("code") or "") if shown.state else ""
    context = {
        "organisation": found,
        "shown": shown,
        "when": when,
        "today": today,
        "made_at": timezone.now(),
        "days": " ".join(f"{day:%Y-%m-%d}" for day in sorted({*shown.days, today})),
        "code_is_right": bool(code) and not credit_code_defect(code),
        "code_is_made_up": is_synthetic_code(code) if code else False,
        "address_href": ADDRESS_OF_GEOGRAPHY.format(number=address_id) if address_id else "",
        "related": related_to(found),
        "licences": [
            {
                "of": one,
                "title": licence_title(one.licence.kind),
                "wrong_href": wrong_href(LICENCES.name, one.licence.pk),
            }
            for one in licences_of(found)
        ],
        "told_of_it": [
            (title, told[name])
            for told in (found.other_codes, found.properties)
            for name, title in TOLD_OF_IT.items()
            if told.get(name)
        ],
        "wrong_href": wrong_href(ORGANISATIONS.name, found.pk),
    }
    return render(request, template, context)


@open_to_all
@require_safe
def history(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Every act about it, the newest heard first, with the law it stands on."""
    found = get_object_or_404(Organisation, pk=organisation_id)
    return render(request, "organisations/history.html", {"organisation": found, "moments": moments_of(found)})


@open_to_all
@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """To the organisation with this code; else what is wrong with the code, or that nobody here has it."""
    found = organisation_by_code(code[:40])
    if found is not None:
        return redirect("organisations:organisation", organisation_id=found.pk)
    defect = credit_code_defect(code[:40])
    context = {"code": normal_code(code[:40]), "defect": defect}
    return render(request, "organisations/no_code.html", context, status=404)
