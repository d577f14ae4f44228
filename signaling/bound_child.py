"""Runs Python with its arguments, and dies with its parent: `python -m signaling.bound_child -m MODULE ...`.

Without this, processes whose supervisor was killed would hold the ports that
the next one needs. Linux only, elsewhere they are not bound (prctl(2)).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

PR_SET_PDEATHSIG: Final = 1


def bind_to_parent() -> None:
    """Have the kernel kill this process when its parent dies."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died between the two lines
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    bind_to_parent()
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
