"""“Where I am signed in”: every session, ending one, all others, or all."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from longcheng.core.access.doors import requires_sign_in
from longcheng.core.sign_in.actions.sessions import end_session, end_sessions, leave
from longcheng.core.sign_in.fresh import requires_fresh_sign_in
from longcheng.core.sign_in.queries import sessions_of
from longcheng.core.sign_in.sessions import kept_key
from longcheng.core.sign_in.visits import described
from longcheng.portal.sign_in.reading import reader

SHOWN_MAX = 100


def _own_row(request: HttpRequest) -> str:
    return kept_key(request.session.session_key or "")


@requires_sign_in
@require_GET
@requires_fresh_sign_in
def session_list(request: HttpRequest) -> HttpResponse:
    own = _own_row(request)
    found = sessions_of(reader(request))
    rows = [
        {"session": row, "what": described(row.browser, row.system), "is_this": row.pk == own}
        for row in sorted(found, key=lambda row: row.pk != own)[:SHOWN_MAX]
    ]
    context = {"rows": rows, "count": len(found), "has_others": len(found) > 1}
    return render(request, "portal/sign_in/sessions.html", context)


@requires_sign_in
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End what was pressed. No fresh proof: whoever ends a thief's session should not have to search for a password."""
    account, which = reader(request), request.POST.get("which", "")
    if which == "all":
        end_sessions(account)
        logout(request)
        return redirect("portal:sign-in")
    if which == "others":
        ended = end_sessions(account, except_key=request.session.session_key)
        text = ngettext("%(n)s other place is signed out.", "%(n)s other places are signed out.", ended)
        messages.success(request, text % {"n": ended})
    elif which == _own_row(request):
        leave(request, account)
        return redirect("portal:home")
    elif "\x00" not in which and end_session(account, row_key=which):
        messages.success(request, _("That place is signed out."))
    else:
        messages.warning(request, _("That place was signed out already."))
    return redirect("portal:sessions")
