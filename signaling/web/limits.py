"""How often: by session or device first, by address last and generously, for a municipality shares one."""

from __future__ import annotations

import contextlib
import time
from math import ceil
from typing import Final

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from signaling.config import Limits
from signaling.store.errors import LimitReached

_PREFIX: Final = "etaluukku"

REDIS_SECONDS: Final = 1.0
"""A count takes less than a millisecond; a Redis that hangs must not make everybody wait."""


class TooOften(LimitReached):
    """Asked more often than a limit allows; `retry_seconds` is when the next try may be allowed."""

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("too_often", retry_seconds)


class Throttle:
    """Counts in Redis for all processes, or in this process: where there is none, and while it is away."""

    def __init__(self, settings: Limits, redis_url: str) -> None:
        self._here = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = SlidingWindowCounterRateLimiter(_redis(redis_url)) if redis_url else None
        self._events = parse(settings.events_per_session)
        self._requests = parse(settings.requests_per_session)
        self._sign_ins = parse(settings.sign_ins_per_name)
        self._sign_ins_here = parse(settings.sign_ins_per_name_and_address)
        self._codes = parse(settings.codes_per_address)
        self._known_here = parse(settings.known_sign_ins_per_address)
        self._site_tests = parse(settings.site_tests_per_address)
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

    async def entry(self, address: str) -> None:
        """Count a try of a code.

        Raises:
            TooOften: too many tries from this address.
        """
        await self._count(self._codes, "entry", address)

    async def sign_in(self, address: str, name: str, browser: str | None) -> None:
        """Count a try of a password, by the fingerprint of its user name.

        `browser` is the number of a browser that the name has signed in with (people/known.py):
        it has tries that nobody without a mark can use up. When they are gone it is a
        stranger, so that whoever copied its mark leaves its owner the way in that all have.
        Strangers are counted by where they come from first, so that what one address is refused
        costs the name nothing.

        Raises:
            TooOften: too many tries of strangers, or of known browsers whose own are gone, from this
                address or with this name.
        """
        if browser is not None and await self._known(address, name, browser):
            return
        await self._count(self._codes, "entry", address)
        await self._count(self._sign_ins_here, "name-address", f"{name} {address}")
        await self._count(self._sign_ins, "name", name)

    async def _known(self, address: str, name: str, browser: str) -> bool:
        """False when this browser, those of this name or all known ones at this address had their tries.

        Every sign-in makes a new number, so the name bounds what many numbers make of it. The narrowest
        comes first: one mark does not use up its name, and one name not the address of a municipality.
        """
        return (
            await self._hit(self._sign_ins_here, "browser", browser)
            and await self._hit(self._sign_ins, "known-name", name)
            and await self._hit(self._known_here, "known-address", address)
        )

    async def site_test(self, address: str) -> None:
        """Count a request of a site test.

        Raises:
            TooOften: too many from this address.
        """
        await self._count(self._site_tests, "site-test", address)

    async def _count(self, rate: RateLimitItem, kind: str, key: str) -> None:
        if not await self._hit(rate, kind, key):
            raise TooOften(max(1, ceil(await self._reset(rate, kind, key) - time.time())))

    async def _hit(self, rate: RateLimitItem, kind: str, key: str) -> bool:
        if self._shared is not None:
            with contextlib.suppress(StorageError):
                return await self._shared.hit(rate, _PREFIX, kind, key)
        return await self._here.hit(rate, _PREFIX, kind, key)

    async def _reset(self, rate: RateLimitItem, kind: str, key: str) -> float:
        """When the next one may be allowed (Unix time, s)."""
        if self._shared is not None:
            with contextlib.suppress(StorageError):
                return (await self._shared.get_window_stats(rate, _PREFIX, kind, key)).reset_time
        return (await self._here.get_window_stats(rate, _PREFIX, kind, key)).reset_time


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        f"async+{url}",
        implementation="redispy",
        wrap_exceptions=True,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
    )
