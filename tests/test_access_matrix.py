"""Everybody tries every address: the table in `access_matrix.txt` says what each gets, and nothing else may happen.

A new address without a row fails here. Run with WRITE_MATRIX=1 to write what happens into the table, then
read each changed row as if a stranger had written it.
"""

import os
import re
from pathlib import Path

import pytest

from tests.access_matrix import ACTORS, client_of, letter_of, observed, pages, world

# Those that ask for no method: they tell everybody the same and change nothing but one's own language.
ANY_METHOD = {"/language/", "/api/openapi.json", "/api/docs"}
TABLE = Path(__file__).with_name("access_matrix.txt")
pytestmark = pytest.mark.xdist_group("matrix")


def kept_rows() -> dict[tuple[str, str, str], str]:
    """The table, by method, address and target."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            method, address, target, letters = line.split(maxsplit=3)
            rows[method, address, target] = letters
    return rows


def write(rows: dict[tuple[str, str, str], str]) -> None:
    head = [
        "# Who gets what at every address of the city; held by test_access_matrix.py.",
        "# own: the thing is the actor's. other: it is a resident's of another household, or nobody's in particular.",
        "# none: there is no such thing. -: the address names no thing.",
        "# paper: a mandate recorded from a paper, of which the resident is the agent.",
        "# Y: let in. N: refused or not to be found. S: sign in first. M: no such method. .: has no such thing.",
        "# D: let in, and told the resident's name or, with a line in the ledger, their address.",
        f"# {' · '.join(ACTORS)}",
        "",
    ]
    lines = [
        f"{m:<5}{a:<57} {t:<6}{letters}"
        for (m, a, t), letters in sorted(rows.items(), key=lambda one: (one[0][1], *one[0]))
    ]
    TABLE.write_text("\n".join(head + lines) + "\n", encoding="utf-8")


def test_everybody_gets_at_every_address_what_the_table_says(people):
    seen = observed(world())
    if os.environ.get("WRITE_MATRIX"):
        write(seen)
    kept = kept_rows()
    told = [
        f"{'  '.join(key)}: {letters} (the table says {kept.get(key, 'nothing')})"
        for key, letters in seen.items()
        if kept.get(key) != letters
    ]
    told += [
        f"{'  '.join(key)}: stands in the table, but there is no such address" for key in kept.keys() - seen.keys()
    ]
    assert told == [], f"in the order {', '.join(ACTORS)}"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_page_knows_a_method_that_the_table_does_not_try(people, method):
    client = client_of(world(), "staff with purpose")
    addresses = {re.sub(r"<[^>]+>", "1", page) for page in pages()} - ANY_METHOD
    answers = {address: client.generic(method, address) for address in sorted(addresses)}
    letters = {at: letter_of(answer.status_code, answer.headers.get("Location", "")) for at, answer in answers.items()}
    assert {at for at, letter in letters.items() if letter not in "NMS"} == set()
