"""The house style as far as a program can hold it: lengths, unfinished work, broad excepts, host names."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]

FILE_LINES: Final = 400
FUNCTION_LINES: Final = 40

LONG_FILES: Final = {
    "webclient/src/core/protocol.ts": "generated",
}
LONG_FUNCTIONS: Final = {
    "signaling/store/migrations/versions/0001_base_tables.py:upgrade": "one statement for each table",
    "signaling/store/migrations/versions/0002_area_tables.py:upgrade": "one statement for each table",
    "media/rtp/header.py:parse_header": "runs for each packet: parts of it as functions would cost more",
    "signaling/areas.py:build": "one constructor for each part, in the order in which they need each other",
    "signaling/wiring.py:build": "one constructor for each part, in the order in which they need each other",
}

UNFINISHED: Final = re.compile(r"\b(?:TODO|FIXME|XXX)\b|NotImplementedError")
SKIPPED: Final = re.compile(
    r"pytest\.(?:skip|xfail|importorskip)|mark\.(?:skip|skipif|xfail)\b|\.skip\(|\.todo\("
)
INDEX_HOSTS: Final = re.compile("|".join(("pypi" + r"\.org", "registry" + r"\.npmjs", "python" + "hosted")))
"""Where packages come from is the machine's affair."""


def tracked() -> list[str]:
    """Every file of the repository that is text and is there."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(errors="replace")


FILES: Final = tracked()
PYTHON: Final = [name for name in FILES if name.endswith(".py")]
SOURCES: Final = [*PYTHON, *(name for name in FILES if name.endswith((".ts", ".tsx")))]
OURS: Final = str(Path(__file__).relative_to(ROOT))


def functions(name: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(text_of(name))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield f"{name}:{node.name}", node.end_lineno - node.lineno + 1


def test_files_are_short() -> None:
    lengths = {name: len(text_of(name).splitlines()) for name in SOURCES}
    assert {name for name, lines in lengths.items() if lines > FILE_LINES} == set(LONG_FILES)


def test_functions_are_short() -> None:
    long = {place for name in PYTHON for place, lines in functions(name) if lines > FUNCTION_LINES}
    assert long == set(LONG_FUNCTIONS)


def test_a_broad_except_says_why() -> None:
    """In the same line or the next; one that raises again needs no reason."""
    silent = []
    for name in PYTHON:
        lines = text_of(name).splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if not isinstance(node, ast.ExceptHandler) or not broad(node.type):
                continue
            if isinstance(node.body[-1], ast.Raise):
                continue
            if not any("#" in line for line in lines[node.lineno - 1 : node.lineno + 1]):
                silent.append(f"{name}:{node.lineno}")
    assert not silent


def test_what_calls_itself_pure_is_held_to_it() -> None:
    """By the import contract of pyproject.toml, which `make check` runs."""
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    [held] = [c["source_modules"] for c in contracts if c["name"] == "pure parts do no input or output"]
    loose = []
    for name in PYTHON:
        module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if module.split(".")[0] not in ("media", "signaling"):
            continue
        if not re.search(r"\bPure\b", ast.get_docstring(ast.parse(text_of(name))) or ""):
            continue
        if not any(f"{module}.".startswith(f"{part}.") for part in held):
            loose.append(name)
    assert not loose


def broad(kind: ast.expr | None) -> bool:
    return kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException"))


@pytest.mark.parametrize("pattern", [UNFINISHED, SKIPPED], ids=["unfinished", "skipped"])
def test_nothing_is_left_for_later(pattern: re.Pattern[str]) -> None:
    assert not [name for name in SOURCES if name != OURS and pattern.search(text_of(name))]


def test_no_package_index_is_named() -> None:
    assert not [name for name in FILES if INDEX_HOSTS.search(text_of(name))]
