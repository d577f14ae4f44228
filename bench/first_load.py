"""How much script a browser loads at /point until its first screen is there, out of the build's manifest.

`python -m bench.first_load` prints it and fails above the budget; `make check` runs it. It is no benchmark of
`python -m bench`: what is built is counted, nothing is timed.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NotRequired, TypedDict, cast

ROOT: Final = Path(__file__).parents[1]
BUILT: Final = ROOT / "webclient" / "dist"

BUDGET_BYTES: Final = 200_000
"""A municipal line of 2 Mbit/s brings it in 0.8 s."""

ENTRY: Final = "index.html"
SCREEN: Final = "src/point/index.tsx"
LANGUAGES: Final = ("src/i18n/fi.ts", "src/i18n/sv.ts", "src/i18n/en.ts")
"""One of them is loaded: the largest counts."""

GZIP: Final = 16 + zlib.MAX_WBITS
LEVEL: Final = 6
"""As proxies compress that do not store what they compressed."""

NAMED: Final = 5
"""So many chunks are named: the few that carry most of it."""


class Chunk(TypedDict):
    """One entry of Vite's manifest, as far as it is read here (https://vite.dev/guide/backend-integration)."""

    file: str
    imports: NotRequired[list[str]]


Manifest = Mapping[str, Chunk]


def first_load(built: Path) -> dict[str, int]:
    """Bytes of each script after gzip, by its file, that a browser needs for the first screen of /point.

    Raises:
        FileNotFoundError: the client is not built.
        KeyError: the manifest lacks the entry, the screen or a language: their sources have moved.
    """
    manifest = cast(Manifest, json.loads((built / ".vite" / "manifest.json").read_text()))

    def sizes(chunks: Iterable[str]) -> dict[str, int]:
        files = {manifest[chunk]["file"] for chunk in chunks}
        return {file: compressed((built / file).read_bytes()) for file in files if file.endswith(".js")}

    always = sizes(reached(manifest, ENTRY) | reached(manifest, SCREEN))
    languages = [sizes(reached(manifest, language)) for language in LANGUAGES]
    return always | max(languages, key=lambda language: sum(language.values()))


def reached(manifest: Manifest, chunk: str) -> set[str]:
    """The chunk and what it imports at once, all the way down; what it imports later is not in it."""
    found: set[str] = set()
    waiting = [chunk]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += manifest[one].get("imports", [])
    return found


def compressed(content: bytes) -> int:
    """Length after gzip (RFC 1952), in bytes."""
    packer = zlib.compressobj(LEVEL, wbits=GZIP)
    return len(packer.compress(content)) + len(packer.flush())


def sentence(sizes: Mapping[str, int]) -> str:
    """What is loaded and its biggest chunks, as in: 193.0 kB in 14 files, assets/index-X.js 65 kB, ..."""
    biggest = sorted(sizes.items(), key=lambda one: -one[1])[:NAMED]
    names = ", ".join(f"{file} {size / 1000:.0f} kB" for file, size in biggest)
    total = f"{sum(sizes.values()) / 1000:.1f} kB of script (gzip) in {len(sizes)} files"
    return f"/point loads {total} before its first screen, of {BUDGET_BYTES / 1000:.0f} kB: {names}."


def main() -> int:
    """Print the sentence; 1 when the budget is not kept."""
    sizes = first_load(BUILT)
    print(sentence(sizes))
    return 0 if sum(sizes.values()) <= BUDGET_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
