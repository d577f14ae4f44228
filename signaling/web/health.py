"""Whether this process can do its work now, and what of it cannot be done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import redis.asyncio as redis
from aiohttp import web

Probe = Callable[[], Awaitable[bool]]

PROBE_SECONDS: Final = 2.0
"""Longest wait for one answer; a monitor waits for 3 to 5 s in all."""


class Readiness:
    """Named probes; ready when all hold."""

    def __init__(self) -> None:
        self._probes: dict[str, Probe] = {}
        self._remarks: dict[str, Probe] = {}

    def add(self, name: str, probe: Probe) -> None:
        """Ask `probe` at every question; it does not raise. No answer in PROBE_SECONDS is a no."""
        self._probes[name] = probe

    def remark(self, name: str, probe: Probe) -> None:
        """Show a line `note` with this name while `probe` holds: work goes on, an administrator may mind."""
        self._remarks[name] = probe

    async def found(self) -> dict[str, bool]:
        """Which of the probes hold now; all are asked at the same time."""
        answers = await asyncio.gather(*(_holds(probe) for probe in self._probes.values()))
        return dict(zip(self._probes, answers, strict=True))

    async def remarks(self) -> list[str]:
        """Names of the remarks that hold now."""
        answers = await asyncio.gather(*(_holds(probe) for probe in self._remarks.values()))
        return [name for name, holds in zip(self._remarks, answers, strict=True) if holds]

    async def answer(self, _request: web.Request) -> web.Response:
        """200 when ready, else 503; one line for each probe, with its name and nothing more."""
        found, remarks = await asyncio.gather(self.found(), self.remarks())
        lines = [f"{'ok' if holds else 'FAIL':<5} {name}\n" for name, holds in found.items()]
        lines += [f"{'note':<5} {name}\n" for name in remarks]
        return web.Response(status=200 if all(found.values()) else 503, text="".join(lines))


async def _holds(probe: Probe) -> bool:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return False


async def redis_answers(url: str) -> bool:
    """True if Redis answers; on a connection of its own, for one that stands says nothing of the next."""
    client = redis.from_url(url)
    try:
        await client.ping()
    except (OSError, redis.RedisError):
        return False
    finally:
        await client.aclose()
    return True
