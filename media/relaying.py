"""What an endpoint's data channels say, on its way to those of its `tells` list. Nothing of it is kept."""

from __future__ import annotations

from media.conference import Conference, Endpoint
from media.statistics import Counters
from media.t140 import T140Error, TextStream
from media.volatile import VolatileError, relay


def relay_volatile(
    conference: Conference, endpoint: Endpoint, message: str | bytes, now: float, counters: Counters
) -> None:
    """Pass a volatile message on; what does not fit, comes too fast or finds no place is counted."""
    try:
        if not endpoint.volatile.take(now):
            raise VolatileError("too many")
        text = relay(message, endpoint.name)
    except VolatileError:
        counters.volatile_dropped += 1
        return
    for other in conference.told_by(endpoint.name):
        _count(counters, other.send_volatile(text))


def relay_text(
    conference: Conference,
    endpoint: Endpoint,
    stream: TextStream,
    block: str | bytes,
    now: float,
    counters: Counters,
) -> None:
    """Pass a block of text on, cleaned; those who miss something of it find a mark in its place."""
    try:
        text = stream.take(now, block)
    except T140Error:
        counters.volatile_dropped += 1
        return
    if text:
        for other in conference.told_by(endpoint.name):
            _count(counters, other.send_text(endpoint.name, text))


def forget_text(conference: Conference, name: str) -> None:
    """The endpoint of this name has left: nobody waits for its text any more."""
    for endpoint in conference.endpoints.values():
        if endpoint.peer is not None:
            endpoint.peer.forget_text(name)


def _count(counters: Counters, sent: bool) -> None:
    counters.volatile_relayed += sent
    counters.volatile_dropped += not sent
