"""Scene 3: `./city new service hello`, and a page of one's own stands in the menu."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from benchmarks.running_city import CHECKOUT, RunningCity, plain_environment

LEFT_OUT = shutil.ignore_patterns(".venv", ".venv.lock", ".git", ".city", "__pycache__", ".mypy_cache", ".ruff_cache")


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A copy of the checkout to work in."""
    copy = tmp_path / "longcheng"
    shutil.copytree(CHECKOUT, copy, ignore=LEFT_OUT)
    (copy / ".venv").symlink_to(CHECKOUT / ".venv")
    return copy


def city(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = plain_environment() | {"PYTHONPATH": str(checkout), "LONGCHENG_DOTENV": os.devnull}
    return subprocess.run(
        [sys.executable, "-m", "longcheng", *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_new_service_stands_in_the_menu_and_passes_every_check_of_the_house(checkout):
    made = city(checkout, "new", "service", "hello", "--title", "Hello", "--title-zh", "你好")
    assert made.returncode == 0, made.stderr
    for tool in (["ruff", "format", "--check"], ["ruff", "check"]):
        done = subprocess.run(
            [sys.executable, "-m", *tool, "longcheng/services/community/hello"], cwd=checkout, check=False
        )
        assert done.returncode == 0, tool
    for check in (["translations"], ["eventschemas"], ["makemigrations", "--check", "--dry-run"]):
        assert city(checkout, "manage", *check).returncode == 0, check
    promises = "hello or house_rules or without_this_service"
    tested = city(
        checkout, "test", "longcheng/services/community/hello", "tests/test_every_service.py", "-q", "-k", promises
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr
    running = RunningCity.start(people=5, checkout=checkout)
    try:
        assert 'href="/hello/"' in httpx.get(running.url).text
        assert "你好" in httpx.get(f"{running.url}/hello/").text
    finally:
        running.stop()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Hello"], "must be 2 to 23 small letters"),
        (["notices"], "notices is taken"),
        (["portal"], "portal is taken"),
        (["hello", "--plan-id", "9Z"], "must be a letter and a digit"),
        (["hello", "--title", 'a "quoted" name'], "must not hold quotation marks"),
    ],
)
def test_a_name_that_will_not_do_is_told_and_nothing_is_made(arguments, told):
    done = city(CHECKOUT, "new", "service", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert not (CHECKOUT / "longcheng" / "services" / "community" / "hello").exists()
