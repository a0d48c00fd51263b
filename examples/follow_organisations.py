# ruff: noqa: INP001, T201  a program of somebody else's, that stands alone and speaks on its own screen
"""Follow the city's register of organisations from outside: one file, with no part of Longcheng in it and no account.

    export LONGCHENG_URL=https://city.example
    python follow_organisations.py state.sqlite3            # follows for ever, from where it stopped
    python follow_organisations.py state.sqlite3 --once     # until it has everything

The register is public, so the feed is. docs/organisations.md and docs/registers.md have the rules.
"""

import argparse
import json
import os
import sqlite3
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import httpx

ORGANISATIONS, LICENCES = "organisations.organisation", "organisations.licence"
REGISTERS = (ORGANISATIONS, LICENCES)
PAUSE_S, TOO_OFTEN = 5, 429

TABLES = """
CREATE TABLE IF NOT EXISTS place (register TEXT PRIMARY KEY, cursor TEXT, owners TEXT);
CREATE TABLE IF NOT EXISTS act (register TEXT, id INTEGER, subject_id INTEGER, body TEXT, PRIMARY KEY (register, id));
CREATE INDEX IF NOT EXISTS act_subject ON act (register, subject_id);
"""


class Follower:
    """Keeps the acts it was given and the place where it stands; both in one transaction, so that nothing is lost."""

    def __init__(self, path: str, client: httpx.Client) -> None:
        self.client = client
        self.kept = sqlite3.connect(path, isolation_level=None)
        self.kept.executescript(TABLES)
        self.kept.execute("PRAGMA journal_mode=WAL")

    def follow(self, *, limit: int = 10_000) -> int:
        """Take all that is there; returns how many acts that were."""
        return sum(self._follow(register, limit) for register in REGISTERS)

    def _follow(self, register: str, limit: int) -> int:
        taken, has_more = 0, True
        while has_more:
            row = self.kept.execute("SELECT cursor FROM place WHERE register = ?", [register]).fetchone()
            asked = {"register": register, "after": row[0] if row else "", "limit": limit}
            answer = self.client.get("/api/organisations/feed", params=asked)
            answer.raise_for_status()
            page = answer.json()
            self._keep(register, page)
            taken += len(page["acts"])
            has_more = page["has_more"]
        return taken

    def _keep(self, register: str, page: dict[str, Any]) -> None:
        """A page and its cursor together: whoever is killed in between asks for the same page again."""
        acts = [(register, act["id"], act["subject_id"], json.dumps(act)) for act in page["acts"]]
        self.kept.execute("BEGIN IMMEDIATE")
        self.kept.executemany("INSERT OR REPLACE INTO act VALUES (?, ?, ?, ?)", acts)
        place = [register, page["cursor"], json.dumps(page["owners"])]
        self.kept.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?)", place)
        self.kept.execute("COMMIT")

    def subjects(self, register: str) -> list[int]:
        """All of which anything is known."""
        rows = self.kept.execute("SELECT DISTINCT subject_id FROM act WHERE register = ? ORDER BY 1", [register])
        return [row[0] for row in rows]

    def record(self, register: str, subject_id: int, *, now: datetime | None = None) -> dict[str, Any]:
        """The record as it stands, by the published rule."""
        owners = json.loads(self.kept.execute("SELECT owners FROM place WHERE register = ?", [register]).fetchone()[0])
        rows = self.kept.execute("SELECT body FROM act WHERE register = ? AND subject_id = ?", [register, subject_id])
        return fold([json.loads(row[0]) for row in rows], owners=owners, valid=now or datetime.now(UTC))


def fold(acts: Iterable[dict[str, Any]], *, owners: dict[str, str], valid: datetime) -> dict[str, Any]:
    """The published rule: of the acts that hold and are not taken back, each field takes the newest of its owner.

    Where the owner has said nothing, the newest of the others.
    """
    acts = sorted(acts, key=lambda act: act["id"])
    voided: set[int] = set()
    for act in reversed(acts):  # a taking back can be taken back as well
        if act["voids_id"] and act["id"] not in voided:
            voided.add(act["voids_id"])
    best: dict[str, tuple[bool, datetime, int]] = {}
    record: dict[str, Any] = {}
    for act in acts:
        begins = datetime.fromisoformat(act["valid_from"])
        ends = datetime.fromisoformat(act["valid_to"]) if act["valid_to"] else None
        if act["id"] in voided or act["voids_id"] or begins > valid or (ends is not None and ends <= valid):
            continue
        for name, value in act["values"].items():
            rank = (owners.get(name) == act["source"], begins, act["id"])
            if name not in best or rank > best[name]:
                best[name] = rank
                record[name] = value
    return record


def main() -> None:
    """Follow, and wait where the city says that it is too often."""
    parser = argparse.ArgumentParser(description="Follow the register of organisations.")
    parser.add_argument("state", help="the file in which the state is kept")
    parser.add_argument("--once", action="store_true", help="stop when everything was taken")
    asked = parser.parse_args()
    with httpx.Client(base_url=os.environ["LONGCHENG_URL"], timeout=60) as client:
        follower = Follower(asked.state, client)
        while True:
            try:
                if taken := follower.follow():
                    print(f"{taken} acts, {len(follower.subjects(ORGANISATIONS))} organisations")
                if asked.once:
                    return
            except httpx.HTTPStatusError as refusal:
                if refusal.response.status_code != TOO_OFTEN:
                    raise
                print("The city asks for patience.")
            time.sleep(PAUSE_S)


if __name__ == "__main__":
    main()
