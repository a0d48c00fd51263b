"""House rules that imports cannot show, each with what it holds up to the light."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "longcheng"
WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create",
    "acreate", "asave", "adelete", "aupdate",
}  # fmt: skip
# Where a service may write: its actions, and the machinery that is given no actor (loaders of the pack, migrations).
MAY_WRITE = {"actions", "loaders", "migrations", "demo"}
NO_HOME = {"utils.py", "helpers.py", "common.py", "misc.py"}


def sources(below: Path, *, tests: bool = False) -> Iterator[Path]:
    for path in sorted(below.rglob("*.py")):
        if tests or "tests" not in path.parts:
            yield path


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Every call of a method on a queryset-like chain: line and method name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "objects" in ast.unparse(node.func):
            yield node.lineno, node.func.attr


def test_services_write_only_in_their_actions():
    wrong = [
        f"{path.relative_to(CHECKOUT)}:{line}: {name}"
        for path in sources(PACKAGE / "services")
        if not MAY_WRITE & {path.stem, path.parent.name}
        for line, name in calls(path)
        if name in WRITES
    ]
    assert wrong == []


def test_nothing_is_named_utils_or_helpers():
    assert [str(path) for path in PACKAGE.rglob("*.py") if path.name in NO_HOME] == []


def test_nobody_listens_to_model_signals():
    # A field's own method `pre_save` is no signal.
    pattern = re.compile(r"models\.signals|(?<!def )(?<!\.)\b(pre_save|post_save|pre_delete|post_delete|m2m_changed)\b")
    assert [str(path) for path in sources(PACKAGE) if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_rules_know_no_database_and_no_clock():
    pattern = re.compile(r"django\.db|\.objects\b|timezone\.now|datetime\.now|date\.today|time\.time\(")
    wrong = [str(path) for path in PACKAGE.rglob("rules.py") if pattern.search(path.read_text(encoding="utf-8"))]
    assert wrong == []


@pytest.mark.parametrize("word", ["常州", "Changzhou", "changzhou", "薛家", "3204"])
def test_the_city_is_data_and_stands_in_no_code(word):
    """Only the default of the setting names the first city."""
    allowed = {PACKAGE / "program" / "configuration.py"}
    wrong = [
        f"{path.relative_to(CHECKOUT)}:{number}"
        for path in [*sources(PACKAGE), *PACKAGE.rglob("*.html")]
        if path not in allowed and "geo" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if word in line and not _is_text(path, line)
    ]
    assert wrong == []


def _is_text(path: Path, line: str) -> bool:
    """Comments, docstrings and help texts may give the first city as an example."""
    return path.suffix == ".py" and bool(re.match(r'\s*(#|"""|[A-Z`].*[^)]$|parser\.add_argument)', line))


def test_no_page_asks_another_host_for_anything():
    pattern = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""")
    files = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("static/**/*.css"), *PACKAGE.rglob("static/**/*.js")]
    assert [str(path) for path in files if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_no_template_carries_inline_script_or_style():
    pattern = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", re.IGNORECASE)
    assert [str(path) for path in PACKAGE.rglob("*.html") if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_every_locked_package_is_pinned_with_hashes():
    for name in ("city.txt", "develop.txt"):
        text = (CHECKOUT / "requirements" / name).read_text()
        entries = re.findall(
            r"^([a-z0-9][^\s=]*)==([^\s;]+)[^\n]*\\\n((?:\s+--hash=sha256:[0-9a-f]{64}.*\n?)+)", text, re.MULTILINE
        )
        assert len(entries) == len(re.findall(r"^[a-z0-9][^\s=]*==", text, re.MULTILINE)) > 30


def test_every_file_of_the_data_pack_states_its_origin_and_licence():
    from longcheng.core.datapack.pack import read_pack

    for folder in (CHECKOUT / "cities").iterdir():
        pack = read_pack(folder)
        assert pack.files
        listed = {file.path for file in pack.files}
        present = {path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".toml", ".md"}}
        assert present == listed


def test_nothing_that_looks_like_a_secret_is_committed():
    pattern = re.compile(r"whsec_[A-Za-z0-9+/=]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}")
    files = [path for path in CHECKOUT.rglob("*") if path.is_file() and not _is_made(path)]
    assert [str(path) for path in files if pattern.search(path.read_text(errors="ignore"))] == []


def _is_made(path: Path) -> bool:
    parts = path.relative_to(CHECKOUT).parts
    made = {"node_modules", "__pycache__"} & set(parts)
    return parts[0] in {".venv", ".city", ".git"} or bool(made) or path.suffix == ".mo"
