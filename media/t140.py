"""T.140 text as it comes from a browser: what of it the others get. Pure.

A T140block is any piece of a text: characters, BACKSPACE, which erases the last one, and LINE_SEPARATOR.
A bell, colours, interrupts, strings of applications and byte order marks are taken out here, wherever the
blocks are cut, so that no client has to read them. Nothing of the text is kept.

Source: ITU-T T.140 (02/1998) section 8, Addendum 1 (02/2000) for text that is missing; RFC 8865 section 5.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from media.rate import TokenBucket, full_bucket

BACKSPACE: Final = "\b"
LINE_SEPARATOR: Final = "\u2028"
MISSING: Final = "\ufffd"
"""Stands where text was lost."""
MAX_BLOCK_BYTES: Final = 1024
"""A browser sends what was typed in 0.3 s, and at most 256 characters of what waited for its line."""
MAX_SKIPPED: Final = 256
"""Characters of a control sequence or application string (T.140: at most 255); then text goes on."""
BLOCKS_PER_SECOND: Final = 20.0
"""Of one writer, those that are refused as well: a browser sends four, or one for each key."""
AVERAGE_SECONDS: Final = 10.0
"""Time over which characters are counted (cps: RFC 8865 section 4.2.1, RFC 4103 section 6)."""
_LEEWAY: Final = 1.2
"""A sender that keeps to the rate exactly is never refused for the way in which its packets bunch."""

_BYTE_ORDER_MARK: Final = "\ufeff"
_STRING_TERMINATOR: Final = "\x9c"
_TEXT_ALIKE: Final = {"\t": " ", "\n": LINE_SEPARATOR, "\r": LINE_SEPARATOR, "\u2029": LINE_SEPARATOR}


class T140Error(Exception):
    """No UTF-8, too long, or too much in the time."""


class Place(StrEnum):
    """Where in the text the last block ended."""

    TEXT = "text"
    CARRIAGE_RETURN = "carriage return"
    """A LINE FEED that comes next belongs to it."""
    ESCAPE = "escape sequence"
    CONTROL = "control sequence"
    STRING = "application string"


_BEGINS: Final = {
    "\r": Place.CARRIAGE_RETURN,
    "\x1b": Place.ESCAPE,
    "\x9b": Place.CONTROL,
    "\x98": Place.STRING,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a text has been read."""

    place: Place = Place.TEXT
    skipped: int = 0
    """Characters of the sequence or string that is being taken out."""


def read(reading: Reading, block: str | bytes) -> tuple[Reading, str]:
    """What the block says, and how far the text is read then.

    The text has no other control characters than BACKSPACE and LINE_SEPARATOR.

    Raises:
        T140Error: longer than MAX_BLOCK_BYTES, or no UTF-8.
    """
    try:
        octets = block.encode() if isinstance(block, str) else block
        if len(octets) > MAX_BLOCK_BYTES:
            raise T140Error(f"{len(octets)} bytes, at most {MAX_BLOCK_BYTES}")
        characters = octets.decode()
    except UnicodeError as error:
        raise T140Error(str(error)) from None
    said: list[str] = []
    for character in characters:
        reading, text = _step(reading, character)
        said.append(text)
    return reading, "".join(said)


def _step(reading: Reading, character: str) -> tuple[Reading, str]:
    if reading.place in (Place.ESCAPE, Place.CONTROL, Place.STRING):
        return _skip(reading, character), ""
    if reading.place is Place.CARRIAGE_RETURN and character == "\n":
        return Reading(), ""
    place = _BEGINS.get(character, Place.TEXT)
    if character in _TEXT_ALIKE:
        return Reading(place), _TEXT_ALIKE[character]
    shown = character == BACKSPACE or unicodedata.category(character) != "Cc"
    return Reading(place), character if shown and character != _BYTE_ORDER_MARK else ""


def _skip(reading: Reading, character: str) -> Reading:
    """Escape sequences (ECMA-35), control sequences and strings (ECMA-48 sections 5.4 and 5.6)."""
    if character == "\x1b":
        return Reading(Place.ESCAPE)  # also ends a string: its terminator in seven bits is ESC \
    match reading.place:
        case Place.ESCAPE:
            ends = not " " <= character <= "/"
            begun = {"[": Place.CONTROL, "X": Place.STRING}.get(character)
            if begun is not None:
                return Reading(begun)
        case Place.CONTROL:
            ends = not " " <= character <= "?"
        case _:
            ends = character == _STRING_TERMINATOR
    if ends or reading.skipped + 1 >= MAX_SKIPPED:
        return Reading()
    return Reading(reading.place, reading.skipped + 1)


@dataclass(slots=True)
class TextStream:
    """The text that one browser sends over one connection."""

    characters: TokenBucket
    """Taken of a text message for each character, of a binary one for each byte, of either at least once."""
    blocks: TokenBucket
    """Of what comes, taken or refused: no refusal is free, nor is the mark that tells of it."""
    reading: Reading = Reading()
    lost: bool = False
    """Something of it was refused, and the others have not been told."""

    def take(self, now: float, block: str | bytes) -> str:
        """What the others get of a block; begins with MISSING where something before it was refused.

        Raises:
            T140Error: see there.
        """
        try:
            if not self.blocks.take(now):
                raise T140Error("too many blocks in the time")
            if not self.characters.take(now, max(1, len(block))):  # before it is read: reading is what costs
                raise T140Error("too many characters in the time")
            reading, text = read(self.reading, block)
        except T140Error:
            self.lost, self.reading = True, Reading()
            raise
        missing = MISSING if self.lost else ""
        self.lost, self.reading = False, reading
        return missing + text


def new_stream(characters_per_second: float, now: float) -> TextStream:
    """A text of which nothing has come: so many characters a second (and _LEEWAY) over AVERAGE_SECONDS."""
    per_second = characters_per_second * _LEEWAY
    return TextStream(
        characters=full_bucket(per_second, per_second * AVERAGE_SECONDS, now),
        blocks=full_bucket(BLOCKS_PER_SECOND, BLOCKS_PER_SECOND, now),
    )
