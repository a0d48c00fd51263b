# ruff: noqa: INP001, T201  a program of somebody else's, that stands alone and speaks on its own screen
"""Follow the city's population register from outside: a whole program in one file, with no part of Longcheng in it.

    export LONGCHENG_URL=https://city.example LONGCHENG_CLIENT_ID=… LONGCHENG_CLIENT_SECRET=…
    python follow_population.py state.sqlite3            # follows for ever, from where it stopped
    python follow_population.py state.sqlite3 --once     # until it has everything

The program needs the scope `population:feed` and the role `population.feed_follower`; docs/registers.md has the rules.
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

PERSONS, HOUSEHOLDS = "population.person", "population.household"
REGISTERS = (PERSONS, HOUSEHOLDS)
# What is to be forgotten as soon as a person's address is protected.
WHEREABOUTS = ("registered_division", "registered_address", "division_code", "address", "phone")
ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
PAUSE_S = 5

TABLES = """
CREATE TABLE IF NOT EXISTS place (register TEXT PRIMARY KEY, cursor TEXT, owners TEXT);
CREATE TABLE IF NOT EXISTS act (
    register TEXT, id INTEGER, subject_id INTEGER, kind TEXT, body TEXT, PRIMARY KEY (register, id)
);
CREATE INDEX IF NOT EXISTS act_subject ON act (register, subject_id);
CREATE INDEX IF NOT EXISTS act_kind ON act (register, kind);
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
            answer = self.client.get("/api/population/feed", params=asked)
            answer.raise_for_status()
            page = answer.json()
            self._keep(register, page)
            taken += len(page["acts"])
            has_more = page["has_more"]
        return taken

    def _keep(self, register: str, page: dict[str, Any]) -> None:
        """A page and its cursor together: whoever is killed in between asks for the same page again."""
        acts = [(register, act["id"], act["subject_id"], act["kind"], json.dumps(act)) for act in page["acts"]]
        self.kept.execute("BEGIN IMMEDIATE")
        self.kept.executemany("INSERT OR REPLACE INTO act VALUES (?, ?, ?, ?, ?)", acts)
        place = [register, page["cursor"], json.dumps(page["owners"])]
        self.kept.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?)", place)
        self.kept.execute("COMMIT")

    def subjects(self, register: str) -> list[int]:
        """All of whom anything is known."""
        rows = self.kept.execute("SELECT DISTINCT subject_id FROM act WHERE register = ? ORDER BY 1", [register])
        return [row[0] for row in rows]

    def record(self, register: str, subject_id: int, *, now: datetime | None = None) -> dict[str, Any]:
        """The record as it stands: the published rule over the acts of the subject and of all merged into it."""
        owners = json.loads(self.kept.execute("SELECT owners FROM place WHERE register = ?", [register]).fetchone()[0])
        acts = [act for one in self._joined(register, subject_id, owners) for act in self._acts(register, one)]
        return fold(acts, subject_id=subject_id, owners=owners, valid=now or datetime.now(UTC))

    def forget_protected(self) -> None:
        """Take the whereabouts of people with a protected address, and of their households, out of what is kept."""
        protections = self.kept.execute(
            "SELECT DISTINCT subject_id FROM act WHERE register = ? AND instr(body, 'is_protected')", [PERSONS]
        )
        for (person,) in protections.fetchall():
            record = self.record(PERSONS, person)
            if record.get("is_protected"):
                self._forget(PERSONS, person)
                if record.get("household_id"):
                    self._forget(HOUSEHOLDS, record["household_id"])

    def _forget(self, register: str, subject_id: int) -> None:
        for act in self._acts(register, subject_id):
            act["values"] = {name: value for name, value in act["values"].items() if name not in WHEREABOUTS}
            body = [json.dumps(act), register, act["id"]]
            self.kept.execute("UPDATE act SET body = ? WHERE register = ? AND id = ?", body)

    def _acts(self, register: str, subject_id: int) -> list[dict[str, Any]]:
        rows = self.kept.execute(
            "SELECT body FROM act WHERE register = ? AND subject_id = ? ORDER BY id", [register, subject_id]
        )
        return [json.loads(row[0]) for row in rows]

    def _joined(self, register: str, subject_id: int, owners: dict[str, str]) -> list[int]:
        """The subject and all that stand merged into it, directly or by way of others."""
        if register != PERSONS:
            return [subject_id]
        merges = self.kept.execute(
            "SELECT DISTINCT subject_id FROM act WHERE register = ? AND kind = 'merge'", [register]
        )
        into = {}
        for (loser,) in merges.fetchall():
            state = fold(self._acts(register, loser), subject_id=loser, owners=owners, valid=ALWAYS)
            into[loser] = state.get("merged_into_id")
        joined = [subject_id]
        for target in joined:
            joined += [loser for loser, winner in into.items() if winner == target and loser not in joined]
        return joined


def fold(acts: Iterable[dict[str, Any]], *, subject_id: int, owners: dict[str, str], valid: datetime) -> dict[str, Any]:
    """The published rule: of the acts that hold and are not taken back, each field takes the newest of its owner.

    Where the owner has said nothing, the newest of the others. `merged_into_id` counts from the subject's own acts.
    """
    acts = sorted(acts, key=lambda act: act["id"])
    voided: set[int] = set()
    for act in reversed(acts):  # a taking back can be taken back as well
        if act["voids_id"] and act["id"] not in voided:
            voided.add(act["voids_id"])
    best: dict[str, tuple[bool, datetime, bool, int]] = {}
    record: dict[str, Any] = {}
    for act in acts:
        begins = datetime.fromisoformat(act["valid_from"])
        ends = datetime.fromisoformat(act["valid_to"]) if act["valid_to"] else None
        if act["id"] in voided or act["voids_id"] or begins > valid or (ends is not None and ends <= valid):
            continue
        is_own = act["subject_id"] == subject_id
        for name, value in act["values"].items():
            if name == "merged_into_id" and not is_own:
                continue
            rank = (owners.get(name) == act["source"], begins, is_own, act["id"])
            if name not in best or rank > best[name]:
                best[name] = rank
                record[name] = value
    return record


def signed_in(url: str, client_id: str, client_secret: str) -> httpx.Client:
    """A client with an access token of the city's OpenID provider, in the program's own name."""
    client = httpx.Client(base_url=url, timeout=60)
    asked = {"grant_type": "client_credentials", "scope": "population:feed"}
    answer = client.post("/openid/token", data=asked, auth=(client_id, client_secret))
    answer.raise_for_status()
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


def main() -> None:
    """Follow, and sign in again when the token has run out."""
    parser = argparse.ArgumentParser(description="Follow the population register.")
    parser.add_argument("state", help="the file in which the state is kept")
    parser.add_argument("--once", action="store_true", help="stop when everything was taken")
    asked = parser.parse_args()
    while True:
        client = signed_in(*(os.environ[f"LONGCHENG_{name}"] for name in ("URL", "CLIENT_ID", "CLIENT_SECRET")))
        follower = Follower(asked.state, client)
        try:
            while True:
                if taken := follower.follow():
                    follower.forget_protected()
                    print(f"{taken} acts, {len(follower.subjects(PERSONS))} people")
                if asked.once:
                    return
                time.sleep(PAUSE_S)
        except httpx.HTTPStatusError as refusal:
            if refusal.response.status_code != 401:
                raise
        finally:
            client.close()


if __name__ == "__main__":
    main()
