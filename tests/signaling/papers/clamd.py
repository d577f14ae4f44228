"""A real clamd with a signature of our own: nothing is downloaded for it."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MALWARE: Final = b"ETALUUKKU-TEST-PATTERN-" + b"9f27c1"
"""What the one signature finds, in a file of any type."""

SIGNATURE: Final = "Etaluukku.Test.Pattern"

STREAM_BYTES: Final = 2_000_000
"""StreamMaxLength of the clamd of the tests."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A running clamd."""

    process: subprocess.Popen[bytes]
    unix: str
    tcp: str

    def stop(self) -> None:
        """End it; its sockets are gone when this returns."""
        self.process.terminate()
        self.process.wait(timeout=20)


def _configuration(directory: Path, port: int) -> str:
    """clamd.conf(5). Its own user needs no right of ours: it runs as who runs the tests."""
    return "\n".join(
        (
            f"DatabaseDirectory {directory / 'signatures'}",
            f"LocalSocket {directory / 'clamd.sock'}",
            f"TCPSocket {port}",
            "TCPAddr 127.0.0.1",
            f"StreamMaxLength {STREAM_BYTES}",
            "Foreground yes",
            "MaxThreads 4",
            "ConcurrentDatabaseReload no",
            f"TemporaryDirectory {directory}",
            "",
        )
    )


@contextlib.contextmanager
def running_clamd(directory: Path) -> Iterator[Clamd]:
    """clamd for as long as the block lasts. A directory with a short path: it holds a socket."""
    (directory / "signatures").mkdir(parents=True)
    # MalwareName:TargetType:Offset:HexSignature; 0: any file, *: anywhere (ClamAV, "Body-based signatures").
    (directory / "signatures" / "own.ndb").write_text(f"{SIGNATURE}:0:*:{MALWARE.hex()}\n")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    configuration = directory / "clamd.conf"
    configuration.write_text(_configuration(directory, port))
    log = (directory / "clamd.log").open("wb")
    with log, subprocess.Popen(["clamd", "-c", str(configuration)], stdout=log, stderr=log) as process:
        clamd = Clamd(process, f"unix:{directory / 'clamd.sock'}", f"tcp:127.0.0.1:{port}")
        try:
            _wait(clamd, directory, port)
            yield clamd
        finally:
            process.terminate()


def _wait(clamd: Clamd, directory: Path, port: int) -> None:
    until = time.monotonic() + 30
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if clamd.process.poll() is not None or time.monotonic() > until:
            raise RuntimeError((directory / "clamd.log").read_text())
        time.sleep(0.05)
