"""Blocks of T.140: any octets and any text say clean text, or are a T140Error; only a place is kept."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from media.t140 import BACKSPACE, MAX_SKIPPED, Reading, T140Error, read
from tests.fuzz.mutation import fuzz

SEEDS = (
    "Hei, kuuletko?\u2028".encode(),
    "Häx\bei\r\nkaksi\n".encode(),
    "\ufeff\x07\x1b[31mpunainen\x1b[0m\x98sovellus\x9c loppu".encode(),
    "\x9b1mlihava\x9b0m \x1ba \U0001f600".encode(),
)


class Text:
    """A text as it is read, whatever comes."""

    def __init__(self) -> None:
        self.reading = Reading()

    def take(self, block: str | bytes) -> None:
        try:
            self.reading, text = read(self.reading, block)
        except T140Error:
            return
        assert len(text) <= len(block)
        assert all(c == BACKSPACE or unicodedata.category(c) != "Cc" for c in text)
        assert self.reading.skipped < MAX_SKIPPED


def test_mutated_blocks() -> None:
    fuzz("t140", SEEDS, Text().take)


@given(st.lists(st.binary(max_size=64) | st.text(max_size=64)))
def test_any_blocks(blocks: list[str | bytes]) -> None:
    text = Text()
    for block in blocks:
        text.take(block)
