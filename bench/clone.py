"""Clean clone to running demo: what a newcomer waits after `git clone` and `make demo`."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.report import write_section
from tests.e2e.server import free_port

ROOT = Path(__file__).parents[1]
DEADLINE_S = 900.0
TEXT = """
    `git clone` of the local repository, then `make demo` until `/readyz` answers: environment,
    packages, client build, database, demo data. Packages come from the package indexes, or from
    pip's and npm's caches as the machine has them.
"""


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the demo answers; RuntimeError when it ended or took too long."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the demo did not start")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="etaluukku-clone-") as directory:
        clone = Path(directory) / "etaluukku"
        began = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        port = free_port()
        process = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=clone,
            start_new_session=True,
            env={k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")},
        )
        try:
            wait_until_ready(f"http://localhost:{port}/readyz", process)
            first = time.monotonic() - began
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)
        port = free_port()
        began = time.monotonic()
        process = subprocess.Popen(["make", "demo", f"PORT={port}"], cwd=clone, start_new_session=True)
        try:
            wait_until_ready(f"http://localhost:{port}/readyz", process)
            second = time.monotonic() - began
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)
    print(f"first start {first:.0f} s, second start {second:.1f} s")
    write_section(
        "clone",
        "Clean clone to running demo",
        TEXT,
        [
            "| start | seconds |",
            "|---|---|",
            f"| first, everything built (n = 1) | {first:.0f} |",
            f"| second, nothing to build (n = 1) | {second:.1f} |",
        ],
    )


if __name__ == "__main__":
    main()
