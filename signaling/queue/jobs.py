"""Jobs of queues: names and payloads; ids, never content."""

from __future__ import annotations

from typing import Final

import msgspec

GRACE_JOB: Final = "queue:grace"
HOURS_JOB: Final = "queue:hours"
CLOSING_JOB: Final = "queue:closing"
APPEAR_JOB: Final = "queue:appear"


class HoursChange(msgspec.Struct, frozen=True):
    """Payload of HOURS_JOB: this service opens or closes; of CLOSING_JOB: it closes soon."""

    service: str


class PointAbsence(msgspec.Struct, frozen=True):
    """Payload of GRACE_JOB: the ticket whose point was away since then."""

    ticket: str
    noticed_at: float


class AppearDeadline(msgspec.Struct, frozen=True):
    """Payload of APPEAR_JOB: so long the expert who accepted the ticket had time to come."""

    ticket: str
    consultation: str
