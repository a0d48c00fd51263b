"""A program sends the person here to sign out of the city too (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from longcheng.core.access.doors import checks_for_itself, open_to_all
from longcheng.core.access.models import Account
from longcheng.core.openid.issuer import issuer
from longcheng.core.openid.keys import read_signed
from longcheng.core.openid.models import Program, ProgramState
from longcheng.core.sign_in.actions.sessions import leave
from longcheng.portal.openid.asking import QUERY_MAX, explain, send_back, with_way_back


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which program asks, and where it wants the person back; empty where it did not say, or may not."""

    program: Program | None
    back: str
    state: str | None
    defect: str = ""


@checks_for_itself
@csrf_exempt
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks the person; nobody is signed out by a link alone. A posted request is turned into an address."""
    if request.method == "POST":
        query = request.POST.urlencode()
        if len(query) > QUERY_MAX:
            return explain(request, "The request is too long.")
        return redirect(f"{reverse('openid:sign-out')}?{query}")
    wish = read_wish(request)
    if wish.defect:
        return explain(request, wish.defect)
    if not isinstance(request.user, Account):
        return _leave(wish)
    answer = f"{reverse('openid:signed-out')}?{request.META['QUERY_STRING']}"
    page = render(request, "portal/openid/sign_out.html", {"program": wish.program, "answer": answer})
    return with_way_back(page, wish.back) if wish.back else page


@open_to_all
@require_POST
def signed_out(request: HttpRequest) -> HttpResponse:
    """End the session if the person said so, then go back to the program."""
    wish = read_wish(request)
    if wish.defect:
        return explain(request, wish.defect)
    if request.POST.get("answer") == "stay":
        return redirect("portal:home")
    if isinstance(request.user, Account):
        leave(request, request.user)
    return _leave(wish)


def read_wish(request: HttpRequest) -> Wish:
    """The request in the address. Back goes only who names a registered address, by a token or its number."""
    back, hint = request.GET.get("post_logout_redirect_uri", ""), request.GET.get("id_token_hint", "")
    state = request.GET.get("state") or None
    if len(request.META.get("QUERY_STRING", "")) > QUERY_MAX or "\0" in "".join(map(str, request.GET.values())):
        return Wish(program=None, back="", state=None, defect="The request is too long or cannot be read.")
    client_id = request.GET.get("client_id", "")
    if hint:
        claims = read_signed(hint, now_matters=False)
        if claims is None or claims.get("iss") != issuer() or client_id not in {"", claims.get("aud")}:
            return Wish(program=None, back="", state=None, defect="The id_token_hint is not one of this city's.")
        client_id = str(claims.get("aud", ""))
    program = Program.objects.filter(client_id=client_id, state=ProgramState.APPROVED).first()
    if back and (program is None or not program.post_logout_redirect_uri_allowed(back)):
        return Wish(program=None, back="", state=None, defect="post_logout_redirect_uri is not registered.")
    return Wish(program=program, back=back, state=state)


def _leave(wish: Wish) -> HttpResponse:
    return send_back(wish.back, state=wish.state) if wish.back else redirect("portal:home")
