"""A home for one measurement: a durable database of its own, and a process that knows it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from longcheng.program.configuration import CHECKOUT
from longcheng.program.home import Home
from longcheng.program.opened import opened_database


def measured_apart(module: str, arguments: list[str]) -> int:
    """Run `python -m MODULE ARGUMENTS --role measure` on a database opened for it alone; returns its exit code."""
    folder = Path(tempfile.mkdtemp(prefix="longcheng-bench-"))
    folder.chmod(0o755)
    home = Home(folder)
    try:
        with opened_database(home):
            environment = os.environ | {"DATABASE_URL": home.database_url(), "LONGCHENG_HOME": str(folder)}
            command = [sys.executable, "-m", module, *arguments, "--role", "measure"]
            return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)
