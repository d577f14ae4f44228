"""What befalls a network: packets one by one, and lines in mid-call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What befalls each packet on a cable, in each direction."""

    loss: float = 0.0
    """Probability, 0 to 1; each packet by itself."""
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    """Evenly distributed above the delay; packets overtake each other."""
    bits_per_second: float = 0.0
    """What passes each way, headers of IP included; 0: whatever comes."""
    queue_octets: int = 0
    """What waits where there is a rate; beyond it packets are lost as in a router."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """The point's line carries next to nothing for some time in mid-call."""

    seconds: float
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Move:
    """The point's address is replaced in mid-call, as between Wi-Fi and mobile."""

    address: str
    """With its prefix length."""
    gateway: str


@dataclass(frozen=True, slots=True)
class Silence:
    """The router passes nothing in mid-call."""

    seconds: float


@dataclass(frozen=True, slots=True)
class RelayLoss:
    """The TURN server is killed in mid-call and started again."""

    seconds: float
    """Between the two."""


Event = Move | Silence | RelayLoss | Throttle
