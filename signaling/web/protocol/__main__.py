"""`python -m signaling.web.protocol`: write both files, or with --check tell whether they are stale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from signaling.web.protocol.text import document, types

ROOT: Final = Path(__file__).parents[3]


def files() -> dict[Path, str]:
    """What each file should hold."""
    return {
        ROOT / "docs" / "protocol.md": document(),
        ROOT / "webclient" / "src" / "core" / "protocol.ts": types(),
    }


def stale() -> list[Path]:
    """Files that do not hold what they should."""
    return [
        file
        for file, text in files().items()
        if not file.is_file() or file.read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write, or check."""
    parser = argparse.ArgumentParser(prog="python -m signaling.web.protocol")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when a file is stale")
    if parser.parse_args().check:
        for file in stale():
            print(f"stale: {file.relative_to(ROOT)}; run: python -m signaling.web.protocol")  # noqa: T201
        return 1 if stale() else 0
    for file, text in files().items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
