"""Jobs of people: names and payloads; ids, never content."""

from __future__ import annotations

from typing import Final

import msgspec

from signaling.people.actor import ActorKind

SHUT_OUT_JOB: Final = "people:shut-out"


class ShutOut(msgspec.Struct, frozen=True):
    """Payload of SHUT_OUT_JOB: an account or a device may not be here any more since then (Unix s)."""

    kind: ActorKind
    actor: str
    at: float
