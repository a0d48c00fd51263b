"""The manual says what the code does: settings, commands, dependencies, declarations, metrics, links, licences."""

import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

import pytest

from longcheng.core.access import doors
from longcheng.core.declaration.room import Room, rooms
from longcheng.core.events import metrics
from longcheng.core.transparency import metrics as ledger_metrics
from longcheng.program.commands import COMMANDS
from longcheng.program.configuration import BOUNDS, CHECKOUT, Configuration, variable

DOCS = CHECKOUT / "docs"
READMES = ("README.md", "README.zh.md")
MANUALS = ("docs/operations.md", "docs/zh/operations.md")
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
# The text of https://www.apache.org/licenses/LICENSE-2.0.txt, unchanged.
APACHE_SHA256 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = sorted(
    path
    for path in [*CHECKOUT.glob("*.md"), *DOCS.rglob("*.md"), *(CHECKOUT / "longcheng").rglob("*.md")]
    if "_build" not in path.parts
)


def text(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def rows(page: str, *, after: str) -> list[list[str]]:
    """The cells of the first table after a line, without its two head rows."""
    found = re.search(r"(?:^\|.*\n)+", page[page.index(after) :], re.MULTILINE)
    assert found, f"no table stands after {after!r}"
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in found.group().splitlines()[2:]]


def settings_of(manual: str) -> dict[str, list[str]]:
    """Variable → default, bounds and meaning as this manual tells them."""
    after = "## 设置" if "zh" in manual else "## Settings"
    return {cells[0].strip("`"): cells[1:] for cells in rows(text(manual), after=after)}


def numbers_in(cell: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", cell.replace(",", ""))]


@pytest.mark.parametrize("manual", MANUALS)
def test_the_settings_table_names_exactly_the_settings(manual):
    assert set(settings_of(manual)) == {variable(setting.name) for setting in fields(Configuration)}


@pytest.mark.parametrize("manual", MANUALS)
@pytest.mark.parametrize("setting", fields(Configuration), ids=lambda setting: setting.name)
def test_the_settings_table_tells_the_default_and_the_bounds(manual, setting):
    default_told, bounds_told, _ = settings_of(manual)[variable(setting.name)]
    if setting.name == "home":
        assert f"`{setting.default.name}`" in default_told
    elif isinstance(setting.default, bool):
        assert default_told == ("yes" if setting.default else "no")
    elif setting.default:
        assert default_told.strip("`") == str(setting.default)
    else:
        # Nothing is set: told as empty, or as what stands in for it (the next free port, the home's own key).
        assert not numbers_in(re.sub(r"`[^`]*`", "", default_told))
    if setting.name in BOUNDS:
        assert numbers_in(bounds_told) == list(BOUNDS[setting.name])
    else:
        assert bounds_told


@pytest.mark.parametrize("manual", MANUALS)
@pytest.mark.parametrize("name", ["tls", "nats_sync", "demo", "debug"])
def test_every_choice_that_the_settings_table_offers_is_accepted(manual, name):
    from longcheng.program.configuration import read

    cell = settings_of(manual)[variable("demo" if name == "debug" else name)][1]
    choices = [word for word in re.split(r"[`、,\s]+", cell) if word]
    assert len(choices) > 1
    for choice in choices:
        read({variable(name): choice})


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_both_readmes(readme, command):
    assert f"`./city {command}" in text(readme) or f"\n./city {command}" in text(readme)


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_name_no_command_that_does_not_exist(readme):
    assert set(re.findall(r"\./city ([a-z]+)", text(readme))) <= set(COMMANDS)


def locked(name: str) -> dict[str, set[str]]:
    """Package → its locked versions (more than one where they differ by Python)."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text(f"requirements/{name}.txt"), re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def packages(lines: list[str]) -> list[str]:
    return [re.split(r"[\[<>=~! ;]", line)[0] for line in lines]


@pytest.mark.parametrize(
    ("after", "lines", "lock"),
    [
        ("### To run a city", PROJECT["dependencies"], "city"),
        ("### To develop it", PROJECT["optional-dependencies"]["develop"], "develop"),
    ],
)
def test_every_direct_dependency_has_a_row_with_its_locked_version_and_a_reason(after, lines, lock):
    told = {cells[0].split()[0]: cells for cells in rows(text("docs/decisions/0002-dependencies.md"), after=after)}
    assert set(told) == set(packages(lines))
    for package, cells in told.items():
        assert set(re.findall(r"\d+(?:\.\d+)+", cells[1])) == locked(lock)[package], package
        assert all(cells), f"{package}: a cell of its row is empty"


def test_every_attribute_of_a_declaration_stands_in_the_architecture():
    page = text("docs/architecture.md")
    told = {name for cells in rows(page, after="## The declaration") for name in re.findall(r"`(\w+)`", cells[0])}
    assert told == {"name", "label", *Room.__annotations__}


@pytest.mark.parametrize("mark", [doors.open_to_all, doors.requires_sign_in, doors.requires])
def test_the_door_marks_stand_in_the_architecture(mark):
    told = [cells[0] for cells in rows(text("docs/architecture.md"), after="## Doors and permissions")]
    assert any(re.match(rf"`{mark.__name__}\b", cell) for cell in told)


def test_every_metric_stands_in_the_manual_and_no_other():
    modules = (metrics, ledger_metrics)
    source = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in modules)
    families = re.findall(r'(Counter|Gauge)MetricFamily\(\s*"(longcheng_\w+)"', source)
    assert families
    exported = {f"{name}_total" if kind == "Counter" else name for kind, name in families}
    told = set(
        re.findall(r"longcheng_(?:events|deliver|ledger)\w+", "".join(path.read_text("utf-8") for path in PAGES))
    )
    assert told == exported


@pytest.mark.parametrize("manual", MANUALS)
def test_every_role_that_people_hold_stands_in_the_manual(manual):
    told = set(re.findall(r"`(\w+\.\w+)`", text(manual)))
    held = {role.name for room in rooms() for role in room.roles} - {"population.register_keeper"}
    assert held <= told, f"{manual} does not say what {sorted(held - told)} is for"


@pytest.mark.parametrize("readme", READMES)
def test_the_sign_ins_of_the_readmes_are_people_of_the_demo_life(readme):
    demo = tomllib.loads(text("cities/changzhou/demo.toml"))
    people = {person["username"]: person["name"] for person in demo["person"]}
    after = "| 用谁登录" if "zh" in readme else "| sign in as"
    told = {name for cells in rows(text(readme), after=after) for name in re.findall(r"`(\w+)`", cells[0])}
    assert told == set(people)
    printed = re.findall(r"^  (\w+) +([^\s(]+)", text(readme), re.MULTILINE)
    assert printed
    assert all(people[username] == name for username, name in printed)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and MyST make them."""
    heads = re.findall(r"^#{1,4} (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.replace("`", "").lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_relative_link_leads_somewhere(page):
    plain = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", plain):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} does not exist"
        assert not anchor or anchor in anchors(target), f"{link} has no such heading"


def test_both_readmes_link_each_other():
    assert "](README.zh.md)" in text("README.md")
    assert "](README.md)" in text("README.zh.md")


def test_both_readmes_have_the_same_headings_and_tables():
    shapes = [
        (len(re.findall(r"^## ", text(readme), re.MULTILINE)), len(re.findall(r"^ *\|", text(readme), re.MULTILINE)))
        for readme in READMES
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_each_decision_tells_context_decision_status_and_consequences(page):
    decision = page.read_text(encoding="utf-8")
    assert re.search(r"^\*\*Status\*\*: \w+", decision, re.MULTILINE)
    for heading in ("Context", "Decision", "Consequences"):
        assert f"\n## {heading}\n" in decision, f"the heading {heading} is missing"
    assert f"decisions/{page.stem}\n" in text("docs/index.md"), "the manual's index does not list it"


def test_decisions_are_numbered_without_gaps():
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert all(page.read_text(encoding="utf-8").startswith(f"# {int(page.name[:4])}. ") for page in DECISIONS)


def test_the_licence_is_the_apache_licence_unchanged():
    assert sha256((CHECKOUT / "LICENSE").read_bytes()).hexdigest() == APACHE_SHA256


def test_the_notice_names_the_origin_of_every_file_of_every_pack():
    notice = text("NOTICE")
    for pack in (CHECKOUT / "cities").glob("*/pack.toml"):
        for file in tomllib.loads(pack.read_text(encoding="utf-8"))["file"]:
            if file.get("local"):
                assert not (pack.parent / file["path"]).exists(), f"{file['path']} has no open licence and lies here"
                continue
            if file["origin"].startswith("written for Longcheng"):
                assert file["licence"] == "Apache-2.0", f"{file['path']} is ours, so it has our licence"
                continue
            package = re.search(r"package (\S+ [\d.]+\d)|GitHub (\S+/[\w.-]+)", file["origin"])
            assert package, f"{file['path']} names no package and version, and no repository"
            assert (package.group(1) or package.group(2)) in notice
            assert f"({file['licence']})" in notice
            assert any(name in notice for name in (file["path"], f"{Path(file['path']).parent}/*"))


def test_the_manual_builds_without_a_warning(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(DOCS), str(tmp_path)],
        cwd=CHECKOUT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "index.html").is_file()
