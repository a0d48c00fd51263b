"""`./city new service NAME`: a new service from the house's pattern, with a page that stands in the menu."""

import argparse
import keyword
import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template

from longcheng.program.commands.report import CommandError, console
from longcheng.program.configuration import CHECKOUT

PATTERN = CHECKOUT / "longcheng" / "program" / "pattern"
SERVICES = CHECKOUT / "longcheng" / "services"
GROUPS = {
    "government": "Government services 政府智慧服务.",
    "society": "Services of society 社会智慧服务.",
    "management": "Smart management 智慧管理.",
    "community": "Community services 智慧社区.",
    "safety": "Smart safety 智慧安民.",
    "health": "Smart health 智慧医护.",
    "education": "Smart education 智慧教育.",
    "tourism": "Smart tourism 智慧旅游.",
    "industry": "Smart industry and the cloud park 智慧产业、智慧园区.",
}
TAKEN = {
    "auth",
    "contenttypes",
    "sessions",
    "messages",
    "staticfiles",
    "api",
    "city",
    "events",
    "healthz",
    "language",
    "live",
    "metrics",
    "static",
    "inbox",
    "operations",
}
NAME = re.compile(r"[a-z][a-z0-9_]{1,22}")


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["service"], help="what to make: service")
    parser.add_argument(
        "name", metavar="NAME", help="small letters, such as hello: the folder, the label and the address"
    )
    parser.add_argument(
        "--group", default="community", choices=GROUPS, help="the chapter of the plan (default: community)"
    )
    parser.add_argument("--title", metavar="TEXT", help="its English title (default: from the name)")
    parser.add_argument("--title-zh", metavar="TEXT", help="its Chinese title (default: the English one)")
    parser.add_argument("--plan-id", default="C1", metavar="ID", help="the plan's id, such as C1 (default: C1)")


def run(arguments: argparse.Namespace) -> int:
    check(arguments)
    title = arguments.title or arguments.name.replace("_", " ").capitalize()
    values = {
        "name": arguments.name,
        "group": arguments.group,
        "class_name": "".join(part.capitalize() for part in arguments.name.split("_")),
        "title_en": title,
        "title_zh": arguments.title_zh or title,
        "plan_id": arguments.plan_id,
    }
    folder = SERVICES / arguments.group / arguments.name
    make_group(arguments.group)
    for source in sorted(PATTERN.rglob("*.txt")):
        write(folder / place(source.relative_to(PATTERN), arguments.name), source, values)
    try:
        finish(folder, arguments.name)
    except CommandError:
        shutil.rmtree(folder)
        raise
    console.print(f"Made {folder.relative_to(CHECKOUT)}")
    console.print(f"  See it:   ./city up   (restart it if it runs), then open /{arguments.name}/ or the first page")
    console.print(f"  Prove it: ./city test longcheng/services/{arguments.group}/{arguments.name}")
    console.print("  Next:     change models.py, then ./city manage makemigrations; its README.md says what it is for")
    return 0


def check(arguments: argparse.Namespace) -> None:
    """Raise CommandError with everything that is wrong with the request."""
    defects = []
    if not NAME.fullmatch(arguments.name) or keyword.iskeyword(arguments.name):
        defects.append(f"The name must be 2 to 23 small letters, digits and underscores (it is {arguments.name!r}).")
    taken = TAKEN | {path.parent.name for path in (CHECKOUT / "longcheng").rglob("apps.py")}
    if arguments.name in taken:
        defects.append(f"{arguments.name} is taken. Choose another name.")
    if not re.fullmatch(r"[A-Z]\d", arguments.plan_id):
        defects.append(f"The plan id must be a letter and a digit, such as C1 (it is {arguments.plan_id!r}).")
    defects += [
        f"A title must not hold quotation marks, backslashes or line breaks (it is {title!r})."
        for title in (arguments.title, arguments.title_zh)
        if title and set(title) & set('"\\\n')
    ]
    if defects:
        raise CommandError("\n".join(defects))


def make_group(group: str) -> None:
    """The chapter's package, if it is the first service of its chapter."""
    package = SERVICES / group / "__init__.py"
    if not package.exists():
        package.parent.mkdir(parents=True, exist_ok=True)
        package.write_text(f'"""{GROUPS[group]}"""\n', encoding="utf-8")


def place(pattern: Path, name: str) -> Path:
    """Where a file of the pattern goes in the service's folder."""
    plain = pattern.with_suffix("")
    if plain.parts[0] == "templates":
        return Path("templates") / name / plain.name
    if plain.parts[0] == "locale":
        return Path("locale") / "zh_Hans" / "LC_MESSAGES" / plain.name
    return plain


def write(target: Path, source: Path, values: dict[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(Template(source.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")


def finish(folder: Path, name: str) -> None:
    """The first migration and the kept event schemas, by the house's own commands in a fresh process."""
    (folder / "migrations").mkdir(exist_ok=True)
    (folder / "migrations" / "__init__.py").write_text('"""The tables, step by step."""\n', encoding="utf-8")
    for command in (["makemigrations", name, "--verbosity", "0"], ["eventschemas", "--write", "--verbosity", "0"]):
        run_manage(command)


def run_manage(command: list[str]) -> None:
    """Run a management command in a process of its own, which sees the new folder."""
    done = subprocess.run(
        [sys.executable, "-m", "longcheng", "manage", *command],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"./city manage {' '.join(command)} failed:\n{done.stderr}")
