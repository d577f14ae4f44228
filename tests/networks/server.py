"""The demonstration's processes in the server's namespace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.networks.namespaces import ROOT, Laid
from tests.networks.networks import Host

START_DEADLINE_S: Final = 60.0
STOP_DEADLINE_S: Final = 20.0
READY: Final = "Etäluukku demo: "
"""What the demonstration prints when it answers."""


@contextmanager
def serving(laid: Laid, directory: Path) -> Iterator[None]:
    """The server of the network, ready, for the duration of the block.

    Raises:
        AssertionError: it was not ready in START_DEADLINE_S or did not end; the message holds its last words.
    """
    data = directory / "data"
    data.mkdir(mode=0o700)
    log = directory / "server.log"
    words = [sys.executable, "-m", "tests.networks.serve", laid.network.name, str(data)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            laid.command(Host.SERVER, *words),
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
    try:
        deadline = time.monotonic() + START_DEADLINE_S
        while READY not in log.read_text():
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-4000:]
            time.sleep(0.1)  # polling a process that is starting; the deadline is above
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"the server did not stop:\n{log.read_text()[-4000:]}") from None
