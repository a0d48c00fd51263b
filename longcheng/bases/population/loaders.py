"""The figures of synthetic residents in a city's data pack: read and checked at loading, kept in their files."""

from pathlib import Path

from longcheng.bases.population.synthetic import figures


def load_people_ages(path: Path) -> int:
    """The pyramid; returns how many years of age it reaches."""
    return len(figures.read_ages(path)["male"])


def load_people_districts(path: Path) -> int:
    return len(figures.read_districts(path))


def load_people_totals(path: Path) -> int:
    return len(figures.read_totals(path))


def load_people_registered(path: Path) -> int:
    return len(figures.read_registered(path))


def load_people_origins(path: Path) -> int:
    return len(figures.read_origins(path))


def load_people_surnames(path: Path) -> int:
    return len(figures.read_surnames(path))


def load_people_signs(path: Path) -> int:
    return len(figures.read_signs(path))
