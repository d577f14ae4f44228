"""Run every benchmark and write docs/performance.md.

Each benchmark is a module of this folder with a `main()` that prints what it
does and writes one Markdown section to bench/results/<module>.md. Name modules
on the command line to run only those; the other sections keep their figures
with the commit and the load they were measured at.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
PAGE = ROOT / "docs" / "performance.md"
ORDER = (
    "forward",
    "join",
    "first_frame",
    "delay",
    "hop",
    "faults",
    "memory",
    "networks",
    "pages",
    "marks",
    "marked_page",
    "accept",
    "booking",
    "watching",
    "clone",
)
MOST_SECONDS = 1800

HEADER = """# Performance

What was measured, how, and beside what. Written by `make bench`; one section for each module of `bench/`,
`.venv/bin/python -m bench NAME` measures one again. Machines are noisy: the median and the spread are given,
CPU time rather than wall time where the work can be counted, and a ratio under 1.3 is "no difference".
"""


def commit() -> str:
    """Short name of the commit that is measured, with `+` when files differ from it."""
    name = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    changed = subprocess.run(["git", "diff", "--quiet", "HEAD"], cwd=ROOT).returncode
    return name + ("+" if changed else "")


def machine() -> str:
    """Processor, cores and kernel of this machine in one line."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"


def measure(name: str) -> bool:
    """Run one benchmark and stamp its section; False when it failed (the old section stays)."""
    load = os.getloadavg()[0]
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=ROOT, timeout=MOST_SECONDS)
    section = RESULTS / f"{name}.md"
    if done.returncode or not section.exists():
        return False
    stamp = (
        f"\nMeasured by `python -m bench {name}` at commit {commit()}, {time.strftime('%Y-%m-%d')}, "
        f"in {time.monotonic() - began:.0f} s, load before it {load:.1f}; {machine()}.\n"
    )
    section.write_text(section.read_text().rstrip() + "\n" + stamp)
    return True


def kept(page: str) -> dict[str, str]:
    """The sections of a page that was written before, by the benchmark that its stamp names."""
    sections = {}
    for part in re.split(r"^(?=## )", page, flags=re.MULTILINE):
        stamp = re.search(r"^Measured by `python -m bench (\w+)`", part, flags=re.MULTILINE)
        if stamp:
            sections[stamp[1]] = part.strip()
    return sections


def write_page() -> None:
    """Put the sections together in a fixed order: new ones, and as they stood those not measured here."""
    sections = kept(PAGE.read_text())
    for name in ORDER:
        measured = RESULTS / f"{name}.md"
        if measured.exists():
            sections[name] = measured.read_text().strip()
    PAGE.write_text("\n".join([HEADER, *(sections[name] + "\n" for name in ORDER if name in sections)]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", help=f"one or more of {', '.join(ORDER)}; all when none is named")
    chosen = parser.parse_args().name or ORDER
    RESULTS.mkdir(exist_ok=True)
    failed = []
    for name in chosen:
        print(f"==> bench {name}", flush=True)
        if not measure(name):
            failed.append(name)
    write_page()
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
