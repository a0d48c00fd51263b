"""One page for each event of life."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from longcheng.core.access.doors import open_to_all
from longcheng.core.declaration import LIFE_EVENTS
from longcheng.portal.frame import menu_of
from longcheng.portal.life.reading import event_links, open_for, planned_for


@open_to_all
@require_safe
def event_page(request: HttpRequest, event: str) -> HttpResponse:
    """What the city does for this event now, for this reader, and what it does not do yet."""
    found = LIFE_EVENTS.get(event)
    if found is None:
        raise Http404(_("There is no page of this name. Choose from the first page."))
    language = get_language() or "zh"
    context = {
        "title": found.title(language),
        "hint": found.hint(language),
        "icon": found.icon,
        "open": open_for(event, menu=menu_of(request), language=language),
        "planned": [{"plan": one.plan, "said": one.said(language)} for one in planned_for(event)],
        "others": [link for link in event_links(language) if link["name"] != event],
        "life_links": event_links(language),
    }
    return render(request, "portal/life/event.html", context)
