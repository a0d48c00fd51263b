"""“This is wrong” on the map: which values anybody may doubt, and how a new place is written."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from longcheng.bases.geography.address_desk import ADDRESS_DESK
from longcheng.bases.geography.features.drafts import label_text
from longcheng.bases.geography.kinds import kind_in_words
from longcheng.bases.geography.models import Accuracy, MapFeature
from longcheng.bases.geography.registers import FEATURES
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import Purpose
from longcheng.core.geo import CHINA_BOX
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.doubts.desks import Doubtable, DoubtDesk
from longcheng.core.registry.doubts.desks import fit as fit_of_register
from longcheng.core.registry.doubts.desks import told as told_of_register
from longcheng.core.registry.public_doubts import case_address

# The position of a thing is doubted by its label: of a point, the later of the two is where it stands.
LIST_URL = "geography:doubts"
POSITION, GONE = "label", "ended"
YES = "yes"
FIELDS = (
    Doubtable(name="name"),
    Doubtable(name="kind"),
    Doubtable(name="address"),
    Doubtable(name="hours"),
    Doubtable(name=POSITION),
    Doubtable(name=GONE, choices=lambda: [(YES, _("It does not exist any more"))]),
)


def told(register: Register, field: str, value: Any) -> str:
    """A value in words."""
    if field == GONE:
        return _("It does not exist any more") if value in (True, YES) else _("It exists")
    if field == "accuracy" and value:
        return str(Accuracy(value).label)
    if field == "kind" and value:
        return kind_in_words(str(value))
    return told_of_register(register, field, value)


def fit(register: Register, field: str, value: Any) -> tuple[Any, str]:
    """What was typed as the register keeps it: 119.97, 31.78 in degrees, longitude first."""
    if field == GONE:
        return (True, "") if value == YES else (None, _("Choose one of the list."))
    if field == POSITION:
        return _place(str(value))
    return fit_of_register(register, field, value)


def _place(text: str) -> tuple[Any, str]:
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        return None, _("A place is longitude and latitude in degrees, such as 119.97,31.78.")
    if not CHINA_BOX.contains((lon, lat)):
        return None, _("This is no place of the country. Longitude comes first.")
    return label_text(lon, lat), ""


def record_page(number: int, account: Account, purpose: Purpose) -> str:
    return reverse("geography:feature", args=[number])


def _named(number: int) -> str:
    feature = MapFeature.every.filter(pk=number).first()
    return (feature.name or feature.place) if feature else ""


DESK = DoubtDesk(
    register=FEATURES.name,
    record=None,
    fields=FIELDS,
    row=lambda number: MapFeature.objects.filter(pk=number, layer__is_listed=True).first(),
    nobody=lambda number: MapFeature(pk=number),
    told=told,
    fit=fit,
    record_page=record_page,
    case_page=case_address,
    list_page=reverse_lazy(LIST_URL),
    named=_named,
)
DESKS = (DESK, ADDRESS_DESK)
