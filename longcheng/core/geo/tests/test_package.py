"""The package as others meet it: light to import, complete in its README."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from longcheng.core import geo

FOLDER = Path(geo.__file__).parent
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.name != "__init__.py")


def public_definitions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]


def test_importing_the_package_loads_neither_h3_nor_pyproj():
    ask = "import sys, longcheng.core.geo; print(sorted({'h3', 'pyproj', 'django'} & set(sys.modules)))"
    root = FOLDER.parents[2]
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_every_exported_name_exists():
    assert [name for name in geo.__all__ if not hasattr(geo, name)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_public_definition_has_a_sentence_and_a_line_in_the_readme(path):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for node in public_definitions(path):
        first_line = (ast.get_docstring(node) or "").split("\n")[0]
        assert first_line.endswith((".", ":")), f"{path.name}: {node.name} has no sentence"
        assert f"`{node.name}" in readme, f"README.md does not name {node.name}"
