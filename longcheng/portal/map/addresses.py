"""Addresses on the map: `address-17` in its own address shows where one lies."""

import re

from longcheng.bases.geography.models import Address
from longcheng.bases.geography.queries import full_name
from longcheng.portal.map.wording import is_english

NUMBER = re.compile(r"address-([0-9]{1,18})", re.ASCII)


def address_at(place: str) -> Address | None:
    """The address that a place name means; None for any other name and for one that has ended."""
    found = NUMBER.fullmatch(place)
    return Address.objects.filter(pk=int(found[1])).first() if found else None


def divisions_told(code: str) -> str:
    """The divisions around it, in one line."""
    return f"{full_name(code)} ({code})" if is_english() else full_name(code)
