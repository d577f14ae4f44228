"""Carries hand-overs to case systems: one job for each, tried again and again until it is acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import aiohttp
import structlog

from signaling.config import Settings
from signaling.keys import case_system_secret
from signaling.papers.copies import Copies
from signaling.papers.hand_overs import HAND_OVER_JOB, Due, HandOvers
from signaling.papers.handing import Parcel, body_of, headers_of
from signaling.store.poller import Outbox
from signaling.store.store import Store
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import papers as p
from signaling.web.messages.consultation import HandOverEntry

log = structlog.get_logger("hand_over")

AT_ONCE: Final = 2
"""Parcels that one process holds in memory; each is twice as long as its pages."""

BUSY_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class CaseSystem:
    """Where an authority's papers go."""

    url: str
    secret: str = field(repr=False)


async def deliveries(settings: Settings, store: Store, copies: Copies) -> Deliveries:
    """Hand-overs to the configured case systems; the papers hear of them.

    Raises:
        ConfigError: a secret cannot be read; with the remedy.
    """
    wanted = settings.handover
    systems = {
        one.authority: CaseSystem(one.url, await asyncio.to_thread(case_system_secret, one))
        for one in wanted.systems
    }
    hand_overs = HandOvers(copies, frozenset(systems), wanted.paper_bytes, wanted.waiting)
    copies.papers.followers.append(hand_overs)
    return Deliveries(store, hand_overs, systems, wanted.try_seconds)


@dataclass(slots=True)
class Deliveries:
    """The events of hand-overs, and their job."""

    store: Store
    hand_overs: HandOvers
    systems: Mapping[str, CaseSystem]
    try_seconds: float
    _under_way: int = 0

    async def ask(self, call: Call, request: p.PaperHandOver) -> HandOverEntry:
        """paper:hand-over."""
        return await call.store.write(
            lambda unit: self.hand_overs.ask(unit, call.actor, request), call.key(HandOverEntry)
        )

    async def permit(self, call: Call, request: p.PaperPermit) -> HandOverEntry:
        """paper:permit."""
        return await call.store.write(
            lambda unit: self.hand_overs.permit(unit, call.actor, request), call.key(HandOverEntry)
        )

    async def deliver(self, due: Due) -> None:
        """Job: try once. A process that ends in the middle leaves the row, its copy and its key."""
        if self._under_way >= AT_ONCE:
            await self.store.write(lambda unit: self.hand_overs.postpone(unit, due, BUSY_SECONDS))
            return
        self._under_way += 1
        try:
            parcel = await self.store.write(lambda unit: self.hand_overs.prepare(unit, due))
            if parcel is not None:
                await self._try(parcel)
        finally:
            self._under_way -= 1

    async def _try(self, parcel: Parcel) -> None:
        system = self.systems.get(parcel.authority)
        outcome = "no such system" if system is None else await self._post(system, parcel)
        if outcome is None:
            await self.store.write(lambda unit: self.hand_overs.delivered(unit, parcel))
            log.info("handed_over", hand_over=parcel.hand_over, pages=len(parcel.pages))
            return
        pause = await self.store.write(lambda unit: self.hand_overs.failed(unit, parcel))
        log.warning("hand_over_failed", hand_over=parcel.hand_over, outcome=outcome, again_s=pause)

    async def _post(self, system: CaseSystem, parcel: Parcel) -> str | None:
        """None where it is acknowledged by 2xx, else what came instead. Nothing is followed or read."""
        body = await asyncio.to_thread(body_of, parcel)
        headers = headers_of(parcel.idempotency_key, body, system.secret, self.store.clock())
        timeout = aiohttp.ClientTimeout(total=self.try_seconds)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as http,
                http.post(system.url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return None if 200 <= answer.status < 300 else str(answer.status)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return type(error).__name__

    def register(self, dispatcher: Dispatcher, outbox: Outbox) -> None:
        """Take the events and the job of hand-overs."""
        dispatcher.on("paper:hand-over", self.ask)
        dispatcher.on("paper:permit", self.permit)
        outbox.on(HAND_OVER_JOB, Due, self.deliver)
