"""Changing the things of a layer (OGC API – Features, part 4), by permission and through the register's actions."""

import contextlib
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.bases.geography.actions.features import edit_feature, end_feature, enter_feature
from longcheng.bases.geography.features.drafts import DEFAULTS, Draft
from longcheng.bases.geography.models import Accuracy, MapFeature
from longcheng.bases.geography.ogc.bodies import Body, read_body
from longcheng.bases.geography.ogc.collections import Collection
from longcheng.bases.geography.ogc.crs import STORAGE, Crs
from longcheng.bases.geography.ogc.problems import Problem, not_found
from longcheng.bases.geography.registers import FEATURES
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import require
from longcheng.core.openid.bearer import Bearer
from longcheng.core.registry.acts import lock_subjects

SCOPE, EDIT = "geography:edit", "geography.edit_features"
REASON_HEADER, REASON_MOST = "Longcheng-Reason", 500
COLUMNS = frozenset({
    "name", "name_en", "kind", "division_code", "address", "address_id", "organisation_id", "accuracy", "hours",
    "checked_date",
})  # fmt: skip


def signature(act_id: int, *, crs: Crs = STORAGE) -> str:
    """The ETag of one thing: the newest act that is in it, and the system it is told in."""
    return f'"{act_id}-{crs.short}"' if crs.short else f'"{act_id}"'


def enter(request: HttpRequest, one: Collection) -> HttpResponse:
    """POST: 201 with the address of what was entered. Raises Denied, Unfit, Problem: 401, 405, 409, 413, 415, 422."""
    account = _account(request)
    layer = _editable(one)
    require(account, EDIT)  # before anything of the body is told to somebody who may not enter at all
    body = read_body(request, layer=layer)
    if body.key and MapFeature.objects.filter(layer=layer, key=body.key).exists():
        raise Problem(409, _("There is one of this number already."), _("Leave the number out, or change that one."))
    made = enter_feature(account, layer=layer.name, draft=_draft(body), reason=_reason(request))
    answer = HttpResponse(status=201)
    answer.headers["Location"] = request.build_absolute_uri(reverse("ogc:item", args=[layer.name, made.key]))
    answer.headers["ETag"] = signature(made.last_act_id)
    return answer


def change(request: HttpRequest, one: Collection, key: str) -> HttpResponse:
    """PUT, PATCH, DELETE: 204. Raises Denied, Unfit, Problem: 401, 404, 405, 412, 413, 415, 422."""
    account = _account(request)
    layer = _editable(one)
    found = MapFeature.objects.filter(layer=layer, key=key[:60]).first() if "\0" not in key else None
    if found is None:
        raise not_found(_("There is no such thing in this collection, or not any more."))
    require(account, EDIT, area_code=found.division_code or None)
    is_patch = request.method == "PATCH"
    body = read_body(request, layer=layer, is_patch=is_patch) if request.method != "DELETE" else None
    with transaction.atomic():
        lock_subjects(FEATURES, [found.pk])  # else two that have read the same state would both be let through
        found.refresh_from_db()
        _refuse_outdated(request, found)
        if body is None:
            end_feature(account, feature_id=found.pk, reason=_reason(request))
            return HttpResponse(status=204)
        draft = _patch(body, found) if is_patch else _replacing(body, found)
        after = edit_feature(account, feature_id=found.pk, draft=draft, reason=_reason(request))
    answer = HttpResponse(status=204)
    answer.headers["ETag"] = signature(after.last_act_id)
    return answer


def _account(request: HttpRequest) -> Account:
    """A program by its token, a person by their session and its CSRF token. Raises Problem 401 or 403."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        Bearer(SCOPE).authenticate(request, token.strip())
    elif request.user.is_authenticated:
        refused = CsrfViewMiddleware(lambda asked: HttpResponse()).process_view(request, enter, (), {})
        if refused is not None:
            raise Problem(403, _("The page's token is missing."), _("Send the header X-CSRFToken with the session."))
    if not isinstance(request.user, Account):
        told = _("Sign in, or send a token of the city's OpenID provider with the scope %(scope)s.")
        raise Problem(401, _("Sign in first."), told % {"scope": SCOPE}, WWW_Authenticate="Bearer")
    return request.user


def _editable(one: Collection) -> Any:
    if one.layer is None or not one.layer.is_editable:
        told = _("This collection is kept by its files alone.")
        raise Problem(405, _("Nothing is changed here."), told, Allow="GET, HEAD")
    return one.layer


def _refuse_outdated(request: HttpRequest, found: MapFeature) -> None:
    """412 where it has changed since the client read it."""
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted or wanted == "*":
        return
    acts = {part.strip().removeprefix("W/").strip('"').partition("-")[0] for part in wanted.split(",")}
    if str(found.last_act_id) not in acts:
        told = _("It has changed since you read it. Read it again and look at what is different.")
        raise Problem(412, _("This is outdated."), told, ETag=signature(found.last_act_id))


def _reason(request: HttpRequest) -> str:
    """Why it is changed, as the client says; else by which program."""
    given = request.headers.get(REASON_HEADER, "").replace("\0", " ").strip()
    with contextlib.suppress(UnicodeError):  # header fields carry Latin-1; whoever writes Chinese there sent UTF-8
        given = given.encode("latin-1").decode("utf-8")
    program = request.headers.get("User-Agent", "").replace("\0", " ")[:80] or _("a program")
    return given[:REASON_MOST] or _("Through the OGC API, with %(program)s.") % {"program": program}


def _draft(body: Body) -> Draft:
    """Everything is said anew: what the body does not mention has no value."""
    return Draft(
        key=body.key,
        geometry=body.shape,
        properties={name: value for name, value in body.properties.items() if value is not None},
        **_columns(body, has_place=body.shape is not None),
    )


def _replacing(body: Body, found: MapFeature) -> Draft:
    """Everything is said anew but what no client states: whether it is made up, and whether its name is spelt."""
    draft = _draft(body)
    is_spelt = found.is_romanised and draft.name_en == found.name_en
    return replace(draft, key=found.key, is_synthetic=found.is_synthetic, is_romanised=is_spelt)


def _patch(body: Body, found: MapFeature) -> Draft:
    """Only what the patch mentions is said; a property that is null goes."""
    says = {name for name in body.values if name in COLUMNS}
    merged = dict(found.properties)
    if body.properties:
        says.add("properties")
        merged |= body.properties
    if body.says_shape:
        says.add("geometry")
    has_place = body.shape is not None if body.says_shape else found.geometry is not None
    return Draft(
        key=found.key,
        geometry=body.shape,
        properties={name: value for name, value in merged.items() if value is not None},
        says=frozenset(says),
        **_columns(body, has_place=has_place),
    )


def _columns(body: Body, *, has_place: bool) -> dict[str, Any]:
    told = {name: DEFAULTS[name] if value is None else value for name, value in body.values.items()}
    told["checked_date"] = date.fromisoformat(told["checked_date"]) if told.get("checked_date") else None
    told["accuracy"] = Accuracy(told.get("accuracy") or (Accuracy.EXACT if has_place else Accuracy.NONE))
    return told
