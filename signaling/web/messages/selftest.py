"""The daily self-test of service points, and what becomes known of it (F-30)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from signaling.web.messages.base import Id, LocalText, Message, Request

CameraFinding = Literal[
    "well",
    "covered",
    "frozen",
    "denied",
    "missing",
    "busy",
    "insecure",
    "unsupported",
    "failed",
    "unknown",
]
"""covered: dark and flat. frozen: the same picture for seconds. denied: the page may not open it unasked."""

MicrophoneFinding = Literal[
    "well", "silent", "denied", "missing", "busy", "insecure", "unsupported", "failed", "unknown"
]
"""silent: digital silence. denied: the page may not open it unasked."""

LoudspeakerFinding = Literal["well", "unheard", "unknown"]
"""well: the microphone heard the known sound. unheard: it did not, perhaps for headphones."""

NetworkFinding = Literal["well", "poor", "bad", "closed", "browser", "unknown"]
"""poor: sound alone. bad: no call. closed: no way is open. browser: it makes no calls."""

NetworkWay = Literal["udp", "tcp", "turn-udp", "turn-tcp", "turn-tls"]

SelfTestPart = Literal["camera", "microphone", "loudspeaker", "network"]


class SelfTestFindings(Message, frozen=True):
    """What a service point has found of itself: words alone, never a picture or a sound."""

    camera: CameraFinding
    microphone: MicrophoneFinding
    loudspeaker: LoudspeakerFinding
    network: NetworkFinding
    ways: Annotated[tuple[NetworkWay, ...], msgspec.Meta(max_length=5)]
    """Ways to media that were open, best first."""


class SelfTested(Request, frozen=True):
    """The day's self-test is done. A second one of the same day changes nothing."""

    findings: SelfTestFindings


class SelfTestPlan(Message, frozen=True):
    """When the point tests itself next."""

    due_seconds: float | None
    """From now; 0: it is due. Null: this server wants none."""
    idle_seconds: float
    """Nobody has touched the point for so long before it begins."""


class PointHealth(Message, frozen=True):
    """A service point, by its last self-test."""

    point: Id
    name: LocalText
    tested_at: float | None
    """Unix time (s); null: never."""
    findings: SelfTestFindings | None
    failed: tuple[SelfTestPart, ...]
    """What the last test found broken; what is not known is not broken."""
    failing_tests: int
    """Tests in a row, the last one included, that found something broken; 30 at most."""
    overdue: bool
    """No test for two days, or none ever."""


class Points(Message, frozen=True):
    """All service points in use, those first that need somebody."""

    daily: bool
    """False: this server wants no self-tests."""
    points: tuple[PointHealth, ...]
