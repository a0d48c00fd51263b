"""`./city reset`: nothing of the home's secrets stays."""

import os
import subprocess
import sys

from longcheng.program.configuration import CHECKOUT
from longcheng.program.home import Home


def test_what_a_killed_write_left_is_forgotten_too(tmp_path):
    home = Home(tmp_path / "home")
    home.prepare()
    (home.folder / "keys.json.0123456789ab.tmp").write_text(home.keys.read_text())
    environment = os.environ | {"LONGCHENG_HOME": str(home.folder)}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "longcheng", "reset", "--yes"],
        cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not home.folder.exists()
