"""The browser client in its parts: a chunk for each role, and a core that any screen could stand on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

CLIENT: Final = Path(__file__).parents[1] / "webclient"
BUILT: Final = CLIENT / "dist"
CORE: Final = CLIENT / "src" / "core"

ROLES: Final = ("point", "desk", "interpreter", "join", "admin", "demo", "nettest", "accessibility")
"""First segments of the paths; `front` is the page of those who have none."""

LAZY: Final = re.compile(r"""import\(\s*["'`]\./([\w.-]+\.js)["'`]\s*\)""")
STATIC: Final = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
SOURCE_IMPORT: Final = re.compile(r"""(?:\bfrom|\bimport|\bimport\()\s*["']([^"']+)["']""")

PACKAGES_OF_THE_CORE: Final = {
    ("store.ts", "react"),  # useSyncExternalStore, for the hook useStore
    ("socket.ts", "socket.io-client"),
}


def entry() -> str:
    """Name of the script that the page loads."""
    found = re.findall(r'<script[^>]* src="/assets/([^"]+)"', (BUILT / "index.html").read_text())
    assert len(found) == 1
    return str(found[0])


def text_of(chunk: str) -> str:
    return (BUILT / "assets" / chunk).read_text()


def always_loaded() -> set[str]:
    """Chunks that come with every page: the entry and what it imports at once, all the way down."""
    reached: set[str] = set()
    waiting = [entry(), *re.findall(r'href="/assets/([^"]+\.js)"', (BUILT / "index.html").read_text())]
    while waiting:
        chunk = waiting.pop()
        if chunk not in reached:
            reached.add(chunk)
            waiting += STATIC.findall(text_of(chunk))
    return reached


def chunks_of(role: str) -> set[str]:
    """Chunks of the role that the entry loads when it is asked to."""
    return {chunk for chunk in LAZY.findall(text_of(entry())) if chunk.startswith(f"{role}-")}


@pytest.mark.parametrize("role", [*ROLES, "front"])
def test_each_role_has_one_lazy_chunk(role: str) -> None:
    (chunk,) = chunks_of(role)
    assert chunk not in always_loaded()
    others = set().union(*(chunks_of(other) for other in (*ROLES, "front") if other != role))
    assert not [other for other in others if chunk in STATIC.findall(text_of(other))]


def test_no_role_is_without_a_chunk() -> None:
    table = re.search(r"const SCREENS[^{]*\{(.*?)\n\};", (CLIENT / "src" / "main.tsx").read_text(), re.DOTALL)
    assert table is not None
    assert set(re.findall(r'import\("\./(\w+)"\)', table[1])) == {*ROLES, "front"}


def test_the_core_needs_no_react() -> None:
    """Nothing but the hook's import: the view models run in any screen, and in none."""
    packages, outside = set(), []
    for source in sorted(CORE.rglob("*.ts*")):
        place = source.relative_to(CORE)
        if place.parts[0] == "testing" or place.name.endswith(".test.ts"):
            continue
        assert source.suffix == ".ts"
        for name in SOURCE_IMPORT.findall(source.read_text()):
            if not name.startswith("."):
                packages.add((str(place), name))
            elif not (source.parent / name).resolve().is_relative_to(CORE):
                outside.append((str(place), name))
    assert packages == PACKAGES_OF_THE_CORE
    assert not outside
    assert re.findall(r"import (.*) from \"react\"", (CORE / "store.ts").read_text()) == [
        "{ useSyncExternalStore }"
    ]
