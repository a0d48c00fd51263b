"""Layers count their editions; things that were on the map before it was a register get the act that they came with."""

from django.db import migrations, models
from django.utils import timezone

SOURCE, KIND = "geography.layers", "imported"
BATCH = 1_000
PLAIN = ("key", "order", "name", "name_en", "is_romanised", "division_code", "accuracy", "properties")


def state_what_stands(apps, schema_editor):
    """One act for each thing that has none, with all that stands of it, from when its layer was loaded."""
    feature_model = apps.get_model("geography", "MapFeature")
    act_model = apps.get_model("geography", "FeatureAct")
    layers = dict(apps.get_model("geography", "MapLayer").objects.values_list("name", "loaded_at"))
    every = getattr(feature_model, "every", None) or feature_model._base_manager
    while True:
        portion = list(every.filter(last_act_id=0).order_by("pk")[:BATCH])
        if not portion:
            return
        acts = act_model.objects.bulk_create(
            act_model(
                subject_id=one.pk, kind=KIND, source=SOURCE, fields=_fields(one), recorded_at=timezone.now(),
                valid_from=layers.get(one.layer_id) or timezone.now(),
            )
            for one in portion
        )  # fmt: skip
        for one, act in zip(portion, acts, strict=True):
            one.last_act_id, one.since = act.pk, act.valid_from
        every.bulk_update(portion, ["last_act_id", "since"])


def _fields(one):
    fields = {name: getattr(one, name) for name in PLAIN} | {"layer": one.layer_id}
    if one.geometry:
        fields["geometry"] = bytes(one.geometry).hex().upper()
    if one.label_lon is not None and one.label_lat is not None:
        fields["label"] = f"{one.label_lon!r},{one.label_lat!r}"
    return fields


class Migration(migrations.Migration):
    dependencies = [("geography", "0003_registers")]
    operations = [
        migrations.AddField("maplayer", "edition", models.PositiveBigIntegerField(default=0)),
        migrations.RunPython(state_what_stands, migrations.RunPython.noop),
    ]
