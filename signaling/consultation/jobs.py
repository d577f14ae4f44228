"""Jobs of consultations: names and payloads; ids, never content."""

from __future__ import annotations

from typing import Final

import msgspec

GRACE_JOB: Final = "consultation:grace"
MEDIA_JOB: Final = "consultation:media"
FEEDS_JOB: Final = "consultation:feeds"
IDENTITY_JOB: Final = "consultation:identity"


class Absence(msgspec.Struct, frozen=True):
    """Payload of GRACE_JOB: an absence that was noticed then."""

    participant: str
    noticed_at: float


class DocumentShown(msgspec.Struct, frozen=True):
    """Payload of IDENTITY_JOB: an identity document that is shown until then (Unix s) at most."""

    consultation: str
    until: float


class Touched(msgspec.Struct, frozen=True):
    """Payload of MEDIA_JOB: media is to be compared with this consultation."""

    consultation: str


class Ended(msgspec.Struct, frozen=True):
    """Payload of FEEDS_JOB: nobody asks for the feeds of this consultation any longer."""

    consultation: str
