"""Who asks: a device, an account or a guest, with the role that the policy decides on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from signaling.web.messages.base import Role, Seat

ActorKind = Literal["device", "account", "guest", "system"]
"""`system` never comes from a browser: jobs and the command line write audit rows under it."""


@dataclass(frozen=True, slots=True)
class ActorRef:
    """An actor by kind and id; what audit rows and rooms name."""

    kind: ActorKind
    id: str

    @property
    def room(self) -> str:
        """The Socket.IO room of all sockets of this actor."""
        return f"actor:{self.kind}:{self.id}"


SYSTEM = ActorRef("system", "0" * 32)
"""Jobs, deadlines and the command line."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, as the session says. What they are to an object is a Relation, read from the database."""

    kind: ActorKind
    id: str
    role: Role
    seat: Seat
    authority: str | None = None
    """The authority of staff; None for devices, guests and staff of the whole system."""
    point: str | None = None
    """The service point of a device."""

    @property
    def ref(self) -> ActorRef:
        """The actor by kind and id."""
        return ActorRef(self.kind, self.id)
