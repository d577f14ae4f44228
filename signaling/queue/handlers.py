"""Events of service points and desks."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.queue.returning import Returning
from signaling.queue.screens import QueueScreens
from signaling.queue.service import QueueService
from signaling.queue.views import room_of
from signaling.queue.writing import Writing
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import queue as m
from signaling.web.messages.base import Nothing
from signaling.web.messages.consultation import ConsultationAct


@dataclass(frozen=True, slots=True)
class QueueHandlers:
    """One method for each event."""

    queue: QueueService
    screens: QueueScreens
    returning: Returning

    async def open_point(self, call: Call, request: Nothing) -> m.PointSnapshot:
        """point:open. The room is entered before the snapshot is read, so no delta falls between."""
        await call.enter_room("directory")
        return await call.store.read(lambda unit: self.screens.point(unit, call.actor))

    async def open_desk(self, call: Call, request: Nothing) -> m.DeskSnapshot:
        """desk:open. The rooms are entered before the snapshot is read, so no delta falls between."""
        services = await call.store.read(lambda unit: self.screens.desk_services(unit, call.actor))
        for service in services:
            await call.enter_room(room_of(service))
        return await call.store.read(lambda unit: self.screens.desk(unit, call.actor))

    async def set_availability(self, call: Call, request: m.SetAvailability) -> Nothing:
        """desk:availability."""
        return await call.store.write(
            lambda unit: self.queue.set_availability(unit, call.actor, request), call.key(Nothing)
        )

    async def open_ticket(self, call: Call, request: m.TicketOpen) -> m.TicketView:
        """ticket:open."""
        return await call.store.write(
            lambda unit: self.queue.open(unit, call.actor, request), call.key(m.TicketView)
        )

    async def cancel_ticket(self, call: Call, request: m.TicketRef) -> Nothing:
        """ticket:cancel."""
        return await call.store.write(
            lambda unit: self.queue.cancel(unit, call.actor, request), call.key(Nothing)
        )

    async def accept_ticket(self, call: Call, request: m.TicketRef) -> m.Accepted:
        """ticket:accept."""
        return await call.store.write(
            lambda unit: self.queue.accept(unit, call.actor, request), call.key(m.Accepted)
        )

    async def write_to_ticket(self, call: Call, request: m.TicketWrite) -> Nothing:
        """ticket:write."""
        return await call.store.write(
            lambda unit: Writing(self.queue).write(unit, call.actor, request), call.key(Nothing)
        )

    async def return_ticket(self, call: Call, request: ConsultationAct) -> Nothing:
        """ticket:return."""
        return await call.store.write(
            lambda unit: self.returning.give_back(unit, call.actor, request), call.key(Nothing)
        )

    def register(self, dispatcher: Dispatcher) -> None:
        """Take the events of this area."""
        dispatcher.on("point:open", self.open_point)
        dispatcher.on("desk:open", self.open_desk)
        dispatcher.on("desk:availability", self.set_availability)
        dispatcher.on("ticket:open", self.open_ticket)
        dispatcher.on("ticket:cancel", self.cancel_ticket)
        dispatcher.on("ticket:accept", self.accept_ticket)
        dispatcher.on("ticket:write", self.write_to_ticket)
        dispatcher.on("ticket:return", self.return_ticket)
