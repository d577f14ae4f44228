"""Events of a consultation."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.consultation.advisor import Advisor
from signaling.consultation.chair import Chair
from signaling.consultation.chat import ChatLimits, say
from signaling.consultation.hands import Hands
from signaling.consultation.identity import Identification
from signaling.consultation.invitations import Invitations
from signaling.consultation.media import MediaKeeper
from signaling.consultation.notes import write_notes
from signaling.consultation.screen import Screen
from signaling.consultation.service import ConsultationService
from signaling.consultation.signing import Signing
from signaling.consultation.windows import take_place
from signaling.store.unit import Unit
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import consultation as m
from signaling.web.messages import identity as i
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class ConsultationHandlers:
    """One method for each event."""

    consultations: ConsultationService
    advisor: Advisor
    screen: Screen
    invitations: Invitations
    media: MediaKeeper
    hands: Hands
    identification: Identification
    signing: Signing
    chair: Chair
    chat: ChatLimits

    async def open(self, call: Call, request: m.ConsultationRef) -> m.ConsultationSnapshot:
        """consultation:open."""

        async def came(unit: Unit) -> None:
            await self.consultations.appeared(unit, call.actor.ref, request.consultation)

        async def opened(unit: Unit) -> m.ConsultationSnapshot:
            await take_place(unit, self.consultations.directory, call.actor, request, call.socket_id)
            await self.consultations.presence_changed(unit, call.actor.ref)
            await came(unit)
            return await self.screen.open(unit, call.actor, request)

        if request.window is None:
            await call.store.write(came)
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

    async def mute(self, call: Call, request: m.Mute) -> Nothing:
        """chair:mute."""
        return await call.store.write(
            lambda unit: self.chair.mute(unit, call.actor, request), call.key(Nothing)
        )

    async def send_back(self, call: Call, request: m.ParticipantAct) -> Nothing:
        """chair:lobby."""
        return await call.store.write(
            lambda unit: self.chair.send_back(unit, call.actor, request), call.key(Nothing)
        )

    async def lock(self, call: Call, request: m.Lock) -> Nothing:
        """chair:lock."""
        return await call.store.write(
            lambda unit: self.chair.lock(unit, call.actor, request), call.key(Nothing)
        )

    async def advisor_leaves(self, call: Call, request: m.ConsultationAct) -> Nothing:
        """advisor:leave."""
        return await call.store.write(
            lambda unit: self.advisor.leave(unit, call.actor, request), call.key(Nothing)
        )

    async def advisor_asks(self, call: Call, request: m.ConsultationAct) -> Nothing:
        """advisor:return."""
        return await call.store.write(
            lambda unit: self.advisor.come_back(unit, call.actor, request), call.key(Nothing)
        )

    async def advisor_is_answered(self, call: Call, request: m.AdvisorAnswer) -> Nothing:
        """advisor:answer."""
        return await call.store.write(
            lambda unit: self.advisor.answer(unit, call.actor, request), call.key(Nothing)
        )

    async def device(self, call: Call, request: m.DeviceState) -> Nothing:
        """consultation:device."""
        return await call.store.write(
            lambda unit: self.consultations.set_devices(unit, call.actor, request), call.key(Nothing)
        )

    async def sign(self, call: Call, request: m.Signing) -> Nothing:
        """consultation:signing."""
        return await call.store.write(
            lambda unit: self.signing.mark(unit, call.actor, request), call.key(Nothing)
        )

    async def say(self, call: Call, request: m.Say) -> Nothing:
        """consultation:say."""
        return await call.store.write(
            lambda unit: say(unit, call.actor, request, self.chat), call.key(Nothing)
        )

    async def raise_hand(self, call: Call, request: m.Hand) -> Nothing:
        """hand:raise."""
        return await call.store.write(
            lambda unit: self.hands.show(unit, call.actor, request), call.key(Nothing)
        )

    async def lower_hand(self, call: Call, request: m.ParticipantAct) -> Nothing:
        """hand:lower."""
        return await call.store.write(
            lambda unit: self.hands.lower(unit, call.actor, request), call.key(Nothing)
        )

    async def identity_shown(self, call: Call, request: m.ConsultationAct) -> Nothing:
        """identity:show."""
        return await call.store.write(
            lambda unit: self.identification.show(unit, call.actor, request), call.key(Nothing)
        )

    async def identity_put_away(self, call: Call, request: m.ConsultationAct) -> Nothing:
        """identity:cancel."""
        return await call.store.write(
            lambda unit: self.identification.cancel(unit, call.actor, request), call.key(Nothing)
        )

    async def identity_recorded(self, call: Call, request: i.IdentityRecord) -> Nothing:
        """identity:record."""
        return await call.store.write(
            lambda unit: self.identification.record(unit, call.actor, request), call.key(Nothing)
        )

    async def notes(self, call: Call, request: i.NotesWrite) -> Nothing:
        """notes:write."""
        return await call.store.write(lambda unit: write_notes(unit, call.actor, request), call.key(Nothing))

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
        dispatcher.on("chair:mute", self.mute)
        dispatcher.on("chair:lobby", self.send_back)
        dispatcher.on("chair:lock", self.lock)
        dispatcher.on("consultation:device", self.device)
        dispatcher.on("advisor:leave", self.advisor_leaves)
        dispatcher.on("advisor:return", self.advisor_asks)
        dispatcher.on("advisor:answer", self.advisor_is_answered)
        dispatcher.on("consultation:signing", self.sign)
        dispatcher.on("hand:raise", self.raise_hand)
        dispatcher.on("hand:lower", self.lower_hand)
        dispatcher.on("identity:show", self.identity_shown)
        dispatcher.on("identity:cancel", self.identity_put_away)
        dispatcher.on("identity:record", self.identity_recorded)
        dispatcher.on("notes:write", self.notes)
        dispatcher.on("consultation:say", self.say)
        dispatcher.on("guest:invite", self.invite)
        dispatcher.on("media:offer", self.offer)
