"""A demonstration in a process of its own, in whatever namespace its command enters."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
START_DEADLINE_S: Final = 60.0
STOP_DEADLINE_S: Final = 30.0
READY: Final = "Etäluukku demo: "
"""What the demonstration prints when it answers."""


@contextmanager
def running(command: Sequence[str], log: Path) -> Iterator[None]:
    """The demonstration that this command starts, ready, for the duration of the block.

    Raises:
        AssertionError: it was not ready in START_DEADLINE_S or did not end; the message holds its last words.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
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
            raise AssertionError(f"the demonstration did not stop:\n{log.read_text()[-4000:]}") from None
