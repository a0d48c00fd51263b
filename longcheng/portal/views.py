"""The first page, signing in and out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.bases.population.queries import count_residents
from longcheng.core.access.doors import open_to_all, requires_sign_in
from longcheng.core.declaration import rooms


@open_to_all
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What the city offers and what it is built of, honestly."""
    services = [room for room in rooms() if room.is_service]
    bases = [room for room in rooms() if room.floor == "bases"]
    return render(
        request, "portal/home.html", {"services": services, "bases": bases, "resident_count": count_residents()}
    )


@open_to_all
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By user name and password; afterwards back to the page that was wanted."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = "/"
    errors = {}
    username = request.POST.get("username", "").strip()
    if request.method == "POST":
        if not username:
            errors["username"] = _("A user name is required.")
        if not request.POST.get("password"):
            errors["password"] = _("A password is required.")
        if not errors:
            account = authenticate(request, username=username, password=request.POST["password"])
            if account is not None:
                login(request, account)
                return redirect(wanted)
            errors["password"] = _("The user name and the password do not belong together. Check both and try again.")
    context = {"next": wanted, "errors": errors, "username": username}
    return render(request, "portal/sign_in.html", context, status=422 if errors else 200)


@requires_sign_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect("portal:home")
