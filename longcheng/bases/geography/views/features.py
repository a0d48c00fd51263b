"""One thing on the map: its page for everybody, and the form of its keeper."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from shapely import from_wkb, to_geojson

from longcheng.bases.geography.actions.features import (
    EDIT,
    area_of,
    edit_feature,
    end_feature,
    enter_feature,
    take_back_act,
)
from longcheng.bases.geography.feature_telling import facts_of, is_english, layer_title, moments_of, name_of
from longcheng.bases.geography.features.forms import FeatureForm, read_form, typed_of
from longcheng.bases.geography.map_asof import end_of, feature_on
from longcheng.bases.geography.models import Accuracy, FeatureAct, LayerKind, MapFeature, MapLayer
from longcheng.bases.geography.queries import full_name
from longcheng.bases.geography.registers import FEATURES
from longcheng.core.access.doors import open_to_all, requires, signed_in_account
from longcheng.core.access.permissions import may
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.doubts.queries import open_doubts, recent_doubts
from longcheng.core.registry.doubts.words import marks
from longcheng.core.registry.reading import as_of, history


@open_to_all
@require_safe
def feature(request: HttpRequest, feature_id: int) -> HttpResponse:
    """What is known of it, from whom, since when, and how it was before; perhaps as on a day."""
    stands = _known(feature_id)
    day = _day_of(request)
    shown = feature_on(day, feature_id) if day else stands
    state = as_of(FEATURES, feature_id, valid=end_of(day) if day else None)
    acts: list[FeatureAct] = history(FEATURES, feature_id)  # type: ignore[assignment]
    waiting = [*open_doubts(FEATURES.name, [feature_id]), *recent_doubts(FEATURES.name, [feature_id])]
    context = {
        "feature": stands,
        "shown": shown,
        "name": name_of(shown or stands),
        "other_name": _other_name(shown or stands),
        "layer": stands.layer,
        "layer_title": layer_title(stands.layer),
        "facts": facts_of(shown, state, is_now=day is None) if shown else [],
        "day": day,
        "today": timezone.localdate(),
        "moments": moments_of(stands, acts),
        "marks": marks(waiting, shows=lambda doubt: True),
        "map_href": _map_href(stands, day=day),
        "has_picture": stands.layer.is_open and shown is not None and shown.geometry is not None,
        "may_edit": stands.layer.is_editable and may(request.user, EDIT, area_code=area_of(stands.division_code)),
    }
    return render(request, "geography/features/feature.html", context)


def _known(feature_id: int) -> MapFeature:
    """A thing of a layer that people may choose, ended or not. Raises Http404."""
    return get_object_or_404(MapFeature.every.select_related("layer"), pk=feature_id, layer__is_listed=True)


def _day_of(request: HttpRequest) -> date | None:
    """The day asked for; None for today and for what is no day."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day < timezone.localdate() else None


def _other_name(one: MapFeature) -> str:
    other = one.name if is_english() else one.name_en
    return "" if other == name_of(one) else other


def _map_href(one: MapFeature, *, day: date | None) -> str:
    asked = {"place": one.place, "layers": f"districts,{one.layer_id}"} | ({"day": day.isoformat()} if day else {})
    return f"{reverse('portal:map:page')}?{urlencode(asked)}"


@open_to_all
@require_safe
def feature_geojson(request: HttpRequest, feature_id: int) -> HttpResponse:
    """Its shape, for the picture on its page; of an open layer alone, as on a day if asked."""
    stands = _known(feature_id)
    day = _day_of(request)
    shown = feature_on(day, feature_id) if day else stands
    if not stands.layer.is_open or shown is None or shown.geometry is None:
        raise Http404
    geometry = to_geojson(from_wkb(bytes(shown.geometry)))
    found = {"type": "Feature", "id": shown.place, "properties": {"name": shown.name}, "geometry": None}
    answer = JsonResponse({"type": "FeatureCollection", "features": [found]}, content_type="application/geo+json")
    answer.content = answer.content.replace(b'"geometry": null', b'"geometry": ' + geometry.encode())
    return answer


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Something new: first the layer, then what it is."""
    layers = list(MapLayer.objects.filter(is_editable=True, is_listed=True))
    layer = next((one for one in layers if one.name == request.GET.get("layer", "")), None)
    if layer is None:
        choices = [(one, layer_title(one)) for one in layers]
        return render(request, "geography/features/choose_layer.html", {"choices": choices})
    form = FeatureForm(layer=layer, typed={name: request.GET.get(name, "")[:20] for name in ("lon", "lat")})
    if request.method == "POST":
        form = read_form(layer, request.POST.dict())
        if form.draft is not None:
            try:
                made = enter_feature(
                    signed_in_account(request),
                    layer=layer.name,
                    draft=form.draft,
                    reason=form.typed.get("reason", ""),
                    valid_from=form.valid_from,
                )
            except Unfit as unfit:
                form.errors = unfit.defects
            else:
                messages.success(request, _("It is on the map now."))
                return redirect("geography:feature", made.pk)
    return _form_page(request, form)


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, feature_id: int) -> HttpResponse:
    """Change it: what is not changed is not stated again."""
    stands = _known(feature_id)
    form = FeatureForm(layer=stands.layer, typed=typed_of(stands))
    if request.method == "POST":
        form = read_form(stands.layer, request.POST.dict(), before=stands)
        if form.draft is not None:
            try:
                edit_feature(
                    signed_in_account(request),
                    feature_id=feature_id,
                    draft=form.draft,
                    reason=form.typed.get("reason", ""),
                    valid_from=form.valid_from,
                )
            except Unfit as unfit:
                form.errors = unfit.defects
            else:
                messages.success(request, _("It is changed; what was before stays in the history."))
                return redirect("geography:feature", feature_id)
    return _form_page(request, form, before=stands)


def _form_page(request: HttpRequest, form: FeatureForm, *, before: MapFeature | None = None) -> HttpResponse:
    if "geometry" in form.errors:
        form.errors["lon" if form.layer.kind == LayerKind.POINT else "shape"] = form.errors.pop("geometry")
    code = form.typed.get("division_code", "")
    context = {
        "form": form.typed,
        "errors": form.errors,
        "layer": form.layer,
        "layer_title": layer_title(form.layer),
        "feature": before,
        "name": name_of(before) if before else "",
        "is_point": form.layer.kind == LayerKind.POINT,
        "accuracies": Accuracy.choices,
        "kinds": _kinds(form.layer),
        "properties": _property_fields(form),
        "division_told": full_name(code) if code else "",
        "today": timezone.localdate(),
    }
    return render(request, "geography/features/form.html", context, status=422 if form.errors else 200)


def _kinds(layer: MapLayer) -> list[tuple[str, str]]:
    found = (layer.shape or {}).get("kind", {}).get("choices") or {}
    language = "en" if is_english() else "zh"
    return [(kind, str(told.get(language) if isinstance(told, dict) else told)) for kind, told in found.items()]


def _property_fields(form: FeatureForm) -> list[dict[str, Any]]:
    return [
        {
            "name": f"property-{name}",
            "title": told.get("en" if is_english() else "zh") or name,
            "value": form.typed.get(f"property-{name}", ""),
            "error": form.errors.get(f"property-{name}", ""),
            "type": {"date": "date", "integer": "number"}.get(str(told.get("type")), "text"),
            "is_yes": told.get("type") == "boolean",
        }
        for name, told in (form.layer.shape or {}).items()
        if name not in {"kind", "address"}  # they have fields of their own
    ]


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, feature_id: int) -> HttpResponse:
    """It does not exist any more: the reason, and since when."""
    stands = _known(feature_id)
    form = FeatureForm(layer=stands.layer, typed={})
    if request.method == "POST":
        form = read_form(stands.layer, {**typed_of(stands), **request.POST.dict()}, before=stands)
        if not form.errors:
            try:
                end_feature(
                    signed_in_account(request),
                    feature_id=feature_id,
                    reason=form.typed.get("reason", ""),
                    valid_from=form.valid_from,
                )
            except Unfit as unfit:
                form.errors = unfit.defects
            else:
                messages.success(request, _("It has left the map; its history stays."))
                return redirect("geography:feature", feature_id)
    context = {"feature": stands, "name": name_of(stands), "form": form.typed, "errors": form.errors}
    return render(request, "geography/features/end.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, feature_id: int, feature_act_id: int) -> HttpResponse:
    """An act of its history that was a mistake."""
    stands = _known(feature_id)
    act = get_object_or_404(FeatureAct, pk=feature_act_id, subject_id=feature_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            take_back_act(signed_in_account(request), act_id=act.pk, reason=request.POST.get("reason", ""))
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("It is taken back; the map is as if it had not been said."))
            return redirect("geography:feature", feature_id)
    told = moments_of(stands, history(FEATURES, feature_id))  # type: ignore[arg-type]
    moment = next((one for one in told if one.act.pk == act.pk), None)
    if moment is None:
        raise Http404
    context = {"feature": stands, "name": name_of(stands), "moment": moment, "errors": errors}
    return render(
        request,
        "geography/features/take_back.html",
        context | {"reason": request.POST.get("reason", "")},
        status=422 if errors else 200,
    )
