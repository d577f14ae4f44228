"""T.140: what of a text goes on, wherever it is cut, and how much of it."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.t140 import (
    BLOCKS_PER_SECOND,
    MAX_BLOCK_BYTES,
    MAX_SKIPPED,
    MISSING,
    Reading,
    T140Error,
    new_stream,
    read,
)

LS: Final = "\u2028"
VECTORS: Final = json.loads((Path(__file__).parents[1] / "vectors" / "t140.json").read_text())
"""The same ones that the browser's side is held to (webclient/src/core/t140.test.ts)."""


def said(*blocks: str | bytes) -> str:
    """All of what the blocks say."""
    reading, text = Reading(), ""
    for block in blocks:
        reading, more = read(reading, block)
        text += more
    return text


@pytest.mark.parametrize(("block", "relayed"), [(v["block"], v["relayed"]) for v in VECTORS])
def test_what_goes_on(block: str, relayed: str) -> None:
    assert said(block) == said(block.encode()) == relayed


@pytest.mark.parametrize("block", [v["block"] for v in VECTORS])
def test_blocks_may_be_cut_anywhere(block: str) -> None:
    assert said(*block) == said(block)


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\x1b[X\\\x9b\x98\x9c\b"))
    )
)
def test_any_cut_says_the_same(blocks: list[str]) -> None:
    short = [block[:64] for block in blocks]
    assert said(*short) == said(*"".join(short))


@pytest.mark.parametrize("begin", ["\x98", "\x9b", "\x1b", "\x1bX", "\x1b["])
def test_a_sequence_that_does_not_end_ends(begin: str) -> None:
    assert said(begin, MAX_SKIPPED * " ", "Hei").endswith("Hei")


@pytest.mark.parametrize(
    "block", [b"\xff", "\ud800", (MAX_BLOCK_BYTES + 1) * "x", (MAX_BLOCK_BYTES // 2) * "€"]
)
def test_what_is_no_block_is_refused(block: str | bytes) -> None:
    with pytest.raises(T140Error):
        read(Reading(), block)


def test_cps_counts_over_ten_seconds_and_tells_what_is_missing() -> None:
    stream = new_stream(30.0, now=0.0)
    for second in range(20):
        # 30 characters a second for ever are never refused, nor 300 that waited for the line.
        assert stream.take(float(second), 30 * "x") == 30 * "x"
    assert stream.take(40.0, 300 * "y") == 300 * "y"
    with pytest.raises(T140Error):
        stream.take(40.0, 61 * "z")
    assert stream.take(60.0, "ä") == f"{MISSING}ä"
    assert stream.take(60.0, "ö") == "ö"


def test_no_mark_is_free() -> None:
    """A block that is too long and one that says nothing, again and again."""
    stream, marks = new_stream(30.0, now=0.0), ""
    for _ in range(1000):
        with suppress(T140Error):
            stream.take(0.0, (MAX_BLOCK_BYTES + 1) * "x")
        with suppress(T140Error):
            marks += stream.take(0.0, "")
    assert len(marks) <= BLOCKS_PER_SECOND


def test_an_empty_block_costs_a_character() -> None:
    stream = new_stream(0.1, now=0.0)
    assert stream.take(0.0, "") == ""
    with pytest.raises(T140Error, match="characters"):
        stream.take(0.0, "")


def test_what_is_refused_is_not_read_and_counts_as_a_block() -> None:
    """Blocks that come too fast are refused before anything is done with them, marks or not."""
    stream = new_stream(30.0, now=0.0)
    for _ in range(int(BLOCKS_PER_SECOND)):
        with pytest.raises(T140Error, match="characters"):
            stream.take(0.0, 1000 * "\ud800")  # would be no UTF-8, if it were read
    for _ in range(1000):
        with pytest.raises(T140Error, match="blocks"):
            stream.take(0.0, "")
    assert stream.take(1.0, "x") == f"{MISSING}x"


def test_a_browser_that_sends_each_key_by_itself_is_not_refused() -> None:
    stream = new_stream(30.0, now=0.0)
    assert "".join(stream.take(key / 15, "x") for key in range(600)) == 600 * "x"


def test_a_refused_block_ends_the_sequence_that_it_stood_in() -> None:
    stream = new_stream(30.0, now=0.0)
    assert stream.take(0.0, "a\x98") == "a"
    with pytest.raises(T140Error):
        stream.take(0.0, b"\xff")
    assert stream.take(0.0, "b") == f"{MISSING}b"
