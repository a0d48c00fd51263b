"""The layer that a file is for: made or brought up to date when the load begins, as it was when it is taken back."""

from typing import Any

from longcheng.bases.geography.import_models import MapImport
from longcheng.bases.geography.importing.choices import Choices, reference_of, sheet_named
from longcheng.bases.geography.importing.targets import names_in_full, property_name
from longcheng.bases.geography.models import MapLayer

ORDER = 60
ABOUT = ("owner_zh", "owner_en", "source", "licence", "is_open", "datum", "dated", "digest", "shape")


def found_layer(run: MapImport) -> MapLayer:
    """Make the layer of a run or tell it what the file says of it; what it said before is kept in the run."""
    choices = Choices.of(run.choices)
    sheet = sheet_named(run.contents, choices.sheet)
    datum, _crs = reference_of(choices, sheet)
    layer = MapLayer.objects.select_for_update().filter(name=choices.layer).first()
    run.before = {name: getattr(layer, name) for name in ABOUT} if layer is not None else {}
    if layer is None:
        layer = MapLayer(name=choices.layer, kind=choices.kind, order=ORDER, is_editable=True)
        layer.title_zh, layer.title_en = choices.title_zh.strip(), choices.title_en.strip()
    layer.owner_zh = choices.owner_zh.strip()
    layer.owner_en = choices.owner_en.strip() or layer.owner_zh
    layer.source = choices.source.strip() or run.file_name
    layer.licence, layer.dated = choices.licence.strip(), choices.dated.strip()
    layer.is_open, layer.datum, layer.digest = choices.is_open, datum, run.sha256
    layer.shape = shape_with(layer.shape, choices, run.contents)
    layer.save()
    return layer


def as_before(run: MapImport) -> None:
    """What a layer said of itself before the load, unless another file has spoken since."""
    layer = MapLayer.objects.select_for_update().filter(name=run.layer_name, digest=run.sha256).first()
    if layer is not None and run.before:
        for name, value in run.before.items():
            setattr(layer, name, value)
        layer.save()


def shape_with(shape: dict[str, Any], choices: Choices, contents: dict[str, Any]) -> dict[str, Any]:
    """What the layer says of its properties, with those that the file brings along."""
    whole = names_in_full(contents.get("side"))
    types = {one["name"]: one["type"] for one in sheet_named(contents, choices.sheet)["columns"]}
    made = dict(shape)
    for column in choices.properties:
        name = property_name(column, whole)
        kind = types.get(column) or "string"
        if name not in made and kind != "object":
            made[name] = {"type": kind, "zh": name, "en": name}
    return made
