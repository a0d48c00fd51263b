"""The supervisor: starts the parts in order, brings back what dies, stops all cleanly, leaves no orphan."""

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil

from longcheng.program.configuration import CHECKOUT
from longcheng.program.engines import group_of
from longcheng.program.home import Home
from longcheng.program.parent import PR_SET_PDEATHSIG

FIRST_WAIT_S, LONGEST_WAIT_S, STEADY_S = 0.2, 10.0, 10.0
LOG_MAX_BYTES = 20 * 1024 * 1024
WATCHED = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
TICK_S = 1.0
HOPELESS = 4
HARMLESS = {"PATH", "LANG", "LC_ALL", "TZ"}
_LIBC = ctypes.CDLL(None)  # looked up before any fork


@dataclass
class Part:
    """One program under supervision. `stop_signal` asks it to end within `stop_within_s` seconds."""

    name: str
    command: list[str]
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within_s: float = 10.0
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0
    wait_s: float = FIRST_WAIT_S
    due_at: float | None = None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Watches over the parts of one home. Everything happens on one thread."""

    def __init__(self, home: Home, *, say: Callable[[str], None]) -> None:
        self.home, self.say = home, say
        self.parts: list[Part] = []
        self.is_stopping = False

    @property
    def register(self) -> Path:
        return self.home.run / "parts.json"

    def take_signals(self) -> None:
        """From here on signals wait until the loop looks; children get the usual handling back."""
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)

    def start(self, part: Part) -> None:
        """Start one part in a process group of its own, its output in `logs/NAME.log`."""
        log = self.home.logs / f"{part.name}.log"
        told = {"LONGCHENG_CHILD_OF": str(os.getpid()), "LONGCHENG_RESTARTS": str(part.restarts)}
        # Whoever shares the unprivileged user could read its environment: no secret of ours goes there.
        ours = {n: v for n, v in os.environ.items() if not part.user or n in HARMLESS}
        environment = ours | part.environment | told | {"PYTHONPATH": str(CHECKOUT)}
        with log.open("ab") as output:
            part.process = subprocess.Popen(
                part.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/" if part.user else CHECKOUT,
                env=environment,
                start_new_session=True,
                user=part.user,
                group=group_of(part.user),
                extra_groups=[] if part.user else None,
                preexec_fn=partial(_in_child, part.stop_signal, os.getpid()),  # noqa: PLW1509  we have one thread
            )
        part.started_at, part.due_at = time.monotonic(), None
        if part not in self.parts:
            self.parts.append(part)
        self._write_register()

    def watch(self, *, until: Callable[[], bool] | None = None, timeout_s: float | None = None) -> bool:
        """Keep the parts alive until told to stop (False), until `until` says so (True) or the time is over (False)."""
        ends_at = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            self._look()
            if until is not None and until():
                return True
            if ends_at is not None and time.monotonic() > ends_at:
                return False
            if self._stop_was_asked(0.1 if until is not None else self._pause_s()):
                self.is_stopping = True
                return False

    def hopeless(self) -> Part | None:
        """A part that has ended so often in a row that waiting for it makes no sense at a start."""
        return next((part for part in self.parts if part.restarts >= HOPELESS), None)

    def _pause_s(self) -> float:
        waits = [part.due_at - time.monotonic() for part in self.parts if part.due_at is not None]
        return max(0.01, min([TICK_S, *waits]))

    def _stop_was_asked(self, within_s: float) -> bool:
        got = signal.sigtimedwait(WATCHED, within_s)
        return got is not None and got.si_signo != signal.SIGCHLD

    def _look(self) -> None:
        now = time.monotonic()
        for part in self.parts:
            if part.process is not None and part.due_at is None and part.process.poll() is not None:
                _end_group(part.process.pid)
                if now - part.started_at > STEADY_S:
                    part.wait_s = FIRST_WAIT_S
                part.due_at = now + part.wait_s
                self.say(f"{part.name} ended ({_ending(part.process.returncode)}); back in {part.wait_s:.1f} s")
                part.wait_s = min(part.wait_s * 2, LONGEST_WAIT_S)
            if part.due_at is not None and part.due_at <= now:
                part.restarts += 1
                self.start(part)
            _keep_short(self.home.logs / f"{part.name}.log")

    def run_once(self, command: list[str], *, on_line: Callable[[str], None]) -> int:
        """Run a command to its end while the parts are watched; returns its exit code (130 if we were told to stop)."""
        environment = os.environ | {"LONGCHENG_CHILD_OF": str(os.getpid()), "PYTHONPATH": str(CHECKOUT)}
        with subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, bufsize=0,
            preexec_fn=partial(_in_child, signal.SIGTERM, os.getpid()),  # noqa: PLW1509  we have one thread
        ) as process:  # fmt: skip
            assert process.stdout is not None  # noqa: S101  for the type checker: we asked for a pipe
            rest = b""
            while True:
                readable, _, _ = select.select([process.stdout], [], [], 0.2)
                if readable:
                    piece = process.stdout.read(65_536)
                    *lines, rest = (rest + piece).split(b"\n")
                    for line in lines:
                        on_line(line.decode(errors="replace"))
                    if not piece:
                        break
                self._look()
                if self._stop_was_asked(0):
                    self.is_stopping = True
                    process.terminate()
            code = process.wait()
        self.is_stopping = self.is_stopping or self._stop_was_asked(0)
        return 130 if self.is_stopping else code

    def stop(self) -> None:
        """Stop every part, the last started first; a second signal or a slow part is killed."""
        self.is_stopping = True
        for part in reversed(self.parts):
            if part.process is None:
                continue
            part.due_at = None
            with contextlib.suppress(ProcessLookupError):
                part.process.send_signal(part.stop_signal)
            self._await_end(part)
            _end_group(part.process.pid)
        self.register.unlink(missing_ok=True)

    def _await_end(self, part: Part) -> None:
        ends_at = time.monotonic() + part.stop_within_s
        while part.is_running:
            if time.monotonic() > ends_at or self._stop_was_asked(0.02):
                self.say(f"{part.name} did not stop in time and was killed")
                _end_group(part.process.pid if part.process else 0)
                if part.process:
                    part.process.wait()

    def _write_register(self) -> None:
        rows = {}
        for part in self.parts:
            if part.process is not None and part.process.poll() is None:
                with contextlib.suppress(psutil.NoSuchProcess):
                    created = psutil.Process(part.process.pid).create_time()
                    rows[part.name] = {"pid": part.process.pid, "created": created, "restarts": part.restarts}
        temporary = self.register.with_suffix(".tmp")
        temporary.write_text(json.dumps(rows))
        temporary.replace(self.register)


def running_parts(home: Home) -> dict[str, dict[str, float]]:
    """The parts of a home that are alive, by its register: name → pid, created, restarts."""
    try:
        rows: dict[str, dict[str, float]] = json.loads((home.run / "parts.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    alive = {}
    for name, row in rows.items():
        with contextlib.suppress(psutil.NoSuchProcess):
            if abs(psutil.Process(int(row["pid"])).create_time() - row["created"]) < 1:
                alive[name] = row
    return alive


def end_leftovers(home: Home, *, within_s: float = 10) -> list[str]:
    """After a killed supervisor: wait for its parts, which the kernel has told to end, then kill what remains."""
    ends_at = time.monotonic() + within_s
    while (left := running_parts(home)) and time.monotonic() < ends_at:
        time.sleep(0.1)
    for row in left.values():
        _end_group(int(row["pid"]))
    return list(left)


def _in_child(death_signal: signal.Signals, parent: int) -> None:
    """Between fork and exec: undo our signal mask and ask the kernel to end us with our parent."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
    if sys.platform.startswith("linux"):
        _LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _end_group(group: int) -> None:
    if group > 1:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _keep_short(log: Path) -> None:
    """A log that has grown past its bound is kept once as `.1` and begun anew; parts append, so this is safe."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_MAX_BYTES:
            log.with_suffix(".log.1").write_bytes(log.read_bytes())
            os.truncate(log, 0)
