"""The bytes that an audit row, a link of its chain and a day's seal stand for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

FIRST_LINK: Final = "0" * 64
"""The link before the first row, and the seal before the first day."""

DAY_SECONDS: Final = 86_400
"""Days are UTC days: no day has 23 or 25 hours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row tells; ids, never content."""

    id: str
    at: float
    actor_kind: str
    actor_id: str
    action: str
    object_kind: str
    object_id: str
    ground: str

    def canonical(self) -> bytes:
        """The same bytes for the same entry on every database; fields cannot run into each other."""
        return msgspec.json.encode(
            [
                self.id,
                self.at.hex(),
                self.actor_kind,
                self.actor_id,
                self.action,
                self.object_kind,
                self.object_id,
                self.ground,
            ]
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many rows are in it, and its last link."""

    rows: int = 0
    link: str = FIRST_LINK


@dataclass(frozen=True, slots=True)
class Seal:
    """What the end of a day was: `rows` of the day, all of them in the chain up to `head`."""

    day: int
    rows: int
    head: Head
    sealed_at: float

    def content(self, former: str) -> bytes:
        """The bytes of the seal after the one with the digest `former`."""
        return msgspec.json.encode(
            ["seal", former, self.day, self.rows, self.head.rows, self.head.link, self.sealed_at.hex()]
        )


def day_of(at: float) -> int:
    """The UTC day of a time, counted from 1 January 1970."""
    return int(at // DAY_SECONDS)


def link_content(former: str, sequence: int, digest: str) -> bytes:
    """The bytes of the link after `former`, for the row of this number and digest."""
    return msgspec.json.encode(["link", former, sequence, digest])


def head_of(text: str) -> Head:
    """The head that a log line tells, as `ROWS:LINK`.

    Raises:
        ValueError: it is none.

    >>> head_of("2:" + "ab" * 32).rows
    2
    """
    rows, _, link = text.partition(":")
    if len(bytes.fromhex(link)) * 2 != len(FIRST_LINK) or int(rows) < 1:
        raise ValueError("not ROWS:LINK")
    return Head(int(rows), link.lower())
