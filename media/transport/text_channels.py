"""Real-time text towards one peer: a data channel for each one who writes.

The channel's label is the writer's endpoint id, its subprotocol `t140`, ordered and reliable; it is opened
with the first text and closed when the writer has left.

Source: RFC 8865 sections 3 (properties of the channel) and 5.5 (several writers), RFC 8832.
"""

from __future__ import annotations

from typing import Final

from aiortc import RTCDataChannel, RTCDataChannelParameters, RTCSctpTransport

from media.t140 import MISSING

TEXT_PROTOCOL: Final = "t140"
_MAX_WRITERS: Final = 32
"""A conference has 25 endpoints, and who leaves gives its channel back."""
_MAX_BUFFERED_BYTES: Final = 4 * 1024
"""Of one writer, for a slow peer: 4,096 letters of one byte, two minutes of 30 a second, or half as many
of two bytes, like ä; less time where more a second are allowed. What comes then is marked as missing."""


class TextChannels:
    """See the module."""

    def __init__(self, sctp: RTCSctpTransport) -> None:
        self._sctp = sctp
        self._channels: dict[str, _TextChannel] = {}

    def send(self, writer: str, text: str) -> bool:
        """Send a piece of the writer's text; False when it was dropped, which the next one tells."""
        channel = self._channels.get(writer)
        if channel is None or channel.ended:
            if channel is None and len(self._channels) >= _MAX_WRITERS:
                return False
            channel = self._channels[writer] = _TextChannel(self._sctp, writer)
        return channel.send(text)

    def close(self, writer: str) -> None:
        """The writer has left; without a channel nothing happens."""
        channel = self._channels.pop(writer, None)
        if channel is not None:
            channel.close()


class _TextChannel:
    """One writer's text."""

    def __init__(self, sctp: RTCSctpTransport, writer: str) -> None:
        self._waiting = ""
        """Until the peer has confirmed the channel."""
        self._missing = False
        self._channel = RTCDataChannel(sctp, RTCDataChannelParameters(label=writer, protocol=TEXT_PROTOCOL))
        self._channel.on("open", self._opened)

    @property
    def ended(self) -> bool:
        """Whether the peer has closed it."""
        return self._channel.readyState in ("closing", "closed")

    def send(self, text: str) -> bool:
        if self._missing:
            text = MISSING + text
        octets = len(self._waiting.encode()) + self._channel.bufferedAmount + len(text.encode())
        self._missing = octets > _MAX_BUFFERED_BYTES
        if self._missing:
            return False
        if self._channel.readyState == "open":
            self._channel.send(text)
        else:
            self._waiting += text
        return True

    def close(self) -> None:
        self._channel.close()

    def _opened(self) -> None:
        waiting, self._waiting = self._waiting, ""
        if waiting:
            self._channel.send(waiting)
