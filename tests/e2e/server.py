"""The product as a process: `etaluukku demo` on a free port with an empty database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.databases import free_port

ROOT = Path(__file__).parents[2]
START_DEADLINE_S = 60.0
COMMAND_SECONDS = 60.0
DEMO = ("signaling", "demo")


@dataclass(frozen=True)
class Server:
    """A running demo."""

    process: subprocess.Popen[bytes]
    url: str
    directory: Path
    log: Path

    def children(self, word: str) -> list[int]:
        """Process ids below the server whose command line holds the word."""
        parents = {self.process.pid}
        found: list[int] = []
        for entry in sorted(int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit()):
            try:
                status = Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()
                command = Path(f"/proc/{entry}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it ended while we looked
            if int(status[1]) in parents:
                parents.add(entry)
                if word in command:
                    found.append(entry)
        return found

    def media(self) -> int:
        """Process id of the media process; its spare waits for its turn and has no port yet."""
        (found,) = [
            pid for pid in self.children("media.worker") if psutil.Process(pid).net_connections("udp")
        ]
        return found

    def command(self, *words: str) -> str:
        """What `etaluukku` prints, run beside the server as an administrator does."""
        config = self.directory / "etaluukku.toml"
        config.write_text(f"[server]\ndata_directory = '{self.directory / 'data'}'\n")
        done = subprocess.run(
            [sys.executable, "-m", "signaling", *words, "--config", str(config)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self) -> None:
        """End it; a demo that does not end by itself within 20 s is a failure."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the demo did not stop; its log is {self.log}") from None


def start(directory: Path, *options: str, demo: Sequence[str] = DEMO) -> Server:
    """Start the demo, or another module that takes its options, and wait until it is ready.

    Raises:
        AssertionError: it ended, or was not ready in START_DEADLINE_S; the message holds its last words.
    """
    port = free_port()
    log = directory / "server.log"
    ports = ("--port", str(port), "--media-port", str(free_port()))
    where = (*ports, "--data", str(directory / "data"))
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *demo, *where, *options],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
    url = f"http://localhost:{port}"
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return Server(process, url, directory, log)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)  # polling a process that is starting; the deadline is above
    process.kill()
    process.wait()
    raise AssertionError(f"the demo did not start:\n{log.read_text()[-4000:]}")
