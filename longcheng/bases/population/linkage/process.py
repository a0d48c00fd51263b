"""The process in which the worker has a linkage done: one at a time, gone when the worker goes."""

import subprocess
import sys

_begun: list["subprocess.Popen[bytes]"] = []


def begin_linkage() -> bool:
    """Start `linkrecords`, unless the process of this worker is still at it; whether it was started."""
    if _begun and _begun[-1].poll() is None:
        return False
    _begun.clear()
    command = [sys.executable, "-m", "django", "linkrecords", "--with-parent"]
    _begun.append(subprocess.Popen(command))
    return True
