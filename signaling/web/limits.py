"""How often: by session or device first, by address last and generously, for a municipality shares one."""

from __future__ import annotations

import time
from math import ceil
from typing import Final

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from signaling.config import Limits
from signaling.store.errors import LimitReached

_PREFIX: Final = "etaluukku"


class TooOften(LimitReached):
    """Asked more often than a limit allows; `retry_seconds` is when the next try may be allowed."""

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("too_often")
        self.retry_seconds = retry_seconds


class Throttle:
    """Counts in this process, or in Redis for all processes."""

    def __init__(self, settings: Limits, redis_url: str) -> None:
        storage = (
            RedisStorage(f"async+{redis_url}", implementation="redispy") if redis_url else MemoryStorage()
        )
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._events = parse(settings.events_per_session)
        self._requests = parse(settings.requests_per_session)
        self._sign_ins = parse(settings.sign_ins_per_name)
        self._codes = parse(settings.codes_per_address)
        self._addresses = parse(settings.requests_per_address)

    async def event(self, session: str) -> bool:
        """False when this session has sent too many events."""
        return await self._hit(self._events, "event", session)

    async def request(self, session: str | None, address: str) -> None:
        """Count a request; by session first, so that what one session is refused costs the address nothing.

        Raises:
            TooOften: this session, or this address, has asked too often.
        """
        if session is not None:
            await self._count(self._requests, "request", session)
        await self._count(self._addresses, "address", address)

    async def entry(self, address: str, name: str | None) -> None:
        """Count a try of a code, or of a password with the fingerprint of its user name.

        Raises:
            TooOften: too many tries from this address, or with this name.
        """
        await self._count(self._codes, "entry", address)
        if name is not None:
            await self._count(self._sign_ins, "name", name)

    async def _count(self, rate: RateLimitItem, kind: str, key: str) -> None:
        if not await self._hit(rate, kind, key):
            window = await self._limiter.get_window_stats(rate, _PREFIX, kind, key)
            left = ceil(window.reset_time - time.time())  # the storage counts in this time
            raise TooOften(max(1, left))

    async def _hit(self, rate: RateLimitItem, kind: str, key: str) -> bool:
        return await self._limiter.hit(rate, _PREFIX, kind, key)
