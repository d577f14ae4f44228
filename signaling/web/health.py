"""Whether this process can do its work now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

Probe = Callable[[], Awaitable[bool]]


class Readiness:
    """Named probes; ready when all hold."""

    def __init__(self) -> None:
        self._probes: dict[str, Probe] = {}

    def add(self, name: str, probe: Probe) -> None:
        """Ask `probe` at every question; it is quick and does not raise."""
        self._probes[name] = probe

    async def missing(self) -> tuple[str, ...]:
        """Names of the probes that do not hold now."""
        return tuple([name for name, probe in self._probes.items() if not await probe()])

    async def answer(self, _request: web.Request) -> web.Response:
        """200 when ready, else 503 with the names of what is missing."""
        missing = await self.missing()
        body = msgspec.json.encode({"ready": not missing, "missing": missing})
        return web.Response(status=503 if missing else 200, body=body, content_type="application/json")
