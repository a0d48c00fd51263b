"""Saved views: keeping the choice that one sees, renaming, sharing, deleting, bringing back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.core.access.doors import requires_sign_in
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.actions.views import bring_back_view, change_view, delete_view, save_view
from longcheng.core.lists.directory import staff_lists
from longcheng.core.lists.models import SavedView
from longcheng.core.lists.queries import organisations_to_share_with, own_views
from longcheng.core.lists.query import QUERY_MAX
from longcheng.portal.desk.reach import ID_MAX, chosen_list, clerk, list_address


@requires_sign_in
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Every view that one has saved, by list."""
    account = clerk(request)
    shown = [(view, staff_lists()[view.list_name]) for view in own_views(account) if view.list_name in staff_lists()]
    rows = [{"view": view, "list": of.title, "href": f"{reverse(of.url)}?view={view.pk}"} for view, of in shown]
    return render(request, "portal/desk/views.html", {"rows": rows})


@requires_sign_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters, the order and the columns of the page one comes from, under a name."""
    account = clerk(request)
    of = chosen_list(request, request.POST.get("list", ""))
    query = request.POST.get("query", "")[:QUERY_MAX]
    name = request.POST.get("name", "")[:200]
    try:
        view = save_view(account, of=of, name=name, query=query, is_default=request.POST.get("default") == "1")
    except Unfit as unfit:
        messages.warning(request, str(unfit))
        return redirect(list_address(of, account, query=query))
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(f"{reverse(of.url)}?view={view.pk}")


def _own(request: HttpRequest, view_id: int, *, is_deleted: bool = False) -> SavedView:
    """One's own view. Raises Http404 for another's: whether it exists is nobody's to know."""
    if view_id > ID_MAX:
        raise Http404
    views = SavedView.objects.filter(deleted_at__isnull=not is_deleted)
    return get_object_or_404(views, pk=view_id, account=clerk(request))


@requires_sign_in
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename a view, let the list open with it, share it with one's organisation."""
    account = clerk(request)
    view = _own(request, view_id)
    errors: dict[str, str] = {}
    form = {"name": view.name, "is_default": view.is_default, "organisation": view.organisation}
    if request.method == "POST":
        form = {
            "name": request.POST.get("name", "")[:200],
            "is_default": request.POST.get("default") == "1",
            "organisation": request.POST.get("organisation", "")[:120],
        }
        try:
            change_view(
                account, view, name=str(form["name"]), is_default=bool(form["is_default"]),
                organisation=str(form["organisation"]),
            )  # fmt: skip
        except Unfit as unfit:
            errors = unfit.defects
        except Denied as refusal:
            errors = {"organisation": str(refusal)}
        else:
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return redirect("desk:views")
    of = staff_lists().get(view.list_name)
    context = {
        "view": view,
        "list": of.title if of else view.list_name,
        "form": form,
        "errors": errors,
        "organisations": organisations_to_share_with(account),
    }
    return render(request, "portal/desk/view.html", context, status=422 if errors else 200)


@requires_sign_in
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Ask once, delete, and offer to bring it back."""
    view = _own(request, view_id)
    of = staff_lists().get(view.list_name)
    if request.method == "POST":
        delete_view(clerk(request), view)
        target = reverse(of.url) if of else reverse("desk:views")
        return redirect(f"{target}?view=0&deleted={view.pk}" if of else target)
    return render(request, "portal/desk/view_delete.html", {"view": view, "list": of.title if of else view.list_name})


@requires_sign_in
@require_POST
def bring_back(request: HttpRequest, view_id: int) -> HttpResponse:
    """Undo the deletion."""
    view = bring_back_view(clerk(request), _own(request, view_id, is_deleted=True))
    messages.success(request, _("The view “%(name)s” is back.") % {"name": view.name})
    of = staff_lists().get(view.list_name)
    return redirect(f"{reverse(of.url)}?view={view.pk}" if of else reverse("desk:views"))
