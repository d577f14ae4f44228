"""What a browser may put on a socket before it is an event: the packets of this protocol, at a bounded pace.

python-socketio takes more than the protocol has: binary attachments that it
keeps until all have come, events by the names of its own hooks (`disconnect`
would take a socket out of our books and leave it in its rooms), other
namespaces. What is not of the protocol ends the connection.

Source: Socket.IO protocol 5, Engine.IO protocol 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from socketio import packet

RESERVED: Final = frozenset({"connect", "disconnect", "*"})
"""Names of python-socketio's own hooks; it does not keep browsers from emitting them."""

FROM_BROWSER: Final = frozenset({packet.CONNECT, packet.DISCONNECT, packet.EVENT})
"""The server asks for no acknowledgement, and nothing here is binary."""

BURST_PACKETS: Final = 200
"""What a screen may send at once when it comes back; it sends about ten."""

PACKETS_PER_SECOND: Final = 50.0
"""Five times events_per_session: who goes on although refused takes time from the others."""


class WireError(Exception):
    """The bytes are no packet that a browser sends here."""


class Json:
    """JSON of Socket.IO packets by msgspec: strict, and three times as fast as the standard library."""

    @staticmethod
    def dumps(value: object, **_options: object) -> str:
        """JSON text of a packet's content."""
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_options: object) -> object:
        """The content of a packet; ValueError as the protocol library expects it."""
        return msgspec.json.decode(text)


class Packet(packet.Packet):  # type: ignore[misc]  # python-socketio has no types
    """A Socket.IO packet without binary attachments."""

    uses_binary_events = False
    json = Json

    def decode(self, encoded_packet: object) -> int:
        """Take the packet in; always 0 attachments.

        Raises:
            WireError: not of the protocol.
        """
        if not isinstance(encoded_packet, str):
            raise WireError("binary")
        try:
            attachments = super().decode(encoded_packet)
        except (ValueError, msgspec.MsgspecError, RecursionError):
            raise WireError("packet") from None
        if attachments or self.packet_type not in FROM_BROWSER or self.namespace not in (None, "/"):
            raise WireError("packet")
        if self.packet_type == packet.EVENT and not _is_event(self.data):
            raise WireError("event")
        return 0


def _is_event(data: object) -> bool:
    """A list that begins with a name which is ours to give a meaning."""
    if not isinstance(data, list) or not data:
        return False
    name = data[0]
    return isinstance(name, str) and name not in RESERVED


@dataclass(slots=True)
class Pace:
    """How many packets one connection may still send now (token bucket). Times in seconds, monotonic."""

    at: float
    left: float = BURST_PACKETS

    def take(self, now: float) -> bool:
        """False when it sends too fast."""
        self.left = min(BURST_PACKETS, self.left + (now - self.at) * PACKETS_PER_SECOND)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True
