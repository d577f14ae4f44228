"""Events of a consultation."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.consultation import chat
from signaling.consultation.invitations import Invitations
from signaling.consultation.media import MediaKeeper
from signaling.consultation.screen import Screen
from signaling.consultation.service import ConsultationService
from signaling.consultation.windows import take_place
from signaling.store.unit import Unit
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class ConsultationHandlers:
    """One method for each event."""

    consultations: ConsultationService
    screen: Screen
    invitations: Invitations
    media: MediaKeeper
    chat_lines: int

    async def open(self, call: Call, request: m.ConsultationRef) -> m.ConsultationSnapshot:
        """consultation:open."""

        async def opened(unit: Unit) -> m.ConsultationSnapshot:
            await take_place(unit, self.consultations.directory, call.actor, request, call.socket_id)
            await self.consultations.presence_changed(unit, call.actor.ref)
            return await self.screen.open(unit, call.actor, request)

        if request.window is None:
            snapshot = await call.store.read(lambda unit: self.screen.open(unit, call.actor, request))
        else:
            snapshot = await call.store.write(opened)
        self.media.opened(request.consultation, call.actor.ref)
        return snapshot

    async def leave(self, call: Call, request: m.ConsultationAct) -> Nothing:
        """consultation:leave."""
        return await call.store.write(
            lambda unit: self.consultations.leave(unit, call.actor, request), call.key(Nothing)
        )

    async def end(self, call: Call, request: m.ConsultationAct) -> Nothing:
        """consultation:end."""
        return await call.store.write(
            lambda unit: self.consultations.end(unit, call.actor, request), call.key(Nothing)
        )

    async def admit(self, call: Call, request: m.ParticipantAct) -> Nothing:
        """consultation:admit."""
        return await call.store.write(
            lambda unit: self.consultations.admit(unit, call.actor, request), call.key(Nothing)
        )

    async def remove(self, call: Call, request: m.ParticipantAct) -> Nothing:
        """consultation:remove."""
        return await call.store.write(
            lambda unit: self.consultations.remove(unit, call.actor, request), call.key(Nothing)
        )

    async def device(self, call: Call, request: m.DeviceState) -> Nothing:
        """consultation:device."""
        return await call.store.write(
            lambda unit: self.consultations.set_devices(unit, call.actor, request), call.key(Nothing)
        )

    async def say(self, call: Call, request: m.Say) -> Nothing:
        """consultation:say."""
        return await call.store.write(
            lambda unit: chat.say(unit, call.actor, request, self.chat_lines), call.key(Nothing)
        )

    async def invite(self, call: Call, request: m.Invite) -> m.Invitation:
        """guest:invite."""
        return await call.store.write(
            lambda unit: self.invitations.invite(unit, call.actor, request), call.key(m.Invitation)
        )

    async def offer(self, call: Call, request: m.Offer) -> m.OfferAnswer:
        """media:offer."""
        return await self.media.offer(call.actor, request)

    def register(self, dispatcher: Dispatcher) -> None:
        """Take the events of this area."""
        dispatcher.on("consultation:open", self.open)
        dispatcher.on("consultation:leave", self.leave)
        dispatcher.on("consultation:end", self.end)
        dispatcher.on("consultation:admit", self.admit)
        dispatcher.on("consultation:remove", self.remove)
        dispatcher.on("consultation:device", self.device)
        dispatcher.on("consultation:say", self.say)
        dispatcher.on("guest:invite", self.invite)
        dispatcher.on("media:offer", self.offer)
