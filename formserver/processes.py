"""Processes that belong together: a child that ends with its parent, whatever ends the parent."""

import ctypes
import os
import signal
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def follow_parent(parent: int) -> None:
    """Have the kernel end this process (SIGTERM) when `parent`, the id of the process that started it, ends.

    Signals that the parent had blocked are let through again. Ends at once where the parent is gone already.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
