"""My messages: everything the city has told me, newest first."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.messages.actions import mark_read
from longcheng.core.messages.models import InboxItem
from longcheng.core.messages.queries import inbox, unread_count, with_words

PER_PAGE = 20


@requires_sign_in
@require_GET
def messages_page(request: HttpRequest) -> HttpResponse:
    """The list with paging, a search in titles and texts, and unread ones only on request."""
    items = inbox(signed_in_account(request))
    wanted = request.GET.get("q", "").strip()[:100]
    if wanted:
        items = with_words(items, wanted)
    only_unread = request.GET.get("unread") == "1"
    if only_unread:
        items = items.filter(read_at=None)
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    template = "portal/inbox_list.html" if request.headers.get("HX-Request") else "portal/inbox.html"
    return render(request, template, {"page": page, "wanted": wanted, "only_unread": only_unread})


@requires_sign_in
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark the named message as read and open it; without a name, mark all as read.

    A name that is none of the reader's own messages is 404 and marks nothing.
    """
    named = request.POST.get("item")
    if named is None:
        mark_read(signed_in_account(request))
        return redirect("portal:inbox")
    item = own_item(request, named)
    mark_read(signed_in_account(request), item_ids=[item.pk])
    return redirect(f"{reverse('portal:message')}?item={item.pk}")


@requires_sign_in
@require_GET
def message_page(request: HttpRequest) -> HttpResponse:
    """One message with its whole text, and the way to what it is about."""
    item = own_item(request, request.GET.get("item", ""))
    leads_to = item.message.url if is_ours(item.message.url) else ""
    return render(request, "portal/message.html", {"item": item, "said": item.message.said, "leads_to": leads_to})


def own_item(request: HttpRequest, named: str) -> InboxItem:
    """The reader's own message of that number. Raises Http404 for any other."""
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        raise Http404
    return get_object_or_404(inbox(signed_in_account(request)), pk=int(named))


def is_ours(address: str) -> bool:
    """Whether the address lies in this city; `//elsewhere` looks like a path and is none."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))


@requires_sign_in
@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """How many messages are unread, for the mark in the header of an open page."""
    return JsonResponse({"unread": unread_count(signed_in_account(request))})
