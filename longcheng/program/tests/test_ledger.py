"""`./city ledger`: what a person at the keyboard sees, on a database whose ledger somebody edits by hand."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection

from longcheng.core.transparency.models import Line
from longcheng.core.transparency.reading import Reading
from longcheng.core.transparency.sealing import seal
from longcheng.core.transparency.writing import append
from longcheng.program.configuration import CHECKOUT

WANG = Reading(
    reader_id=90, role="population.officer", organisation="Station 1", subject_id=11, what="population.resident",
    fields=("name", "phone"), purpose="case", reference="case-214", came_from="10.0.0.7",
)  # fmt: skip


@pytest.fixture
def ledger(transactional_db, settings, tmp_path) -> object:
    """Run the command on the test's database, in the test's home."""
    known = connection.settings_dict
    url = f"postgresql://{known['USER']}:{known['PASSWORD']}@/{known['NAME']}?host={known['HOST']}"
    # A home of its own with the same secrets: the processes of a test run share theirs.
    home = tmp_path / "home"
    home.mkdir()
    for secret in settings.CITY_HOME.folder.glob("*.json"):
        shutil.copy(secret, home)
    settings.LEDGER_CHECKPOINTS = home / "checkpoints.txt"

    def run(*arguments: str, has_home: bool = True) -> "subprocess.CompletedProcess[str]":
        known_city = {"DATABASE_URL": url, "LONGCHENG_HOME": str(home)}
        environment = os.environ | (known_city if has_home else {"LONGCHENG_HOME": str(tmp_path / "none")})
        if not has_home:
            environment.pop("DATABASE_URL", None)
        return subprocess.run(
            [sys.executable, "-m", "longcheng", "ledger", *arguments],
            cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    return run


def test_a_line_is_proven_and_the_proof_is_checked_where_there_is_no_city(ledger, tmp_path):
    append(WANG.of_each([11, 12, 13]))
    seal()
    line_id = Line.objects.order_by("id").first().id
    proof, old = tmp_path / "line.json", tmp_path / "then.txt"
    assert ledger("prove", str(line_id), "--out", str(proof)).returncode == 0
    key = ledger("key").stdout.strip()
    checked = ledger("check", str(proof), "--key", key, has_home=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "case-214" in checked.stdout
    proof.write_text(proof.read_text().replace("case-214", "case-215"))
    assert "does not hold" in ledger("check", str(proof), has_home=False).stdout
    old.write_text(ledger("checkpoint").stdout)
    append([WANG])
    seal()
    assert "first of today's 4" in ledger("consistency", str(old)).stdout
    assert json.loads(ledger("prove", str(line_id)).stdout)["leaf_index"] == 0


def test_verify_says_that_all_is_well_or_names_what_is_not(ledger):
    append(WANG.of_each([11, 12, 13]))
    seal()
    well = ledger("verify")
    assert "All is well: 3 lines" in well.stdout, well.stdout + well.stderr
    ids = list(Line.objects.order_by("id").values_list("id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role TO replica")
        cursor.execute("UPDATE transparency_line SET reader_id = 1 WHERE id = %s", [ids[1]])
        cursor.execute("SET session_replication_role TO origin")
    found = ledger("verify")
    assert found.returncode == 1
    assert f"The first defect: line {ids[1]}, leaf 1: the line was altered after it was sealed." in found.stdout


def test_what_cannot_be_done_is_said_plainly(ledger, tmp_path):
    assert "There is no city" in ledger("verify", has_home=False).stderr
    assert "Line 99 does not exist." in ledger("prove", "99").stderr
    assert "must be a whole number" in ledger("prove", "0").stderr
    assert "Nothing is sealed yet" in ledger("checkpoint").stderr
    assert "cannot be read" in ledger("check", str(tmp_path / "nothing"), has_home=False).stderr
    (tmp_path / "bytes").write_bytes(b"\xff\x00")
    assert "no text file" in ledger("check", str(tmp_path / "bytes"), has_home=False).stderr
    (tmp_path / "text").write_text("hello")
    assert "does not hold" in ledger("check", str(tmp_path / "text"), has_home=False).stdout
    assert ledger("consistency", str(tmp_path / "text")).returncode == 2
