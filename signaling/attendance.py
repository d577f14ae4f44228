"""What follows when somebody's first socket opens or last one closes: who is there counts in every area.

A socket is a row with a lease that its process renews; the sockets of a process
that was killed run out, and any other process then does what follows.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Final

from signaling.consultation.service import ConsultationService
from signaling.directory.service import DirectoryService
from signaling.people.actor import ActorRef
from signaling.queue.service import QueueService
from signaling.store.errors import ServiceError
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.dispatch import Connection

RENEWALS_PER_LEASE: Final = 3
"""Two renewals may fail before a living process is taken for dead."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Hooks of the dispatcher, and the loop that renews and sweeps leases."""

    store: Store
    process: str
    """Names this run of this process; another one after a restart."""
    directory: DirectoryService
    queue: QueueService
    consultations: ConsultationService
    lease_seconds: float
    _open: set[str] = field(default_factory=set)
    """Sockets of this process now."""

    async def connected(self, connection: Connection) -> None:
        """A socket has come."""
        self._open.add(connection.socket_id)

        async def opened(unit: Unit) -> None:
            ref = connection.actor.ref
            if await self.directory.socket_opened(unit, ref, connection.socket_id, self.process):
                await self.came(unit, ref)

        await self.store.write(opened)
        if connection.socket_id not in self._open:
            await self.disconnected(connection)  # it went while its row was written

    async def disconnected(self, connection: Connection) -> None:
        """A socket has gone."""
        self._open.discard(connection.socket_id)

        async def closed(unit: Unit) -> None:
            ref = connection.actor.ref
            last = await self.directory.socket_closed(unit, ref, connection.socket_id)
            await self.went(unit, ref, last=last)

        await self.store.write(closed)

    async def came(self, unit: Unit, ref: ActorRef) -> None:
        """The actor's first socket is open."""
        await self.consultations.presence_changed(unit, ref)
        if ref.kind == "device":
            await self.queue.point_came_back(unit, ref.id)
        if ref.kind == "account":
            await self.queue.expert_presence_changed(unit, ref.id)

    async def went(self, unit: Unit, ref: ActorRef, *, last: bool) -> None:
        """A socket of the actor is closed; for a consultation it need not be the last one (windows.py)."""
        await self.consultations.presence_changed(unit, ref)
        if not last:
            return
        if ref.kind == "device":
            await self.queue.point_went_away(unit, ref.id)
        if ref.kind == "account":
            await self.queue.expert_presence_changed(unit, ref.id)

    async def step(self) -> None:
        """Renew this process's leases, and do what follows for sockets that ran out."""
        await self.store.write(lambda unit: self.directory.renew(unit, self.process))

        async def sweep(unit: Unit) -> None:
            for ref, last in await self.directory.sweep(unit):
                await self.went(unit, ref, last=last)

        await self.store.write(sweep)

    async def run(self) -> None:
        """Step until cancelled."""
        while True:
            with contextlib.suppress(ServiceError):  # the database is away: the lease has slack
                await self.step()
            await asyncio.sleep(self.lease_seconds / RENEWALS_PER_LEASE)
