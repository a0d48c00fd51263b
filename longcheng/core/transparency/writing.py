"""Appending to the ledger: when `append` returns, the lines are on the disk, whatever becomes of the request."""

import contextlib
import itertools
import logging
import os
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from longcheng.core.transparency.reading import Reading
from longcheng.core.transparency.sessions import Entry, Session, entries_of, has_reached

__all__ = ["LedgerUnavailable", "Reading", "append"]

log = logging.getLogger(__name__)

LINES_IN_COMMIT = 20_000  # so that a single line beside a bulk reading waits a quarter second at most
WAITS_AT_MOST_S = 20
CONNECTS_WITHIN_S = 5


class LedgerUnavailable(Exception):
    """The lines could not be written, so the data must not be shown."""


def append(readings: Sequence[Reading]) -> None:
    """Write a line for each reading; they are committed, on the disk, when this returns.

    It does not belong to the caller's transaction: data that was shown in a request that is rolled back was
    shown. Raises LedgerUnavailable if the lines could not be written; then nothing may be shown. Costs one
    commit, which all that append at the same moment share.
    """
    if not readings:
        return
    entries = entries_of(readings)
    parts = [entries[first : first + LINES_IN_COMMIT] for first in range(0, len(entries), LINES_IN_COMMIT)]
    if settings.LEDGER_WRITES_APART:
        _writer().write(parts)
    else:
        _write_in_the_callers_transaction(parts)


def _write_in_the_callers_transaction(parts: Sequence[Sequence[Entry]]) -> None:
    """For tests, whose transaction is rolled back at their end. Each call is a writer of its own."""
    with transaction.atomic():
        session = Session(connection.connection)
        for part in parts:
            session.write(part)


class _Part:
    """Lines that a thread waits for."""

    __slots__ = ("done", "entries", "error")

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.error: Exception | None = None
        self.done = threading.Event()


class _GroupWriter:
    """The one thread of a process that writes what all its threads append: a commit for all that wait."""

    def __init__(self) -> None:
        self._waiting: deque[_Part] = deque()
        self._something = threading.Condition()
        self._session: Session | None = None
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def write(self, parts: Sequence[Sequence[Entry]]) -> None:
        """Hand over one part after the other, so that who comes meanwhile waits for one commit and not for all."""
        for entries in parts:
            self._write_part(_Part(entries))

    def _write_part(self, part: _Part) -> None:
        with self._something:
            self._waiting.append(part)
            self._something.notify()
        if not part.done.wait(WAITS_AT_MOST_S):
            with self._something, contextlib.suppress(ValueError):  # it is in hand already
                self._waiting.remove(part)  # what is not shown must not stand in the ledger as read
            raise LedgerUnavailable(f"The access ledger has not answered within {WAITS_AT_MOST_S} s.")
        if part.error is not None:
            raise LedgerUnavailable(f"The access ledger cannot be written: {part.error}") from part.error

    def _run(self) -> None:
        while True:
            batch = self._gather()
            error = self._written(batch)
            for part in batch:
                part.error = error
                part.done.set()

    def _gather(self) -> list[_Part]:
        """What waits now, as far as one commit should hold; whatever comes meanwhile gathers for the next one."""
        batch: list[_Part] = []
        lines = 0
        with self._something:
            self._something.wait_for(lambda: self._waiting)
            while self._waiting and (not batch or lines + len(self._waiting[0].entries) <= LINES_IN_COMMIT):
                part = self._waiting.popleft()
                batch.append(part)
                lines += len(part.entries)
        return batch

    def _written(self, batch: Sequence[_Part]) -> Exception | None:
        """Write and commit; returns why it failed.

        What failed is tried once more by a new session: the connection may have broken, or somebody may have put a
        line into our numbers by hand. If the answer to a commit was lost, the database is asked first.
        """
        entries = list(itertools.chain.from_iterable(part.entries for part in batch))
        failed: Session | None = None
        number = 0  # the one that the batch would have brought the failed session to
        error: Exception | None = None
        for _ in range(2):
            try:
                session = self._session or self._begin()
                if failed is not None and has_reached(session.connection, failed.writer_id, number):
                    return None
                number = session.number + len(entries)
                session.write(entries)
            except Exception as reason:  # whatever it is, the waiting threads must hear of it, and this one goes on
                failed, error = self._session, reason
                self._drop()
            else:
                return None
        log.error("The access ledger could not be written", exc_info=error)
        return error

    def _begin(self) -> Session:
        parameters: dict[str, Any] = connection.get_connection_params()
        for name in ("cursor_factory", "context"):
            parameters.pop(name, None)
        own = {"connect_timeout": CONNECTS_WITHIN_S, "client_encoding": "utf8", "autocommit": True}
        opened = psycopg.connect(**parameters | own)
        # Whatever the server's default, an acknowledged line is on the disk.
        opened.execute("SET synchronous_commit TO on")
        self._session = Session(opened)
        return self._session

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.connection.close()


_starting = threading.Lock()
_started: _GroupWriter | None = None


def _writer() -> _GroupWriter:
    """This process's writer; a child of a fork begins its own."""
    global _started  # noqa: PLW0603  there is one for each process
    if _started is None:
        with _starting:
            _started = _started or _GroupWriter()
    return _started


def _forget() -> None:
    """In a forked child: the parent's thread is not here, and its connection is not ours to close."""
    global _started, _starting, _of_the_parent
    _of_the_parent, _started, _starting = _started, None, threading.Lock()


_of_the_parent: _GroupWriter | None = None
os.register_at_fork(after_in_child=_forget)
