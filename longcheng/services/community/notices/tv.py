"""The door for televisions: the notices of where the set stands, and one notice in large."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import open_to_all
from longcheng.core.disclosure.words import moment_told
from longcheng.core.television.screens import Screen, Thing, address_of, number_in, paged
from longcheng.core.television.texts import text_screen
from longcheng.core.television.visiting import television
from longcheng.services.community.notices.models import Notice
from longcheng.services.community.notices.queries import notices_for, standing_notices

NEWEST = 40


@open_to_all
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The newest notices, the urgent ones first."""
    area, page = television(request).area_code, number_in(request.GET.get("page"))
    found = notices_for(area) if area else standing_notices()
    things = [
        Thing(
            key=f"n{notice.pk}",
            title=notice.title,
            note=f"{notice.area_name} · {moment_told(notice.published_at)}",
            tag=_("Urgent") if notice.is_urgent else "",
            tone="urgent" if notice.is_urgent else "plain",
            href=address_of(reverse("tv-notices:one", args=[notice.pk]), came=page),
        )
        for notice in found[:NEWEST]
    ]
    screen = Screen(
        title=_("Notices"),
        rows=paged(things, page=page, address=reverse("tv-notices:list")),
        columns=2,
        back=reverse("tv:home"),
        lines=[] if things else [_("No notice stands at the moment.")],
    )
    return render(request, "tv/tiles.html", {"screen": screen})


@open_to_all
@require_GET
def one_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The whole notice. A withdrawn one stays readable and says so."""
    notice = get_object_or_404(Notice, pk=notice_id)
    text = notice.body
    if notice.withdrawn_at:
        text = _("This notice was withdrawn: %(why)s") % {"why": notice.withdrawn_because} + "\n" + text
    return text_screen(
        request,
        title=notice.title,
        text=text,
        note=f"{notice.organisation} · {notice.area_name} · {moment_told(notice.published_at)}",
        address=reverse("tv-notices:one", args=[notice.pk]),
        back=reverse("tv-notices:list"),
    )


urlpatterns = [path("", notices, name="list"), path("<int:notice_id>/", one_notice, name="one")]
