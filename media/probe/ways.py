"""Tries one way to a media server, and measures it.

`try_way` asks for an echo by an offer, and tells whether the way is open; `measure` then takes
about ten seconds. Everything here is as a browser would meet it: the same candidates, credentials,
certificates and handshakes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from media.probe.line import Line, Open
from media.probe.measuring import quality, rate_down, rate_up
from media.probe.offer import AnswerError, Target, read_answer
from media.probe.paths import PathError, Relay, Why, open_relay, open_tcp, open_udp

WayKind = Literal["udp", "tcp", "turn-udp", "turn-tcp", "turn-tls"]
"""Best first."""

QUALITY_RATE: Final = 64_000
"""bit/s: about what a voice takes, so that the test itself makes no queue."""

QUALITY_OCTETS: Final = 160
"""50 packets a second, as voice has."""

QUALITY_SECONDS: Final = 4.0

STEPS: Final = (300_000, 600_000, 1_200_000, 2_000_000)
"""bit/s; the last is more than a picture of 720 lines takes (1,700,000, Q-15)."""

STEP_OCTETS: Final = 1_100
STEP_SECONDS: Final = 1.5
"""Two receiver reports, which come each 0.7 s."""

CARRIED_SHARE: Final = 0.9
"""What must come back of a step for the next one to be tried."""

LAST_SECONDS: Final = 1.0
"""For what is still on its way, and one more report."""

CEILING: Final = 0.9 * STEPS[-1]
"""A line that carries this may carry more than is tried."""

Ask = Callable[[str], Awaitable[str]]
"""The answer of an echo to this offer."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a way carries. Rates count packets without UDP, IP and encryption."""

    loss_up: float
    """Share of 0 to 1, from here to the server."""
    loss_down: float
    jitter_ms: float
    round_trip_ms: float
    up_bits_per_second: float
    down_bits_per_second: float


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a way."""

    kind: WayKind
    targets: tuple[Target, ...]
    """What must be reached: the media server's addresses, or the relay's."""
    why: Why | None
    """None: the way is open."""
    line: Line | None = None
    """Of an open way; close it."""


async def try_way(kind: WayKind, ask: Ask, relay: Relay | None = None) -> Tried:
    """Whether a connection comes to life over this way alone; `relay` for those over TURN."""
    line = Line(time.monotonic)
    targets: tuple[Target, ...] = ()
    try:
        far = read_answer(await ask(line.offer))
        reached = far.tcp if kind == "tcp" else far.udp
        targets = reached if relay is None else (Target(relay.host, relay.port),)
        await line.connect(far, reached, _opener(kind, relay))
    except (PathError, AnswerError) as error:
        await line.close()
        return Tried(kind, targets, error.why if isinstance(error, PathError) else Why.BROKEN)
    except BaseException:
        await line.close()
        raise
    return Tried(kind, targets, None, line)


def _opener(kind: WayKind, relay: Relay | None) -> Open:
    if relay is not None:
        made = relay
        return lambda target, receive: open_relay(made, target, receive)
    return open_udp if kind == "udp" else open_tcp


async def measure(line: Line) -> Measured | None:
    """What the way carries both ways; None when nothing comes back."""
    voice = await line.send(QUALITY_RATE, QUALITY_OCTETS, QUALITY_SECONDS)
    await asyncio.sleep(LAST_SECONDS)
    first = {number: line.sent[number] for number in voice}
    found = quality(first, line.echoes, line.reports)
    if found is None:
        return None
    for rate in STEPS:
        numbers = await line.send(rate, STEP_OCTETS, STEP_SECONDS)
        if not _carried(line, numbers, found.round_trip_ms / 1000):
            break
    await asyncio.sleep(LAST_SECONDS)
    return Measured(
        found.loss_up,
        found.loss_down,
        found.jitter_ms,
        found.round_trip_ms,
        rate_up(line.sent, line.reports),
        rate_down(line.sent, line.echoes),
    )


def _carried(line: Line, numbers: range, round_trip: float) -> bool:
    """Whether most of these came back; what may still be on its way does not count."""
    due = time.monotonic() - 2 * round_trip
    awaited = {number for number in numbers if line.sent[number].at < due}
    came = awaited.intersection(echo.number for echo in line.echoes)
    return len(came) >= CARRIED_SHARE * len(awaited)
