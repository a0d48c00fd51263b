"""The search page, and the answers while one types."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from longcheng.bases.geography.addresses.searching import looks_like_address
from longcheng.bases.geography.addresses.searching import suggest as suggest_addresses
from longcheng.bases.geography.addresses.suggestion import Suggestion
from longcheng.bases.population.queries import home_division
from longcheng.core.access.doors import open_to_all
from longcheng.core.access.models import Account
from longcheng.core.search.entry import Kind
from longcheng.core.search.queries import Found, Hit, find
from longcheng.core.search.units import QUERY_LONGEST, Query
from longcheng.portal.life.reading import event_links

PER_PAGE, SUGGESTED, PAGES_MOST = 20, 8, 10
ADDRESSES_SUGGESTED = 3
KINDS = {
    Kind.SERVICE: (gettext_lazy("Services"), "apps"),
    Kind.PLACE: (gettext_lazy("Places"), "map-pin"),
    Kind.NOTICE: (gettext_lazy("Notices"), "speakerphone"),
    Kind.HELP: (gettext_lazy("Help"), "help-circle"),
    Kind.PAGE: (gettext_lazy("For staff"), "briefcase"),
}


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def _found(request: HttpRequest, *, kind: str = "", limit: int) -> Found:
    """What this reader may find of `q`; nothing is asked of the database for an empty one."""
    typed = request.GET.get("q", "")[: QUERY_LONGEST * 4]
    if Query.of(typed).is_empty:
        return Found(Query.of(typed), (), {})
    own_area = home_division(request.user) if isinstance(request.user, Account) else ""
    return find(typed, by=request.user, language=_language(), own_area=own_area, kind=kind, limit=limit)


@open_to_all
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q=` words, pinyin, initials or English; `?kind=` only these; `?page=`."""
    everything = _found(request, limit=PER_PAGE * PAGES_MOST)
    kind = request.GET.get("kind", "")
    kind = kind if kind in everything.counts else ""
    # Many answers of one kind may hide those of another, so a kind is asked for by itself.
    found = _found(request, kind=kind, limit=PER_PAGE * PAGES_MOST) if kind and everything.is_cut else everything
    hits = [hit for hit in found.hits if not kind or hit.kind == kind]
    page = Paginator(hits, PER_PAGE).get_page(request.GET.get("page"))
    typed = everything.query.text
    context: dict[str, Any] = {
        "searched": typed,
        "found": found,
        "page": page,
        "total": len(hits),
        "groups": _groups(list(page)),
        "kind": kind,
        "tabs": _tabs(everything, kind=kind),
        "query": urlencode({"q": typed, **({"kind": kind} if kind else {})}),
        "examples": _examples(),
        "address_href": _address_href(typed) if looks_like_address(typed) else "",
        "life_links": event_links(get_language() or "zh"),
    }
    return render(request, "portal/search/page.html", context)


def _groups(hits: list[Hit]) -> list[dict[str, Any]]:
    """The hits by kind, that of the best hit first."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.kind, []).append(hit)
    return [{"title": KINDS[Kind(kind)][0], "icon": KINDS[Kind(kind)][1], "hits": of} for kind, of in found.items()]


def _tabs(found: Found, *, kind: str) -> list[dict[str, Any]]:
    """The kinds that were found, with how many of each; none if there is only one."""
    if len(found.counts) < 2:
        return []
    address, typed = reverse("portal:search:page"), found.query.text
    more = "+" if found.is_cut else ""
    tabs = [{"title": _("All"), "count": f"{len(found.hits)}{more}", "href": f"{address}?{urlencode({'q': typed})}",
             "is_current": not kind}]  # fmt: skip
    for one, (title, _icon) in KINDS.items():
        if count := found.counts.get(one.value):
            href = f"{address}?{urlencode({'q': typed, 'kind': one.value})}"
            tabs.append({"title": title, "count": f"{count}{more}", "href": href, "is_current": kind == one.value})
    return tabs


def _examples() -> list[tuple[str, str]]:
    """What to try, with what it shows."""
    return [
        ("空气", _("Chinese words")),
        ("kongqi", _("pinyin, also half-typed")),
        ("dyrm", _("the first letter of each syllable")),
        ("metro", _("English")),
    ]


@open_to_all
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """The best answers to `?q=` while one types. Titles come in pieces, so that the page marks them as text."""
    found = _found(request, limit=SUGGESTED)
    typed = found.query.text
    addresses = _addresses(typed)
    count = len(found.hits) + len(addresses)
    said = ngettext("%(n)d suggestion", "%(n)d suggestions", count) % {"n": count} if count else _("No suggestion")
    answer = JsonResponse(
        {
            "q": typed,
            "said": said if not found.query.is_empty else "",
            "hits": [*addresses, *(_suggested(hit) for hit in found.hits)],
            "all": {"url": f"{reverse('portal:search:page')}?{urlencode({'q': typed})}", "title": _("Show everything")},
        }
    )
    # What is found depends on who asks.
    answer["Cache-Control"] = "private, no-store"
    return answer


def _address_href(typed: str) -> str:
    return f"{reverse('geography:addresses')}?{urlencode({'q': typed})}"


def _addresses(typed: str) -> list[dict[str, Any]]:
    """What of the register of addresses is meant, where the text looks like one."""
    if not looks_like_address(typed):
        return []
    found = [one for one in suggest_addresses(typed, limit=ADDRESSES_SUGGESTED) if one.address_id]
    return [_suggested_address(one) for one in found]


def _suggested_address(one: Suggestion) -> dict[str, Any]:
    hint = " · ".join(part for part in (one.where, one.why) if part)
    url = reverse("geography:address", args=[one.address_id])
    title = [[one.text, False]]
    return {"url": url, "kind": _("Written address"), "title": title, "also": [], "hint": hint, "lang": "zh-Hans"}


def _suggested(hit: Hit) -> dict[str, Any]:
    return {
        "url": hit.url,
        "kind": str(KINDS[Kind(hit.kind)][0]),
        "title": hit.title,
        "also": hit.also,
        "hint": hit.hint,
        "lang": "zh-Hans" if hit.title_language == "zh" else "en",
    }
