"""The policies of the population base, as a table: who, for what, which part."""

import pytest

from longcheng.core.access.policies import Request, judge

READ = "population.read_resident"
LINKER = "population.linker"
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
        (KEEPER, "duty", "population.linkage", (), "number", True, True),
        (KEEPER, "duty", "population.linkage", (), "family", True, False),
        (LINKER, "duty", "population.linkage", (), "number", True, False),
        (LINKER, "population.pair", "1", (), "number", False, True),
        (LINKER, "population.pair", "1", (), "family", False, False),
        (LINKER, "population.pair", "1", (), "number", True, False),
        (LINKER, "population.correction", "1", (), "name", False, False),
        (REGISTRAR, "population.pair", "1", (), "name", False, False),
        (REGISTRAR, "population.counter", "1", (), "address", False, True),
        (REGISTRAR, "population.counter", "1", (), "family", False, True),
        (REGISTRAR, "population.counter", "1", (), "name", True, False),
        (None, "population.counter", "1", (), "number", False, True),  # their number was given in another area
        (None, "population.counter", "1", (), "address", False, False),
        (None, "population.counter", "1", (), "phone", False, False),
        (KEEPER, "population.counter", "1", (), "name", False, False),
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


@pytest.mark.parametrize(
    ("role", "kind", "part", "is_protected", "allowed"),
    [
        ("feed_follower", "program", "facts", False, True),
        ("feed_follower", "program", "facts", True, True),
        ("feed_follower", "program", "whereabouts", False, True),
        ("feed_follower", "program", "whereabouts", True, False),
        ("feed_follower", "program", "sealed", False, False),
        ("feed_follower", "program", "sealed_whereabouts", False, False),
        ("sealed_follower", "program", "sealed", True, True),
        ("sealed_follower", "program", "sealed_whereabouts", False, True),
        ("sealed_follower", "program", "sealed_whereabouts", True, False),
        ("sealed_follower", "program", "whereabouts", True, False),
        ("sealed_follower", "staff", "facts", False, False),
        ("registrar", "program", "facts", False, False),
    ],
)
def test_what_followers_of_the_feed_are_told(role, kind, part, is_protected, allowed):
    asked = Request(
        READ,
        account_kind=kind,
        roles=frozenset({f"population.{role}"}),
        purpose_kind="duty",
        purpose_reference="population.feed",
        purpose_is_live=True,
        purpose_is_mine=True,
        part=part,
        is_bulk=True,
        is_protected=is_protected,
    )
    assert judge().decide(asked).is_allowed is allowed
