"""Tells the browsers of a consultation what changed: each admitted one by its own room, nobody else.

There is no room of the whole consultation: who gets a message is read in the
transaction that sends it, so one who was removed a moment ago gets nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from signaling.consultation.access import present
from signaling.consultation.rules import ParticipantRole, ParticipantState, label
from signaling.consultation.tables import Consultation, Participant
from signaling.directory.service import DirectoryService
from signaling.people.actor import ActorRef
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Delta, LocalText

NAME_PLACE: Final = b"name:"

Make: TypeAlias = Callable[[str, int], Delta]
"""The message, out of its feed and version."""


def feed_of(consultation: str) -> str:
    """The feed of those admitted."""
    return f"consultation:{consultation}"


def lobby_feed(participant: str) -> str:
    """The feed of one in the lobby."""
    return f"lobby:{participant}"


def ref_of(participant: Participant) -> ActorRef:
    """Who the participant is."""
    match participant.kind:
        case "device":
            return ActorRef("device", participant.actor)
        case "account":
            return ActorRef("account", participant.actor)
        case _:
            return ActorRef("guest", participant.actor)


async def tell(unit: Unit, consultation: str, event: str, make: Make) -> int:
    """Publish one delta to everybody admitted, sealed under the consultation's key; its version."""
    feed = feed_of(consultation)
    version = await unit.next_version(feed)
    message = make(feed, version)
    for participant in await present(unit, consultation, ParticipantState.ADMITTED):
        unit.publish(ref_of(participant).room, event, message, consultation=consultation)
    return version


async def tell_one(unit: Unit, participant: Participant, event: str, make: Make) -> None:
    """Publish a delta to one in the lobby."""
    feed = lobby_feed(participant.id)
    unit.publish(ref_of(participant).room, event, make(feed, await unit.next_version(feed)))


class Portraits:
    """Shows participants as the others see them."""

    def __init__(self, directory: DirectoryService) -> None:
        self._directory = directory

    async def of(self, unit: Unit, participant: Participant) -> m.Participant:
        """The participant with role in words, and name where one is known."""
        return m.Participant(
            participant=participant.id,
            role=ParticipantRole(participant.role).value,
            label=label(ParticipantRole(participant.role), participant.language),
            name=await open_name(unit, participant),
            authority=await self._authority_of(unit, participant),
            state=ParticipantState(participant.state).value,
            microphone=participant.microphone,
            camera=participant.camera,
            connected=participant.away_since is None and not participant.media_lost,
        )

    async def _authority_of(self, unit: Unit, participant: Participant) -> LocalText | None:
        """Whom an expert speaks for; nobody else speaks for an authority."""
        if participant.role != ParticipantRole.EXPERT:
            return None
        meeting = await unit.session.get_one(Consultation, participant.consultation)
        return (await self._directory.names_of(unit, meeting.service))[1]

    async def tell_changed(self, unit: Unit, participant: Participant) -> None:
        """Publish to everybody admitted how the participant is now."""
        portrait = await self.of(unit, participant)
        consultation = participant.consultation
        await tell(
            unit,
            consultation,
            "participant:changed",
            lambda feed, version: m.ParticipantChanged(feed, version, consultation, portrait),
        )


async def seal_name(unit: Unit, consultation: str, participant: str, name: str) -> bytes | None:
    """The name sealed under the key of the consultation; None for no name."""
    if not name:
        return None
    place = NAME_PLACE + participant.encode()
    return await unit.vault.seal(unit.session, consultation, name.encode(), place)


async def open_name(unit: Unit, participant: Participant) -> str:
    """The name of the participant; empty where none is known."""
    if participant.sealed_name is None:
        return ""
    place = NAME_PLACE + participant.id.encode()
    opened = await unit.vault.open(unit.session, participant.consultation, participant.sealed_name, place)
    return opened.decode()
