"""Ties a child process to the life of the process that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # prctl(2)


def tether() -> Callable[[], None] | None:
    """A `preexec_fn` after which the kernel kills the child as soon as its parent is gone, even by SIGKILL.

    The bond is to the starting thread: start the child from one that lives as long as the process. Linux only; elsewhere None.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return bind
