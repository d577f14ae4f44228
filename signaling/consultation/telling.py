"""Tells the browsers of a consultation what changed: each admitted one by its own room, nobody else.

There is no room of the whole consultation: who gets a message is read in the
transaction that sends it, so one who was removed a moment ago gets nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from signaling.consultation.access import present
from signaling.consultation.rules import (
    ConsultationState,
    ParticipantRole,
    ParticipantState,
    is_verified,
    label,
)
from signaling.consultation.tables import Consultation, Participant
from signaling.consultation.terms import StaffRegister
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


async def goes_on(unit: Unit, consultation: str) -> bool:
    """Whether the consultation is active."""
    meeting = await unit.session.get(Consultation, consultation)
    return meeting is not None and meeting.state == ConsultationState.ACTIVE


async def hold(unit: Unit, consultation: str) -> bool:
    """Whether it goes on; if so, it does until the commit, and nobody else tells anything of it before."""
    if not await goes_on(unit, consultation):
        return False
    await unit.hold_feed(feed_of(consultation))
    await unit.session.refresh(await unit.session.get_one(Consultation, consultation))
    return await goes_on(unit, consultation)


async def tell_one(unit: Unit, participant: Participant, event: str, make: Make) -> None:
    """Publish a delta to one in the lobby."""
    feed = lobby_feed(participant.id)
    unit.publish(ref_of(participant).room, event, make(feed, await unit.next_version(feed)))


@dataclass(frozen=True, slots=True)
class Office:
    """What is told of one who speaks for an authority; nothing of anybody else."""

    authority: LocalText | None = None
    title: LocalText | None = None
    verified: bool = False


class Portraits:
    """Shows participants as the others see them."""

    def __init__(self, directory: DirectoryService, register: StaffRegister) -> None:
        self._directory = directory
        self._register = register

    async def of(self, unit: Unit, participant: Participant) -> m.Participant:
        """The participant with role in words, and name where one is known."""
        office = await self._office_of(unit, participant)
        return m.Participant(
            participant=participant.id,
            role=ParticipantRole(participant.role).value,
            label=label(ParticipantRole(participant.role), participant.language),
            name=await open_name(unit, participant),
            authority=office.authority,
            title=office.title,
            verified=office.verified,
            state=ParticipantState(participant.state).value,
            microphone=participant.microphone,
            camera=participant.camera,
            connected=participant.away_since is None and not participant.media_lost,
            hand_raised_at=participant.hand_raised_at,
            signing=participant.signing,
            muted=participant.muted,
        )

    async def _office_of(self, unit: Unit, participant: Participant) -> Office:
        """Whom an expert speaks for, with the mark where the account is that authority's (F-98)."""
        role = ParticipantRole(participant.role)
        if role is not ParticipantRole.EXPERT:
            return Office()
        service = (await unit.session.get_one(Consultation, participant.consultation)).service
        name = (await self._directory.names_of(unit, service))[1]
        known = await self._directory.service(unit, service)
        staff = await self._register.staff(unit, participant.actor)
        if known is None or staff is None:
            return Office(name)
        verified = is_verified(role, participant.kind, staff.authority, known.authority)
        return Office(name, staff.title if verified else None, verified)

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
