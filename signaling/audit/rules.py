"""The bytes that an audit row stands for, and the chain over them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import msgspec

FIRST_LINK = "0" * 64
"""The link before the first row."""

DAY_SECONDS = 86_400
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


def day_of(at: float) -> int:
    """The UTC day of a time, counted from 1 January 1970."""
    return int(at // DAY_SECONDS)


def next_link(link: str, digest: str) -> str:
    """The link after a row with this digest."""
    return sha256(f"{link}:{digest}".encode()).hexdigest()
