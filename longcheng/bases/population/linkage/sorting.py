"""Which compared pairs are joined by themselves, which wait for a person, and which are let go: rules over the levels.

The weight alone never joins two records. Twins, father and son under one roof, and a child under its parent's telephone
reach high weights too, so that each rule below asks for what those cannot have in common.
"""

from longcheng.bases.population.linkage.levels import COMPARISONS

JOINED, DOUBTFUL = "joined", "doubtful"
# Match weights are logarithms to the base 2: 10 is a probability of 0.999, 4 of 0.94.
JOIN_FROM, DOUBT_FROM = 10.0, 4.0

SAME_NAME = "name IN ('same', 'form')"
LIKE_NAME = "name IN ('same', 'form', 'sound', 'swapped', 'former', 'shape', 'married', 'near_sound')"
LIKE_BIRTH = "birth IN ('same', 'swapped', 'slip', 'first', 'empty')"
SAME_ROOF = "(phone IN ('same', 'slip') OR address = 'same')"

# Two whole, valid numbers that differ are two people, whatever else agrees: twins are exactly that.
NEVER = "number = 'two_valid'"
JOINS: tuple[tuple[str, str], ...] = (
    ("number", f"number = 'same' AND (({LIKE_NAME}) OR name IN ('one_sign', 'given', 'empty')) AND {LIKE_BIRTH}"),
    ("number_and_name", f"number = 'same' AND {LIKE_NAME} AND name <> 'near_sound' AND sex = 'same'"),
    ("slip", f"number = 'slip' AND ({LIKE_NAME} OR name = 'one_sign') AND {LIKE_BIRTH}"),
    ("person", f"{LIKE_NAME} AND birth = 'same' AND sex = 'same' AND ({SAME_ROOF} OR address = 'building')"),
    ("birth_slip", f"{SAME_NAME} AND sex = 'same' AND {LIKE_BIRTH} AND {SAME_ROOF}"),
)
# One person on two registers with two numbers 双重户口 looks like this; it is rare, and only a person may say so.
TWO_REGISTRATIONS = f"{NEVER} AND {SAME_NAME} AND birth = 'same' AND sex = 'same' AND {SAME_ROOF}"


def levels_sql() -> str:
    """The columns of Splink's level numbers as columns of level names."""
    return ", ".join(
        f"{['empty', *(level.name for level in reversed(one.levels))]}[gamma_{one.name} + 2] AS {one.name}"
        for one in COMPARISONS
    )


def verdict_sql() -> str:
    """`joined`, `doubtful` or nothing, from the columns of level names and the weight."""
    joins = " OR ".join(f"({condition})" for _name, condition in JOINS)
    return f"""CASE WHEN {NEVER} THEN CASE WHEN {TWO_REGISTRATIONS} THEN '{DOUBTFUL}' END
        WHEN weight >= {JOIN_FROM} AND ({joins}) THEN '{JOINED}'
        WHEN weight >= {DOUBT_FROM} THEN '{DOUBTFUL}' END"""
