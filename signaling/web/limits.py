"""How often: by session or device first, by address last and generously, for a municipality shares one."""

from __future__ import annotations

from typing import Final

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from signaling.config import Limits

_PREFIX: Final = "etaluukku"


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

    async def request(self, session: str | None, address: str) -> bool:
        """False when this session, or this address, has asked too often."""
        if session is not None and not await self._hit(self._requests, "request", session):
            return False
        return await self._hit(self._addresses, "address", address)

    async def entry(self, address: str) -> bool:
        """False when codes and passwords are tried too often from this address."""
        return await self._hit(self._codes, "entry", address)

    async def name(self, fingerprint: str) -> bool:
        """False when this user name is tried too often."""
        return await self._hit(self._sign_ins, "name", fingerprint)

    async def _hit(self, rate: RateLimitItem, kind: str, key: str) -> bool:
        return await self._limiter.hit(rate, _PREFIX, kind, key)
