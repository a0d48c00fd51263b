"""A child that outlives its supervisor is an orphan: the kernel is asked to end it."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(signal_number: int = signal.SIGTERM) -> None:
    """Have the kernel send this signal when the parent ends (Linux; elsewhere the next start cleans up).

    Only processes started by the supervisor ask for it, which LONGCHENG_CHILD_OF tells.
    """
    if not sys.platform.startswith("linux") or not os.environ.get("LONGCHENG_CHILD_OF"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
