"""My messages: everything the city has told me, newest first."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.messages.actions import mark_read
from longcheng.core.messages.queries import inbox, unread_count

PER_PAGE = 20


@requires_sign_in
@require_GET
def messages_page(request: HttpRequest) -> HttpResponse:
    """The list with paging, a search in titles and texts, and unread ones only on request."""
    items = inbox(signed_in_account(request))
    wanted = request.GET.get("q", "").strip()[:100]
    if wanted:
        items = items.filter(message__title__icontains=wanted) | items.filter(message__body__icontains=wanted)
    only_unread = request.GET.get("unread") == "1"
    if only_unread:
        items = items.filter(read_at=None)
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    template = "portal/inbox_list.html" if request.headers.get("HX-Request") else "portal/inbox.html"
    return render(request, template, {"page": page, "wanted": wanted, "only_unread": only_unread})


@requires_sign_in
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark the named message as read and open what it points to; without a name, mark all as read.

    A name that is none of the reader's own messages is 404 and marks nothing.
    """
    named = request.POST.get("item")
    if named is None:
        mark_read(signed_in_account(request))
        return redirect("portal:inbox")
    if not (named.isascii() and named.isdigit()):
        raise Http404
    item = get_object_or_404(inbox(signed_in_account(request)), pk=int(named))
    mark_read(signed_in_account(request), item_ids=[item.pk])
    return redirect(item.message.url if item.message.url.startswith("/") else "portal:inbox")


@requires_sign_in
@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """How many messages are unread, for the mark in the header of an open page."""
    return JsonResponse({"unread": unread_count(signed_in_account(request))})
