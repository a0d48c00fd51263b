"""`./city test`: everything that must hold, on the embedded PostgreSQL and in a real browser."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from longcheng.program.commands.report import CommandError, console
from longcheng.program.configuration import CHECKOUT
from longcheng.program.home import Home
from longcheng.program.opened import opened_database

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHECKS = (
    ("Format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    ("Lint", ("-m", "ruff", "check", "--quiet", ".")),
    ("Import contracts", ("-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-logo")),
    ("Types", ("-m", "mypy", "--no-error-summary")),
    ("Declarations", ("-m", "longcheng", "manage", "check", "--fail-level", "WARNING")),
    ("Migrations are complete", ("-m", "longcheng", "manage", "makemigrations", "--check", "--dry-run")),
    ("Translations are complete", ("-m", "longcheng", "manage", "translations")),
    ("Event schemas are compatible", ("-m", "longcheng", "manage", "eventschemas")),
)


def describe(parser: argparse.ArgumentParser) -> None:
    parser.usage = "./city test [pytest arguments]"
    parser.epilog = (
        "Without arguments everything runs. With arguments only pytest runs, with these: "
        "./city test longcheng/services/community/notices -k urgent"
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.rest in (["-h"], ["--help"]):
        print("usage: ./city test [pytest arguments]\n")
        print("Without arguments everything runs; with arguments only pytest runs, with these, for example:")
        print("  ./city test longcheng/services/community/notices -k urgent")
        return 0
    find_browser()
    failed = [] if arguments.rest else [title for title, command in CHECKS if not passes(title, command)]
    with a_database() as environment:
        chosen = arguments.rest or ["--numprocesses=2", "--dist=loadgroup", "--durations=5"]
        code = subprocess.run(
            [sys.executable, "-m", "pytest", *chosen], cwd=CHECKOUT, env=environment, check=False
        ).returncode
    if failed:
        console.print(f"[red]Failed before the tests: {', '.join(failed)}. The reasons stand above.[/red]")
    return 1 if failed else code


def passes(title: str, command: tuple[str, ...]) -> bool:
    """Run one check and show what it says if it fails."""
    began_at = time.monotonic()
    environment = without_city(os.environ)
    done = subprocess.run(
        [sys.executable, *command], cwd=CHECKOUT, capture_output=True, text=True, env=environment, check=False
    )
    mark = "[red]✗[/red]" if done.returncode else "[green]✓[/green]"
    console.print(f"  {mark} {title} [dim]{time.monotonic() - began_at:.1f} s[/dim]")
    if done.returncode:
        console.print(done.stdout + done.stderr, markup=False)
    return done.returncode == 0


def without_city(environment: "os._Environ[str]") -> dict[str, str]:
    """The environment without a city's settings, so that tests mean the same everywhere."""
    kept = {
        n: v for n, v in environment.items() if not n.startswith("LONGCHENG_") and n not in {"DATABASE_URL", "NATS_URL"}
    }
    return kept | {
        "PYTHONPATH": str(CHECKOUT),
        "LONGCHENG_HOME": str(CHECKOUT / ".no-home"),
        "LONGCHENG_DOTENV": os.devnull,
    }


@contextmanager
def a_database() -> Iterator[dict[str, str]]:
    """A PostgreSQL of our own for the tests, in a folder that goes with them; durability is off."""
    folder = Path(tempfile.mkdtemp(prefix="longcheng-test-"))
    folder.chmod(0o755)
    home = Home(folder)
    try:
        with opened_database(home, fast_and_loose=True):
            yield without_city(os.environ) | {"DATABASE_URL": home.database_url(), "LONGCHENG_HOME": str(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_browser() -> str:
    """The system's Chromium, installed if we may; the browser journeys never skip."""
    wanted = missing_packages()
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        console.print(f"Installing {', '.join(wanted)} for the browser journeys (once)")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", *wanted]):
            subprocess.run(["apt-get", "-qq", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
        wanted = missing_packages()
    if wanted:
        line = f"sudo apt-get install -y {' '.join(wanted)}"
        raise CommandError(f"The browser journeys need {', '.join(wanted)}. Type: {line}")
    return str(next(filter(None, map(shutil.which, BROWSERS))))


def missing_packages() -> list[str]:
    """The Debian packages that the browser journeys still need: Chromium with Chinese letters, and what drives it."""
    wanted = [] if any(map(shutil.which, BROWSERS)) else ["chromium", "fonts-noto-cjk"]
    spec = find_spec("playwright")
    driver = Path(spec.origin).parent / "driver" / "node" if spec and spec.origin else None
    if driver and subprocess.run([driver, "--version"], capture_output=True, check=False).returncode:
        wanted.append("libatomic1")
    return wanted
