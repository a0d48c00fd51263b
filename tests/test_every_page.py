"""No page escapes the eye: whatever answers with HTML stands in tests/every_page.py or says here why not."""

import re

from tests.access_matrix import pages
from tests.every_page import ELSEWHERE, PAGES, SCREENS


def test_every_address_is_looked_at_or_says_why_not():
    shown = {_wanted(address) for group in (PAGES, SCREENS) for addresses in group.values() for address in addresses}
    unseen = [
        pattern
        for pattern in dict.fromkeys(pages())
        if pattern not in ELSEWHERE and not any(_answers(pattern, address) for address in shown)
    ]
    assert unseen == [], "add them to tests/every_page.py: to PAGES or SCREENS with somebody who may, or to ELSEWHERE"


def test_no_excuse_outlives_its_page():
    assert set(ELSEWHERE) - set(pages()) == set()


def _wanted(address: str) -> str:
    """The address itself without its query, or what the link on its way reads like, with a number for the digits."""
    return re.split(r"\\?\?", address.rpartition(" → ")[2])[0].replace("[0-9]+", "1")


def _answers(pattern: str, address: str) -> bool:
    """Whether an address is one of the pattern's."""
    parts = re.split(r"(<[^>]+>)", pattern)
    return bool(re.fullmatch("".join("[^/]+" if part.startswith("<") else re.escape(part) for part in parts), address))
