"""“This is wrong” of an address: which of its values anybody signed in may doubt, and where a reader came from."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.bases.geography.addresses.cleaning import UNITS, clean_part
from longcheng.bases.geography.models import Address
from longcheng.bases.geography.registers import ADDRESSES
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import Purpose
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.doubts.desks import Doubtable, DoubtDesk
from longcheng.core.registry.doubts.desks import fit as fit_of_register
from longcheng.core.registry.doubts.desks import told as told_of_register

GONE, YES = "ended", "yes"


def _told(register: Register, field: str, value: Any) -> str:
    if field == GONE:
        return _("It does not exist any more") if value in (True, YES) else _("It exists")
    return told_of_register(register, field, value)


def _fit(register: Register, field: str, value: Any) -> tuple[Any, str]:
    """As the register keeps it: 99 for 99幢."""
    if field == GONE:
        return (True, "") if value == YES else (None, _("Choose one of the list."))
    if field in UNITS:
        value = clean_part(field, str(value))
    return fit_of_register(register, field, value)


def _named(subject_id: int) -> str:
    address = Address.every.filter(pk=subject_id).first()
    return address.text if address else ""


def _page(number: int, account: Account, purpose: Purpose) -> str:
    return reverse("geography:address", args=[number])


ADDRESS_DESK = DoubtDesk(
    register=ADDRESSES.name,
    fields=(
        Doubtable(name="street"),
        Doubtable(name="gate"),
        Doubtable(name="building"),
        Doubtable(name="stair"),
        Doubtable(name="room"),
        Doubtable(name="division_code", is_typed=False),
        Doubtable(name="lon", is_typed=False),
        Doubtable(name=GONE, choices=lambda: [(YES, _("It does not exist any more"))]),
    ),
    row=lambda number: Address.every.filter(pk=number).first(),
    nobody=lambda number: Address(pk=number),
    told=_told,
    fit=_fit,
    named=_named,
    record_page=_page,
    case_page=lambda doubt_id: reverse("portal:wrong-case", args=[doubt_id]),
)
