"""The page where a person lets a program in, or not (authorization endpoint, OpenID Connect Core 3.1.2)."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from longcheng.core.access.doors import checks_for_itself, requires_sign_in
from longcheng.core.access.models import Account, AccountKind
from longcheng.core.openid import lifetimes
from longcheng.core.openid.actions.sign_ins import agree, begin_sign_in
from longcheng.core.openid.models import Consent
from longcheng.core.openid.queries import live_consent
from longcheng.core.openid.subjects import subject_of
from longcheng.portal.openid.asking import (
    QUERY_MAX,
    Asked,
    Refused,
    by_a_step_of_its_own,
    explain,
    read_asked,
    send_back,
    with_way_back,
)
from longcheng.portal.openid.authentication import FRESH, asked_again_at, fresh_mark, how_signed_in
from longcheng.portal.openid.machinery import core, parts_of
from longcheng.portal.openid.telling import told_by

PEOPLE = {AccountKind.RESIDENT, AccountKind.STAFF}


@checks_for_itself
@csrf_exempt
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Checks the program's request first, then asks for a sign-in, then for consent. Changes nothing by itself.

    Programs may also post their request here; it carries no cookie then, so it is turned into an address.
    """
    if request.method == "POST":
        query = request.POST.urlencode()
        if len(query) > QUERY_MAX:
            return explain(request, "The request is too long.")
        return redirect(f"{reverse('openid:authorize')}?{query}")
    answered = _answered(request)
    return by_a_step_of_its_own(request, answered) if FRESH in request.GET else answered


def _answered(request: HttpRequest) -> HttpResponse:
    try:
        asked = read_asked(request)
    except Refused as refused:
        return refused.response
    account = request.user if isinstance(request.user, Account) else None
    if account is None or must_sign_in_again(request, asked, account):
        if "none" in asked.prompt:
            return asked.refuse("login_required", "The person is not signed in, or not freshly enough.")
        return _to_sign_in(request)
    if account.kind not in PEOPLE:
        return asked.refuse("access_denied", "Only people sign in to programs.")
    if asked.hinted_subject not in {None, subject_of(account, program=asked.program)}:
        return asked.refuse("login_required", "Somebody else is signed in than the id_token_hint names.")
    consent = live_consent(account, program=asked.program)
    if consent is not None and _is_agreed(asked, consent):
        return _let_in(request, asked, consent)
    if "none" in asked.prompt:
        return asked.refuse("consent_required", "The person has not agreed to this yet.")
    context = {
        "asked": asked,
        "program": asked.program,
        "told": told_by(account, program=asked.program, scopes=asked.scopes),
        "until": timezone.now() + lifetimes.CONSENT,
        "answer": f"{reverse('openid:answer')}?{request.META['QUERY_STRING']}",
    }
    return with_way_back(render(request, "portal/openid/consent.html", context), asked.redirect_uri)


@requires_sign_in
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Let the program in, or not. The request is read and checked again, so nothing in the page is trusted."""
    try:
        asked = read_asked(request)
    except Refused as refused:
        return refused.response
    account = request.user
    if not isinstance(account, Account) or account.kind not in PEOPLE:
        return asked.refuse("access_denied", "Only people sign in to programs.")
    if request.POST.get("answer") != "allow":
        return asked.refuse("access_denied", "The person did not agree.")
    if must_sign_in_again(request, asked, account):
        return redirect(f"{reverse('openid:authorize')}?{request.META['QUERY_STRING']}")
    with transaction.atomic():
        consent = agree(account, program=asked.program, scopes=asked.scopes)
        return _let_in(request, asked, consent)


def must_sign_in_again(request: HttpRequest, asked: Asked, account: Account) -> bool:
    """Whether the sign-in of this browser is older than the program accepts.

    Who was sent to sign in and did so is fresh enough, however short the program's `max_age`: it reads `auth_time`.
    """
    at = how_signed_in(request, account).at
    sent_at = asked_again_at(request.GET.get(FRESH, ""))
    if sent_at is not None and at >= sent_at:
        return False
    if "login" in asked.prompt or "select_account" in asked.prompt:
        return True
    return asked.max_age_s is not None and timezone.now() - at > timedelta(seconds=min(asked.max_age_s, 10**8))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    query: Any = request.GET.copy()
    query[FRESH] = fresh_mark()
    back = f"{reverse('openid:authorize')}?{query.urlencode()}"
    return redirect(f"{reverse('portal:sign-in')}?{urlencode({'next': back})}")


def _is_agreed(asked: Asked, consent: Consent) -> bool:
    """Whether the answer is known. A program whose address anybody on the device can take is asked about each time
    (RFC 8252, 8.6)."""
    is_certain = not asked.program.is_public or asked.redirect_uri.startswith("https://")
    return is_certain and "consent" not in asked.prompt and set(asked.scopes) <= set(consent.scopes)


def _let_in(request: HttpRequest, asked: Asked, consent: Consent) -> HttpResponse:
    """Give the program a code, once."""
    account = consent.account
    with transaction.atomic():
        sign_in = begin_sign_in(consent, authentication=how_signed_in(request, account))
        credentials = {
            "client_id": asked.program.client_id,
            "redirect_uri": asked.redirect_uri,
            "response_type": "code",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": asked.code_challenge,
            "code_challenge_method": "S256",
            "user": account,
            "sign_in": sign_in,
        }
        uri, _, _, headers = parts_of(request)
        found, _, _ = core().server.create_authorization_response(
            uri, "GET", None, headers, scopes=asked.scopes, credentials=credentials
        )
    return send_back(found["Location"])
