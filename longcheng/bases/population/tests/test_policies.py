"""The policies of the population base, as a table: who, for what, which part."""

import pytest

from longcheng.core.access.policies import Request, judge

READ = "population.read_resident"
REGISTRAR, KEEPER, OPERATOR = "population.registrar", "population.register_keeper", "access.operator"


@pytest.mark.parametrize(
    ("role", "kind", "reference", "scopes", "part", "is_bulk", "allowed"),
    [
        (None, "own", "", (), "name", False, True),
        (None, "own", "", (), "address", False, True),
        (None, "", "", (), "name", False, False),
        (REGISTRAR, "", "", (), "name", False, False),
        (REGISTRAR, "population.correction", "1", (), "name", False, True),
        (REGISTRAR, "population.correction", "1", (), "address", False, True),
        (REGISTRAR, "population.correction", "1", (), "address", True, False),
        (OPERATOR, "population.correction", "1", (), "address", False, False),
        (None, "population.correction", "1", (), "address", False, False),
        (None, "mandate", "1", ("health",), "name", False, True),
        (None, "mandate", "1", ("health",), "address", False, True),
        (None, "mandate", "1", ("other",), "name", False, True),
        (None, "mandate", "1", ("other",), "address", False, False),
        (KEEPER, "duty", "population.address_check", (), "address", True, True),
        (KEEPER, "duty", "population.address_check", (), "name", True, False),
        (KEEPER, "duty", "another.duty", (), "address", True, False),
        (REGISTRAR, "duty", "population.address_check", (), "address", True, False),
    ],
)
def test_who_reads_which_part_for_what(role, kind, reference, scopes, part, is_bulk, allowed):
    asked = Request(
        READ,
        account_kind="program" if role == KEEPER else "staff",
        roles=frozenset({role} if role else ()),
        purpose_kind=kind,
        purpose_reference=reference,
        purpose_is_live=bool(kind),
        purpose_is_mine=bool(kind),
        scopes=frozenset(scopes),
        part=part,
        is_bulk=is_bulk,
    )
    assert judge().decide(asked).is_allowed is allowed
