"""Sphinx builds the manual from the Markdown beside this file: python -m sphinx -W -b html docs docs/_build"""  # noqa: INP001

import tomllib
from pathlib import Path

_project = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]

project = "Longcheng 龙城"
author = "The Longcheng authors"
project_copyright = author
release = version = _project["version"]
language = "en"

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"{project} {release}"
# Nothing is loaded from elsewhere, so that the manual can be read offline.
html_theme_options = {"top_of_page_buttons": []}
