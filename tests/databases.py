"""Real databases for tests: SQLite files, one private PostgreSQL cluster, one private Redis."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

POSTGRES_BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path("/usr/bin"))
START_SECONDS = 30.0


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], what: str) -> None:
    """Return when `ready`; an error when the process ends first or START_SECONDS pass."""
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended with {process.returncode}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start in {START_SECONDS:.0f} s")
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running cluster that only this test run knows."""

    directory: Path

    @property
    def data(self) -> Path:
        """Where the cluster keeps everything, its write-ahead log too."""
        return self.directory / "data"

    def url(self, database: str) -> str:
        """SQLAlchemy URL of a database, through the cluster's Unix socket."""
        return f"postgresql://postgres@/{database}?host={self.directory}"

    def run(self, statement: str) -> str:
        """The output of one statement in the database `postgres`."""
        command = ["psql", "-h", str(self.directory), "-U", "postgres", "-qAtc", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A cluster in a directory of its own under /tmp, without TCP; gone at the end."""
    directory = Path(tempfile.mkdtemp(prefix="pg"))  # short: a Unix socket's path has 107 characters
    as_postgres = _as_postgres(directory)
    data = directory / "data"
    subprocess.run(
        [
            *as_postgres,
            POSTGRES_BIN / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
        ],
        check=True,
        capture_output=True,
        cwd=directory,
    )
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={directory}", "-c", "fsync=off"]
    process = subprocess.Popen(
        [*as_postgres, POSTGRES_BIN / "postgres", "-D", data, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=directory,
    )
    try:
        ready: list[str | Path] = [POSTGRES_BIN / "pg_isready", "-q", "-h", directory]
        wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, process, "postgres")
        yield Postgres(directory)
    finally:
        process.terminate()
        process.wait(START_SECONDS)
        shutil.rmtree(directory, ignore_errors=True)


def _as_postgres(directory: Path) -> list[str | Path]:
    """PostgreSQL refuses to run as root: there it runs as the user that Debian's package made."""
    if os.getuid() != 0:
        return []
    shutil.chown(directory, "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


@contextmanager
def running_redis() -> Iterator[str]:
    """The URL of a Redis of its own; gone at the end."""
    directory = Path(tempfile.mkdtemp(prefix="redis"))
    port = free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)]
    process = subprocess.Popen(["redis-server", *arguments], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(port), process, "redis-server")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(START_SECONDS)
        shutil.rmtree(directory, ignore_errors=True)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
