"""Personal pages of the house itself: my messages, and who looked at my data."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.core.disclosure.queries import line_about, lines_about
from longcheng.core.disclosure.words import moment_told, place_told, record_title, tell
from longcheng.core.messages.actions import mark_read
from longcheng.core.messages.queries import inbox
from longcheng.core.television.screens import Screen, Thing, address_of, number_in, paged
from longcheng.core.television.texts import text_screen
from longcheng.core.television.visiting import personal_page, television

NEWEST = 40  # the phone shows the rest
MESSAGES, LOOKED = 4, 5


@personal_page(MESSAGES)
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """The newest messages, four at a time."""
    owner, page = television(request).owner, number_in(request.GET.get("page"))
    address = reverse("tv:messages")
    things = [
        Thing(
            key=f"m{item.pk}",
            title=item.message.said.title,
            note=f"{item.message.said.sender} · {moment_told(item.message.created_at)}",
            tag=_("Urgent") if item.message.is_urgent else "" if item.read_at else _("New"),
            tone="urgent" if item.message.is_urgent else "plain",
            href=address_of(f"{reverse('tv:message')}?item={item.pk}", came=page),
        )
        for item in inbox(owner)[:NEWEST]
    ]
    screen = Screen(
        title=_("My messages"),
        rows=paged(things, page=page, address=address),
        columns=2,
        back=reverse("tv:home"),
        is_personal=True,
        lines=[] if things else [_("No message yet. What the city tells you will stand here.")],
    )
    return render(request, "tv/tiles.html", {"screen": screen})


@personal_page(MESSAGES)
@require_GET
def message(request: HttpRequest) -> HttpResponse:
    """One message in large; opening it marks it as read."""
    owner, number = television(request).owner, request.GET.get("item", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    item = get_object_or_404(inbox(owner), pk=int(number))
    mark_read(owner, item_ids=[item.pk])
    said = item.message.said
    return text_screen(
        request,
        title=said.title,
        text=said.body or said.title,
        note=f"{said.sender} · {moment_told(item.message.created_at)}",
        address=f"{reverse('tv:message')}?item={item.pk}",
        back=reverse("tv:messages"),
        is_personal=True,
    )


@personal_page(LOOKED)
@require_GET
def looked(request: HttpRequest) -> HttpResponse:
    """The newest looks at the owner's data: by whom, when."""
    owner, page = television(request).owner, number_in(request.GET.get("page"))
    address = reverse("tv:looked")
    things = [
        Thing(
            key=f"l{told.line.pk}",
            title=told.who,
            note=f"{moment_told(told.line.at)} · {told.what}",
            href=address_of(reverse("tv:look", args=[told.line.pk]), came=page),
            icon="eye",
        )
        for told in tell(lines_about(owner)[:NEWEST], to=owner)
    ]
    screen = Screen(
        title=_("Who looked at my data"),
        rows=paged(things, page=page, address=address),
        columns=2,
        back=reverse("tv:home"),
        is_personal=True,
        lines=[] if things else [_("Nobody has looked yet. Every look will stand here, with who and what for.")],
    )
    return render(request, "tv/tiles.html", {"screen": screen})


@personal_page(LOOKED)
@require_GET
def look(request: HttpRequest, line_id: int) -> HttpResponse:
    """One look in words."""
    owner = television(request).owner
    found = line_about(owner, line_id)
    if found is None:
        raise Http404
    told = tell([found], to=owner)[0]
    text = "\n".join(
        part
        for part in (
            str(told),
            _("Record: %(record)s") % {"record": record_title(found)},
            _("From: %(place)s") % {"place": place_told(found.came_from)},
            told.delay,
            _("Does it seem wrong? On your phone you can ask about it: “Who looked at my data”."),
        )
        if part
    )
    return text_screen(
        request,
        title=told.who,
        text=text,
        address=reverse("tv:look", args=[found.pk]),
        back=reverse("tv:looked"),
        is_personal=True,
    )
