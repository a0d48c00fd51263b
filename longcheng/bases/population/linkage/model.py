"""Splink's model of our comparisons: settings, candidate pairs and training."""

# ruff: noqa: S608  the SQL is made of our own names of tables and columns; values never stand in it
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from longcheng.bases.population.linkage.levels import COMPARISONS, Comparison, Level
from longcheng.bases.population.linkage.preparing import COMPARED

U_PAIRS, EM_PAIRS, SEED = 4e6, 1e6, 20261123
# Below this many records a model trained on them would be noise: the measured one of `levels` stands.
TRAIN_FROM = 10_000
EM_FROM = 1_000  # pairs with one number

# Which pairs are looked at. Each rule finds those that the earlier ones miss: a number mistyped or missing, then a
# telephone changed, a home moved, a birth date wrong. Counted on three million records in decision 25.
CANDIDATES = (
    ("number",),
    ("birth", "sound"),
    ("birth", "home"),
    ("phone", "sex", "substr(birth, 1, 4)"),
    ("sound", "home"),
    ("sound", "phone"),
    ("birth", "shape"),
    ("birth", "turned"),
    ("substr(number, 1, 14)", "phone"),
)


# Rules that hardly ever bring two people together, to guess how many pairs of one person there are; and their recall.
CERTAIN, CERTAIN_RECALL = (("number",), ("birth", "sound", "phone"), ("birth", "sound", "home")), 0.9
# A register whose numbers are all different still holds some twice: one record in twenty, we assume.
TWICE_AT_LEAST = 0.05


def linker_of(base: duckdb.DuckDBPyConnection, records: int) -> Linker:
    """Splink over the compared records; nothing is trained yet."""
    # How common a name is can be told from a city, not from a handful of records.
    has_frequencies = records >= TRAIN_FROM
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(one, has_frequencies) for one in COMPARISONS],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in CANDIDATES],
        probability_two_random_records_match=_share_of_matches(base, records),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        max_iterations=15,
    )
    return Linker(DuckDBAPI(base).register(COMPARED), settings, log_level=None)


def train(linker: Linker, base: duckdb.DuckDBPyConnection, records: int) -> None:
    """Learn how telling each level is in these records: `u` from random pairs, `m` by EM over two kinds of pairs.

    EM needs many pairs of one person. Raw files have them; a register, in which a number stands once, does not, and
    what EM made of strangers would be nonsense: there the measured `m` stand.
    """
    if records < TRAIN_FROM:
        return
    linker.training.estimate_u_using_random_sampling(max_pairs=U_PAIRS, seed=SEED)
    if _alike(base, ("number",)) < EM_FROM:
        return
    for columns in (("number",), ("birth", "sound")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns), max_pairs=EM_PAIRS)


def _alike(base: duckdb.DuckDBPyConnection, columns: tuple[str, ...]) -> float:
    """How many pairs of records have the same in these columns."""
    keys, stated = ", ".join(columns), " AND ".join(f"{column} IS NOT NULL" for column in columns)
    rows = base.execute(
        f"SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM {COMPARED} WHERE {stated} GROUP BY {keys})"
    ).fetchall()
    return float(rows[0][0] or 0)


def _share_of_matches(base: duckdb.DuckDBPyConnection, records: int) -> float:
    """How many of all pairs are of one person, guessed from the rules that are nearly certain."""
    certain = max(_alike(base, columns) for columns in CERTAIN) / CERTAIN_RECALL
    most = max(TWICE_AT_LEAST * records, certain)
    return min(0.5, most / max(1.0, records * (records - 1) / 2))


def _comparison(one: Comparison, has_frequencies: bool) -> dict[str, Any]:
    empty = {"sql_condition": one.empty, "label_for_charts": "empty", "is_null_level": True}
    return {
        "output_column_name": one.name,
        "comparison_levels": [
            empty,
            *(_level(level, one.frequency if has_frequencies else "") for level in one.levels),
        ],
    }


def _level(level: Level, frequency: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "sql_condition": level.holds,
        "label_for_charts": level.name,
        "m_probability": level.m,
        "u_probability": level.u,
    }
    if frequency and level.name == "same":
        found["tf_adjustment_column"] = frequency
    return found
