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
from tests.databases import free_port

ROOT = Path(__file__).parents[1]
DEADLINE_S = 900.0
END_S = 30.0
TEXT = """
    `git clone` of the local repository, then `make demo` until `/readyz` answers: environment,
    packages, client build, database, demo data. At the first start the caches of pip and npm are
    empty, so every package comes from its index: the figure holds the time of that connection.
"""
OF_THIS_PROCESS = ("VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")


def newcomer(directory: Path) -> dict[str, str]:
    """The environment of somebody who never built this: caches and demo data below the directory."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THIS_PROCESS}
    return kept | {
        "PIP_CACHE_DIR": str(directory / "pip"),
        "npm_config_cache": str(directory / "npm"),
        "XDG_DATA_HOME": str(directory / "data"),
    }


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the demo answers.

    Raises:
        RuntimeError: it ended or took longer than DEADLINE_S.
    """
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the demo did not start")


def demo_seconds(clone: Path, environment: dict[str, str]) -> float:
    """Seconds from `make demo` in the clone until the demo answers; it is ended by Ctrl-C."""
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        ["make", "demo", f"PORT={port}", f"MEDIA_PORT={free_port()}"],
        cwd=clone,
        start_new_session=True,
        env=environment,
    )
    try:
        wait_until_ready(f"http://localhost:{port}/readyz", process)
        return time.monotonic() - began
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(END_S)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="etaluukku-clone-") as directory:
        clone = Path(directory) / "etaluukku"
        environment = newcomer(Path(directory))
        began = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first = time.monotonic() - began + demo_seconds(clone, environment)
        again = demo_seconds(clone, environment)
        subprocess.run(["make", "--silent", "clean"], cwd=clone, env=environment, check=True)
        cached = demo_seconds(clone, environment)
    write_section(
        "clone",
        "Clean clone to running demo",
        TEXT,
        [
            "| start | n | seconds |",
            "|---|---|---|",
            f"| first: everything fetched and built | 1 | {first:.0f} |",
            f"| second: nothing to build | 1 | {again:.1f} |",
            f"| after `make clean`: everything built from the caches of pip and npm | 1 | {cached:.0f} |",
        ],
    )


if __name__ == "__main__":
    main()
