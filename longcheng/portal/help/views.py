"""The help: all questions by audience, and one page for each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from longcheng.core.access.doors import open_to_all
from longcheng.portal.help.topics import AUDIENCES, topic_of, topics
from longcheng.portal.map.cards import card_of

ABOUT_MOST = 80

TITLES = {
    "everybody": gettext_lazy("For everybody"),
    "staff": gettext_lazy("At the counter"),
    "operations": gettext_lazy("Operations"),
}


@open_to_all
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Every question, by whom it is for."""
    language = get_language() or "zh"
    groups = [
        {
            "title": TITLES[audience],
            "topics": [
                {"slug": topic.slug, "icon": topic.icon, "words": topic.said(language)}
                for topic in topics()
                if topic.audience == audience
            ],
        }
        for audience in AUDIENCES
    ]
    return render(request, "portal/help/page.html", {"groups": groups})


@open_to_all
@require_safe
def topic_page(request: HttpRequest, topic: str) -> HttpResponse:
    """One question with its answer; of `wrong`, also the thing on the map from whose card one came."""
    found = topic_of(topic)
    if found is None:
        raise Http404(_("There is no help page of this name. Look through all of them."))
    language = get_language() or "zh"
    others = [other for slug in found.see if (other := topic_of(slug))]
    context = {
        "topic": found,
        "words": found.said(language),
        "card": card_of(request.GET.get("about", "")[:ABOUT_MOST]) if topic == "wrong" else None,
        "others": [{"slug": other.slug, "icon": other.icon, "title": other.said(language).title} for other in others],
    }
    return render(request, "portal/help/topic.html", context)
