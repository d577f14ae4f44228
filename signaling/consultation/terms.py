"""What the service of consultations takes and gives, and what it asks of the areas above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from signaling.consultation.rules import ParticipantRole, ParticipantState
from signaling.people.actor import ActorRef
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText


class Ending(Protocol):
    """An area that has something to do when a consultation ends, in the same transaction."""

    async def consultation_ended(self, unit: Unit, consultation: str, service: str) -> None:
        """Forget what belongs to the consultation. Publishes nothing under its key: that is destroyed."""


class MediaWake(Protocol):
    """Called after a commit that media must follow."""

    def wake(self, consultation: str) -> None:
        """Compare this consultation soon; returns at once."""


@dataclass(frozen=True, slots=True)
class Staff:
    """What an account says of its owner."""

    authority: str | None
    title: LocalText | None


class StaffRegister(Protocol):
    """Who knows the accounts of staff."""

    async def staff(self, unit: Unit, account: str) -> Staff | None:
        """What the account says; None for one that is not there or is disabled."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One who comes to take part."""

    ref: ActorRef
    role: ParticipantRole
    state: ParticipantState
    name: str = ""
    language: str | None = None
    participant: str | None = None
    """The id where it is known before, else a new one."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A consultation that now exists."""

    consultation: str
    client: str
    expert: str
