"""The registers of the geography base: what lies on the map, and addresses, with the source that owns each field."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.address_models import StreetKind
from longcheng.bases.geography.addresses.file_rows import CODE_WORDS as ADDRESS_CODES
from longcheng.bases.geography.addresses.file_rows import HEADER_WORDS as ADDRESS_WORDS
from longcheng.bases.geography.addresses.file_rows import address_defects, find_addresses, identity_of
from longcheng.bases.geography.addresses.projecting import derive_names, project_addresses
from longcheng.bases.geography.features.former import derive_former
from longcheng.bases.geography.features.projecting import feature_defects, project_features
from longcheng.bases.geography.models import Accuracy, Address, AddressAct, FeatureAct, MapFeature
from longcheng.bases.geography.sources import ADDRESS_OFFICE, FABRIC, LAYERS
from longcheng.core.registry.declaring import DEPARTMENT_ROW, ActKind, Register, RegisterField, Source

__all__ = ["ADDRESSES", "ADDRESS_OFFICE", "DECIDE", "FABRIC", "FEATURES", "IMPORT", "LAYERS", "REGISTERS", "SOURCES"]

SOURCES = (
    Source(name=LAYERS, title=_("Owner of the layer"), organisation=_("Natural resources and planning bureau")),
    Source(name=ADDRESS_OFFICE, title=_("Place names and addresses"), organisation=_("Civil affairs bureau")),
    Source(name=FABRIC, title=_("Synthetic fabric, no survey"), organisation=_("Longcheng")),
)


def _of_layers(name: str, title: Any, kind: str = "text", **more: Any) -> RegisterField:
    return RegisterField(name=name, title=title, owner=LAYERS, kind=kind, **more)


FEATURE_FIELDS = (
    _of_layers("layer", _("Layer")),
    _of_layers("key", _("Number in the layer")),
    _of_layers("order", _("Place in the order"), "number"),
    _of_layers("name", _("What it is called")),
    _of_layers("name_en", _("English name")),
    _of_layers("is_romanised", _("Spelt by sound"), "yes"),
    _of_layers("kind", _("Kind")),
    _of_layers("division_code", _("Division"), "code"),
    _of_layers("address", _("Street address")),
    _of_layers("address_id", _("Number of the address"), "number"),
    _of_layers("organisation_id", _("Organisation"), "number"),
    _of_layers("geometry", _("Position and shape"), "geometry"),
    _of_layers("label", _("Place of the name")),
    _of_layers("accuracy", _("How well its place is known"), "code", choices=tuple(Accuracy.choices)),
    _of_layers("hours", _("Opening hours")),
    _of_layers("checked_date", _("Last checked"), "date"),
    _of_layers("properties", _("Properties"), "object"),
    _of_layers("is_synthetic", _("Synthetic"), "yes"),
    _of_layers("ended", _("Does not exist any more"), "yes"),
)


def _of_office(name: str, title: Any, kind: str = "text", **more: Any) -> RegisterField:
    return RegisterField(name=name, title=title, owner=ADDRESS_OFFICE, kind=kind, **more)


ADDRESS_FIELDS = (
    _of_office("division_code", _("Community"), "code"),
    _of_office("street", _("Road, estate or hamlet")),
    _of_office("street_kind", _("Road or estate"), "code", choices=tuple(StreetKind.choices)),
    _of_office("gate", _("Gate number")),
    _of_office("building", _("Building")),
    _of_office("stair", _("Stair")),
    _of_office("room", _("Flat")),
    _of_office("parent_id", _("Part of"), "number"),
    _of_office("lon", _("Longitude"), "decimal"),
    _of_office("lat", _("Latitude"), "decimal"),
    _of_office("feature_id", _("Outline of the building"), "number"),
    _of_office("is_synthetic", _("Synthetic"), "yes"),
    _of_office("ended", _("Does not exist any more"), "yes"),
)

KINDS = (
    ActKind(name="entered", title=_("Entered")),
    ActKind(name="imported", title=_("From a file")),
    ActKind(name="edited", title=_("Changed")),
    ActKind(name="ended", title=_("Ended")),
    ActKind(name="correction", title=_("Correction")),
    DEPARTMENT_ROW,
    ActKind(name="undo", title=_("Taken back")),
)
DECIDE, IMPORT = "geography.decide_doubt", "geography.import"

FEATURES = Register(
    name="geography.feature",
    title=_("Things on the map"),
    act_model=FeatureAct,
    record_model=MapFeature,
    fields=FEATURE_FIELDS,
    kinds=KINDS,
    project=project_features,
    derive=derive_former,
    check=feature_defects,
    area_of=lambda record: record.division_code,
    decide_permission=DECIDE,
)
ADDRESSES = Register(
    name="geography.address",
    title=_("Addresses"),
    act_model=AddressAct,
    record_model=Address,
    fields=ADDRESS_FIELDS,
    kinds=KINDS,
    project=project_addresses,
    derive=derive_names,
    check=address_defects,
    find_subjects=find_addresses,
    identity_of=identity_of,
    header_words=ADDRESS_WORDS,
    code_words=ADDRESS_CODES,
    area_of=lambda record: record.division_code,
    decide_permission=DECIDE,
    import_permission=IMPORT,
    file_sources=(ADDRESS_OFFICE,),
    closed_to_files=frozenset({"parent_id", "feature_id", "is_synthetic"}),
)
REGISTERS = (FEATURES, ADDRESSES)
