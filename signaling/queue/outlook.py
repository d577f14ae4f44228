"""What a service's queue looks ahead to: who is there, how long places wait, and whether that is too late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signaling.consultation.history import handling_seconds
from signaling.consultation.service import ConsultationService
from signaling.directory.service import DirectoryService, Service
from signaling.queue import rules
from signaling.queue.estimate import SAMPLES, Handling, wait_of
from signaling.queue.rules import Expert
from signaling.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Outlook:
    """Reads it in the transaction that tells it."""

    directory: DirectoryService
    consultations: ConsultationService

    async def handling(self, unit: Unit, service: str) -> Handling:
        """How long the last consultations took, who is present, and who of them is free."""
        experts = await self.directory.experts_of(unit, service)
        busy = await self.consultations.busy(unit, [e.account for e in experts])
        free = rules.free(Expert(e.account, e.available, e.connected, e.account in busy) for e in experts)
        return Handling(
            await handling_seconds(unit, service, SAMPLES),
            present=sum(e.available and e.connected for e in experts),
            free=len(free),
        )

    async def late(self, unit: Unit, service: Service, place: int) -> float | None:
        """Unix time (s) of the closing before which this place may not be served; None where it will be."""
        return (await self.late_places(unit, service, [place]))[0]

    async def late_places(self, unit: Unit, service: Service, places: Sequence[int]) -> list[float | None]:
        """The same for several places, in their order."""
        closes_at = self.directory.closes_at(service, unit.now)
        if closes_at is None or not places:
            return [None for _ in places]
        handling, left = await self.handling(unit, service.id), closes_at - unit.now
        return [closes_at if rules.is_late(wait_of(handling, place), left) else None for place in places]
