"""Giving addresses, changing and ending them 门楼牌管理: whoever keeps the map of an area does so for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from longcheng.bases.geography.addresses.cleaning import clean_parts
from longcheng.bases.geography.addresses.file_rows import address_defects, find_addresses, identity_of
from longcheng.bases.geography.addresses.keys import Parts
from longcheng.bases.geography.addresses.projecting import parts_above
from longcheng.bases.geography.addresses.streets import kind_of_street, normal_street
from longcheng.bases.geography.events import AddressEdited, AddressEnded, AddressEntered
from longcheng.bases.geography.models import Address, Division, DivisionLevel
from longcheng.bases.geography.registers import ADDRESS_OFFICE, ADDRESSES
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record, require
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, state, state_all

EDIT = "geography.edit_features"
ENDED_AT_ONCE_MOST = 2_000
CHANGEABLE = ("division_code", "street_kind", "lon", "lat", "feature_id")


def enter_address(
    account: Account,
    *,
    division_code: str,
    street: str,
    street_kind: str = "",
    gate: str = "",
    building: str = "",
    stair: str = "",
    room: str = "",
    lon: float | None = None,
    lat: float | None = None,
    feature_id: int | None = None,
    is_synthetic: bool = False,
) -> Address:
    """A new address with a number of its own; the house and the stair that it is part of are entered if they lack.

    Without a position it takes that of what it is part of. Raises Denied, and Unfit with all defects, also where the
    address stands already: one address has one number, and a number that ended is never given again.
    """
    require(account, EDIT, area_code=division_code)
    parts = clean_parts({"gate": gate, "building": building, "stair": stair, "room": room})
    street = normal_street(street)
    values = {
        "division_code": division_code,
        "street": street,
        "street_kind": street_kind or kind_of_street(street),
        "lon": lon,
        "lat": lat,
        "is_synthetic": is_synthetic,
    }
    _refuse_unfit(values, parts)
    with transaction.atomic():
        _wait_for(values)
        if (standing := _standing(values, parts)) is not None:
            told = _("%(address)s stands in the register already, with the number %(number)s.")
            raise Unfit({"street": told % {"address": standing.text, "number": standing.pk}})
        above = _found_above(account, values, parts)
        entered: Address = _enter(account, values, parts, above=above, feature_id=feature_id)
    return entered


def edit_address(account: Account, *, address_id: int, **changes: Any) -> Address:
    """Change where an address lies: community, position, outline, kind of its street. Its words stay.

    A house that gets other words is another address: end the one, enter the other. Raises Denied, Unfit, LookupError.
    """
    address = _address(address_id)
    require(account, EDIT, area_code=address.division_code)
    if changes.get("division_code"):
        require(account, EDIT, area_code=changes["division_code"])
    values = {name: value for name, value in changes.items() if name in CHANGEABLE}
    if not values:
        raise Unfit({"division_code": _("Say what has changed.")})
    if defects := address_defects(values) | _division_defects(values):
        raise Unfit(defects)
    with transaction.atomic():
        said = Statement(kind="edited", source=ADDRESS_OFFICE, values=values, subject_id=address.pk)
        edited: Address = state(ADDRESSES, said, by=account).record
        record(account, "geography.edit_address", subject=f"address:{address.pk}", fields=sorted(values))
        emit(
            AddressEdited(address_id=edited.pk, division_code=edited.division_code, fields=tuple(sorted(values))),
            actor=account,
        )
    return edited


def end_address(account: Account, *, address_id: int, reason: str, day: date | None = None) -> Address:
    """End an address with all that is part of it; their numbers stay theirs. Raises Denied, Unfit, LookupError."""
    address = _address(address_id)
    require(account, EDIT, area_code=address.division_code)
    defects = {}
    if address.is_ended:
        defects["reason"] = _("This address has ended already.")
    if not reason.strip():
        defects["reason"] = _("Say why it ends: the house was pulled down, the number was changed …")
    with transaction.atomic():
        parts = _all_within(address)
        if len(parts) > ENDED_AT_ONCE_MOST:
            defects["reason"] = _("More than %(most)s addresses are part of it. End them by a file.") % {
                "most": ENDED_AT_ONCE_MOST
            }
        if defects:
            raise Unfit(defects)
        moment = midnight(day) if day else None
        ended = [
            Statement(
                kind="ended",
                source=ADDRESS_OFFICE,
                values={"ended": True},
                subject_id=one,
                valid_from=moment,
                reason=reason.strip()[:500],
            )
            for one in (address.pk, *parts)
        ]
        done: Address = state_all(ADDRESSES, ended, by=account)[0].record
        record(account, "geography.end_address", subject=f"address:{address.pk}", parts=len(parts))
        emit(
            AddressEnded(address_id=address.pk, division_code=address.division_code, part_ids=tuple(parts)),
            actor=account,
        )
    return done


def _address(address_id: int) -> Address:
    """Raises LookupError for a number that was never given."""
    found = Address.every.filter(pk=address_id).first()
    if found is None:
        raise LookupError(f"Address {address_id} does not exist.")
    return found


def _refuse_unfit(values: Mapping[str, Any], parts: Parts) -> None:
    defects = address_defects({**values, **parts._asdict()}) | _division_defects(values)
    if parts.room and not (parts.building or parts.gate):
        defects.setdefault("building", _("A flat lies in a building or behind a gate."))
    if defects:
        raise Unfit(defects)


def _division_defects(values: Mapping[str, Any]) -> dict[str, str]:
    code = values.get("division_code")
    if code is None:
        return {}
    if not Division.objects.filter(pk=code, level=DivisionLevel.COMMUNITY).exists():
        return {"division_code": _("Choose the community that it lies in.")}
    return {}


def _wait_for(values: Mapping[str, Any]) -> None:
    """Whoever enters addresses under the same street of the same town waits, so that none is entered twice."""
    street = f"geography.street {values['division_code'][:9]} {values['street']}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [street])


def _standing(values: Mapping[str, Any], parts: Parts) -> Address | None:
    """The standing address of these words in this town."""
    asked = {**values, **parts._asdict()}
    number = find_addresses([asked])[0] if identity_of(asked) else None
    return Address.objects.filter(pk=number).first() if number is not None else None


def _found_above(account: Account, values: dict[str, Any], parts: Parts) -> Address | None:
    """What the address is part of, entered where the register lacks it, from the outermost in."""
    above: Address | None = None
    for outer in reversed(parts_above(parts)):
        standing = _standing(values, outer)
        above = standing if standing is not None else _enter(account, values, outer, above=above)
    return above


def _enter(
    account: Account,
    values: Mapping[str, Any],
    parts: Parts,
    *,
    above: Address | None,
    feature_id: int | None = None,
) -> Address:
    stated = {**values, **{name: part for name, part in parts._asdict().items() if part}}
    if above is not None:
        stated["parent_id"] = above.pk
        if stated["lon"] is None:
            stated |= {"lon": above.lon, "lat": above.lat}
    if feature_id is not None:
        stated["feature_id"] = feature_id
    stated = {name: value for name, value in stated.items() if value is not None}
    said = Statement(kind="entered", source=ADDRESS_OFFICE, values=stated)
    entered: Address = state(ADDRESSES, said, by=account).record
    record(account, "geography.enter_address", subject=f"address:{entered.pk}", level=entered.level)
    emit(
        AddressEntered(
            address_id=entered.pk,
            division_code=entered.division_code,
            level=entered.level,
            parent_id=entered.parent_id or 0,
        ),
        actor=account,
    )
    return entered


def _all_within(address: Address) -> list[int]:
    """The numbers of everything standing that is part of it, at any depth. One query a level, three at most."""
    found: list[int] = []
    outer = [address.pk]
    while outer and len(found) <= ENDED_AT_ONCE_MOST:
        outer = list(Address.objects.filter(parent_id__in=outer).order_by("pk").values_list("pk", flat=True))
        found += outer
    return found
